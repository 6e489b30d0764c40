/* Owns the reading of slots and traits. Never judges them: the database's domains have. */
#include "server/operations/match_person.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_LETTERS = 3, TRAIT_HIGHEST = 100 };

static int weekday_of(const char *word)
{
  static const char names[] = "MonTueWedThuFriSatSun";
  for (int day = 0; day < MATCH_WEEKDAYS; day++) {
    if (strncmp(names + DAY_LETTERS * day, word, DAY_LETTERS) == 0) return day + 1;
  }
  return 0;
}

static void read_slots(const char *text, struct match_slots *slots)
{
  while (strlen(text) > DAY_LETTERS) {
    const int weekday = weekday_of(text);
    char *end = NULL;
    const long lesson = strtol(text + DAY_LETTERS, &end, 10);
    if (weekday > 0 && lesson >= 1 && lesson <= MATCH_LESSONS) {
      match_slots_add(slots, weekday, (int)lesson);
    }
    end = strchr(end, ';');
    if (end == NULL) return;
    text = end + 1;
  }
}

static void read_traits(const char *text, struct match_traits *traits)
{
  for (int i = 0; i < MATCH_TRAITS; i++) {
    char *end = NULL;
    const long value = strtol(text, &end, 10);
    const bool is_last = i + 1 == MATCH_TRAITS;
    if (end == text || value < 0 || value > TRAIT_HIGHEST || *end != (is_last ? '\0' : '/')) return;
    traits->value[i] = (int)value;
    text = end + 1;
  }
  traits->given = true;
}

struct match_person match_person_read(const char *slots, const char *traits)
{
  struct match_person person = {0};
  if (slots != NULL) read_slots(slots, &person.slots);
  if (traits != NULL) read_traits(traits, &person.traits);
  return person;
}
