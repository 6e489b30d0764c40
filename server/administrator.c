/* Owns the local commands. Never listens. */
#include "server/administrator.h"

#include <libpq-fe.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/migration.h"
#include "server/password.h"

static PGconn *connect_to(const char *conninfo, struct error *error)
{
  PGconn *conn = PQconnectdb(conninfo);
  if (PQstatus(conn) == CONNECTION_OK) return conn;
  (void)error_set(error, JIEDUI__CODE__UNAVAILABLE, "cannot reach the database: %s",
                  PQerrorMessage(conn));
  PQfinish(conn);
  return NULL;
}

bool administrator_migrate(const char *conninfo, struct error *error)
{
  PGconn *conn = connect_to(conninfo, error);
  if (conn == NULL) return false;
  PQclear(PQexec(conn, "set client_min_messages = warning"));
  const bool good = migration_run(conn, error) && migration_check(conn, error);
  PQfinish(conn);
  if (good) (void)printf("the schema fits jieduid %s\n", JIEDUI_VERSION);
  return good;
}

static bool read_password(char *password, size_t size, struct error *error)
{
  if (fgets(password, (int)size, stdin) == NULL) {
    return error_set(error, JIEDUI__CODE__USAGE,
                     "no password on standard input: printf '%%s\\n' PASSWORD | jieduid …");
  }
  password[strcspn(password, "\r\n")] = '\0';
  const char *unfit = password_unfit(password);
  return unfit == NULL || error_set(error, JIEDUI__CODE__INVALID, "%s", unfit);
}

/* Runs a function of two texts; `what` is what cannot be made if it refuses. */
static bool store(PGconn *conn, const char *sql, const char *name, const char *secret,
                  const char *what, struct error *error)
{
  const char *values[] = {name, secret};
  PGresult *result = PQexecParams(conn, sql, 2, NULL, values, NULL, NULL, 0);
  const bool good = PQresultStatus(result) == PGRES_TUPLES_OK;
  if (!good) {
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    (void)error_set(error, JIEDUI__CODE__CONFLICT, "%s %s cannot be made (%s)", what, name,
                    constraint != NULL ? constraint : PQresultErrorMessage(result));
  }
  PQclear(result);
  return good;
}

bool administrator_create(const char *conninfo, const char *account, struct error *error)
{
  char password[PASSWORD_LONGEST + 2];
  char hash[PASSWORD_HASH];
  if (!read_password(password, sizeof password, error)) return false;
  if (!password_hash(password, hash)) {
    return error_set(error, JIEDUI__CODE__UNAVAILABLE, "no memory to hash the password: 64 MiB");
  }
  explicit_bzero(password, sizeof password);
  PGconn *conn = connect_to(conninfo, error);
  if (conn == NULL) return false;
  const bool good = store(conn, "select create_administrator($1::text, $2::text)", account, hash,
                          "the account", error);
  PQfinish(conn);
  if (good) (void)printf("made the district administrator %s\n", account);
  return good;
}

bool administrator_device_token(const char *conninfo, const char *name, struct error *error)
{
  /* 26 letters and digits of 31 that cannot be mistaken for each other: 128 bits. */
  static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
  char token[27];
  for (size_t i = 0; i < sizeof token - 1; i++) {
    token[i] = letters[randombytes_uniform(sizeof letters - 1)];
  }
  token[sizeof token - 1] = '\0';
  PGconn *conn = connect_to(conninfo, error);
  if (conn == NULL) return false;
  const bool good = store(conn, "select issue_first_token($1::text, $2::text)", name, token,
                          "a token for", error);
  PQfinish(conn);
  if (good) (void)printf("%s\n", token);
  return good;
}
