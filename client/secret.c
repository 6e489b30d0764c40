/* Owns how secrets are read. Never shows, logs or stores one. */
#include "client/secret.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <termios.h>
#include <unistd.h>

#include "client/cell.h"
#include "client/message.h"
#include "client/text.h"
#include "client/value.h"

enum { SECRET_BYTES = 1024, TOKEN_MADE = 32 };

/* A line without its end; false at the end of input or when it is too long. */
static bool read_line(FILE *file, char line[SECRET_BYTES])
{
  if (fgets(line, SECRET_BYTES, file) == NULL) return false;
  const size_t length = strcspn(line, "\r\n");
  const bool whole = line[length] != '\0' || feof(file);
  line[length] = '\0';
  return whole;
}

static bool ask(const char *label, const char *again, char line[SECRET_BYTES])
{
  struct termios before;
  FILE *terminal = fopen("/dev/tty", "r+e");
  if (terminal == NULL) return false;
  const bool is_terminal = tcgetattr(fileno(terminal), &before) == 0;
  struct termios silent = before;
  silent.c_lflag &= ~(tcflag_t)ECHO;
  if (is_terminal) (void)tcsetattr(fileno(terminal), TCSAFLUSH, &silent);
  (void)fprintf(terminal, "%s%s: ", label, again);
  (void)fflush(terminal);
  const bool read = read_line(terminal, line);
  if (is_terminal) (void)tcsetattr(fileno(terminal), TCSAFLUSH, &before);
  (void)fputc('\n', terminal);
  (void)fclose(terminal);
  return read;
}

static bool ask_for(struct arena *arena, const struct schema_field *field, char line[SECRET_BYTES],
                    struct error *error)
{
  char repeated[SECRET_BYTES] = "";
  const char *label = cell_label(arena, field);
  if (!ask(label, "", line)) {
    return error_set(error, JIEDUI__CODE__LOCAL, text("No password could be read."));
  }
  if (strncmp(field->name, "new_", 4) != 0) return true;
  const bool same = ask(label, text(" (again)"), repeated) && strcmp(line, repeated) == 0;
  explicit_bzero(repeated, sizeof repeated);
  return same || error_set(error, JIEDUI__CODE__USAGE, text("The two passwords differ."));
}

static bool read_one(struct arena *arena, const struct schema_field *field, bool from_stdin,
                     char line[SECRET_BYTES], struct error *error)
{
  if (!from_stdin) return ask_for(arena, field, line, error);
  if (read_line(stdin, line)) return true;
  return error_set(error, JIEDUI__CODE__USAGE,
                   text("--password-stdin: standard input has no line for %s."), field->name);
}

/* Letters and digits of an alphabet of 31 without the ones that look alike, in groups of five. */
static void draw(char *made, size_t size)
{
  static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
  enum { LETTERS = sizeof letters - 1, FAIR = 256 / LETTERS * LETTERS };
  size_t at = 0;
  while (at < size - 1) {
    uint8_t byte = 0;
    if (getrandom(&byte, 1, 0) != 1 || byte >= FAIR) continue;
    if (at % 6 == 5) made[at++] = '-';
    made[at++] = letters[byte % LETTERS];
  }
  made[at] = '\0';
}

/* 20 letters and digits: 99 bits. */
void secret_make(char made[SECRET_MADE])
{
  draw(made, SECRET_MADE);
}

/* A token has no pauses between guesses behind it: 26 letters and digits, 128 bits. The answer
 * shows it. */
static bool make_token(struct arena *arena, const struct schema_field *field,
                       ProtobufCMessage *message, struct error *error)
{
  char made[TOKEN_MADE];
  draw(made, sizeof made);
  return value_set(arena, message, field, made, error);
}

/* Makes a password up, and asks that it be changed at the first login. */
static bool hand_out(struct arena *arena, const struct schema_message *fields,
                     const struct schema_field *field, ProtobufCMessage *message,
                     char made[SECRET_MADE], struct error *error)
{
  const struct schema_field *change = schema_field_find(fields, "must_change");
  secret_make(made);
  return value_set(arena, message, field, made, error) &&
         (change == NULL || value_set(arena, message, change, "true", error));
}

void secret_show(char made[SECRET_MADE], bool unsure)
{
  if (made[0] == '\0') return;
  if (unsure) {
    message_print("%s", text("Whether this password was set is not known: try it, or reset the "
                             "account again."));
  }
  (void)fprintf(stderr, "%s%s\n", text("One-time password, shown only now: "), made);
  explicit_bzero(made, SECRET_MADE);
}

bool secret_fill(struct arena *arena, const struct schema_message *fields,
                 ProtobufCMessage *message, bool from_stdin, char made[SECRET_MADE],
                 struct error *error)
{
  made[0] = '\0';
  for (size_t i = 0; i < fields->n_fields; i++) {
    const struct schema_field *field = &fields->fields[i];
    if (!field->rules->secret || field->descriptor->type != PROTOBUF_C_TYPE_STRING) continue;
    if (strcmp(field->name, "token") == 0) {
      if (!make_token(arena, field, message, error)) return false;
      continue;
    }
    if (!from_stdin && field->rules->one_time) {
      if (!hand_out(arena, fields, field, message, made, error)) return false;
      continue;
    }
    if (!from_stdin && isatty(STDIN_FILENO) == 0) {
      return error_set(error, JIEDUI__CODE__USAGE,
                       text("A password is needed and there is no terminal to ask on: give "
                            "--password-stdin and the password as a line of standard input."));
    }
    char line[SECRET_BYTES] = "";
    const bool done = read_one(arena, field, from_stdin, line, error) &&
                      value_set(arena, message, field, line, error);
    explicit_bzero(line, sizeof line);
    if (!done) return false;
  }
  return true;
}
