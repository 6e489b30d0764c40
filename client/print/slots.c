/* Owns the words for time slots on paper. Never reads a message. */
#include "client/print/slots.h"

#include <string.h>

#include "client/text.h"

/* One slot, such as Mon4. */
static const char *slot(struct arena *arena, const char *code, size_t length)
{
  static const char *const days[][2] = {{"Mon", "周一"}, {"Tue", "周二"}, {"Wed", "周三"},
                                        {"Thu", "周四"}, {"Fri", "周五"}, {"Sat", "周六"},
                                        {"Sun", "周日"}};
  const int rest = (int)length - 3;
  for (size_t i = 0; rest > 0 && i < sizeof days / sizeof days[0]; i++) {
    if (strncmp(code, days[i][0], 3) != 0) continue;
    return text_is_chinese() ? arena_printf(arena, "%s第%.*s节", days[i][1], rest, code + 3)
                             : arena_printf(arena, "%s %.*s", days[i][0], rest, code + 3);
  }
  return arena_printf(arena, "%.*s", (int)length, code);
}

const char *slots_said(struct arena *arena, const char *slots)
{
  const char *said = "";
  while (*slots != '\0') {
    const size_t length = strcspn(slots, ";");
    const char *between = text_is_chinese() ? "、" : ", ";
    said = arena_printf(arena, "%s%s%s", said, said[0] == '\0' ? "" : between,
                        slot(arena, slots, length));
    slots += length + (slots[length] == ';' ? 1 : 0);
  }
  return said;
}
