/* Owns the schema's versions. Never changes a migration that was run. */
#include "server/migration.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/embedded.h"

static const char table_sql[] =
    "create table if not exists schema_migration (number int primary key, name text not null,"
    " checksum text not null, oldest_daemon text not null, run_at timestamptz not null default "
    "now())";

/* Policies give some functions to narrower roles. While a migration runs they are the owner's
 * again, so that it may replace them, and nobody sees them so: it is one transaction. */
static const char borrow_sql[] =
    "create temp table borrowed on commit drop as select p.oid::regprocedure as function,"
    " p.proowner::regrole as owner from pg_proc as p"
    " where p.pronamespace = 'public'::regnamespace and p.proowner <> to_regrole('jiedui_owner');"
    "do $$ declare f record; begin for f in select * from borrowed loop"
    " execute format('alter function %s owner to jiedui_owner', f.function);"
    " end loop; end $$";
static const char give_back_sql[] =
    "reset role;"
    "do $$ declare f record; begin for f in select b.function, b.owner from borrowed as b"
    " join pg_proc as p on p.oid = b.function::oid loop"
    " execute format('alter function %s owner to %s', f.function, f.owner);"
    " end loop; end $$";

static bool error_pg(struct error *error, PGconn *conn, const char *doing, PGresult *result)
{
  /* Migrations are ours and hold no values of people: here the message may be shown. */
  const char *message = PQresultErrorMessage(result);
  const bool empty = message == NULL || message[0] == '\0';
  (void)error_set(error, JIEDUI__CODE__INTERNAL, "%s: %s", doing,
                  empty ? PQerrorMessage(conn) : message);
  PQclear(result);
  return false;
}

static bool run(PGconn *conn, const char *sql, const char *doing, struct error *error)
{
  PGresult *result = PQexec(conn, sql);
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    return error_pg(error, conn, doing, result);
  }
  PQclear(result);
  return true;
}

static void checksum(const struct embedded *file, char text[crypto_hash_sha256_BYTES * 2 + 1])
{
  unsigned char hash[crypto_hash_sha256_BYTES];
  (void)crypto_hash_sha256(hash, file->data, file->size);
  (void)sodium_bin2hex(text, crypto_hash_sha256_BYTES * 2 + 1, hash, sizeof hash);
}

static bool is_in(const struct embedded *file, const char *folder)
{
  return strncmp(file->path, folder, strlen(folder)) == 0;
}

static int number_of(const struct embedded *file)
{
  return (int)strtol(file->path + strlen("migrations/"), NULL, 10);
}

/* The version after "-- oldest-daemon:" in the file's first line. */
static void oldest_daemon(const struct embedded *file, char text[32])
{
  const char *mark = "-- oldest-daemon: ";
  const char *found = strstr((const char *)file->data, mark);
  (void)snprintf(text, 32, "%s", JIEDUI_VERSION);
  if (found == NULL) return;
  found += strlen(mark);
  (void)snprintf(text, 32, "%.*s", (int)strcspn(found, "\r\n "), found);
}

/* The recorded checksum of a migration; "" if it has not run. */
static bool recorded(PGconn *conn, int number, char text[80], struct error *error)
{
  char sql[128];
  (void)snprintf(sql, sizeof sql, "select checksum from schema_migration where number = %d",
                 number);
  PGresult *result = PQexec(conn, sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) {
    return error_pg(error, conn, "reading schema_migration", result);
  }
  (void)snprintf(text, 80, "%s", PQntuples(result) == 0 ? "" : PQgetvalue(result, 0, 0));
  PQclear(result);
  return true;
}

static bool record(PGconn *conn, const struct embedded *file, const char *sum, struct error *error)
{
  char number[16];
  char oldest[32];
  (void)snprintf(number, sizeof number, "%d", number_of(file));
  oldest_daemon(file, oldest);
  const char *values[] = {number, file->path + strlen("migrations/"), sum, oldest};
  PGresult *result = PQexecParams(conn,
                                  "insert into schema_migration (number, name, checksum,"
                                  " oldest_daemon) values ($1::int, $2, $3, $4)",
                                  4, NULL, values, NULL, NULL, 0);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) return error_pg(error, conn, file->path, result);
  PQclear(result);
  return true;
}

static bool run_file(PGconn *conn, const struct embedded *file, bool keep, struct error *error)
{
  char sum[crypto_hash_sha256_BYTES * 2 + 1];
  checksum(file, sum);
  const bool good = run(conn, "begin", file->path, error) &&
                    (!keep || run(conn, borrow_sql, file->path, error)) &&
                    run(conn, (const char *)file->data, file->path, error) &&
                    (!keep || (run(conn, give_back_sql, file->path, error) &&
                               record(conn, file, sum, error))) &&
                    run(conn, "commit", file->path, error);
  if (!good) {
    PQclear(PQexec(conn, "rollback"));
    return false;
  }
  if (keep) (void)printf("migrated %s\n", file->path);
  return true;
}

static bool migrate_one(PGconn *conn, const struct embedded *file, struct error *error)
{
  char sum[crypto_hash_sha256_BYTES * 2 + 1];
  char was[80];
  checksum(file, sum);
  if (!recorded(conn, number_of(file), was, error)) return false;
  if (was[0] == '\0') return run_file(conn, file, true, error);
  if (strcmp(was, sum) == 0) return true;
  return error_set(error, JIEDUI__CODE__CONFLICT,
                   "%s was changed after it was run; restore it and write a new migration",
                   file->path);
}

static bool run_folder(PGconn *conn, const char *folder, struct error *error)
{
  const bool once = strcmp(folder, "migrations/") == 0;
  for (const struct embedded *file = embedded_migrations; file->path != NULL; file++) {
    if (!is_in(file, folder)) continue;
    if (!(once ? migrate_one(conn, file, error) : run_file(conn, file, false, error))) return false;
  }
  return true;
}

bool migration_run(PGconn *conn, struct error *error)
{
  return run(conn, "select pg_advisory_lock(7443)", "waiting for another migration", error) &&
         run(conn, "set lock_timeout = '2s'", "setting the lock timeout", error) &&
         run(conn, table_sql, "making schema_migration", error) &&
         run_folder(conn, "migrations/", error) && run_folder(conn, "policies/", error) &&
         run_folder(conn, "seed/", error) &&
         run(conn, "grant select on schema_migration to app", "letting the daemon read its version",
             error);
}

static bool check_ours(PGconn *conn, struct error *error)
{
  char sum[crypto_hash_sha256_BYTES * 2 + 1];
  char was[80];
  for (const struct embedded *file = embedded_migrations; file->path != NULL; file++) {
    if (!is_in(file, "migrations/")) continue;
    checksum(file, sum);
    if (!recorded(conn, number_of(file), was, error)) return false;
    if (was[0] == '\0') {
      return error_set(error, JIEDUI__CODE__CONFLICT,
                       "the schema is older than this daemon: %s is missing; run jieduid --migrate",
                       file->path);
    }
    if (strcmp(was, sum) != 0) {
      return error_set(error, JIEDUI__CODE__CONFLICT,
                       "the schema was made by another %s; install the daemon that made it",
                       file->path);
    }
  }
  return true;
}

static int newest_of_ours(void)
{
  int newest = 0;
  for (const struct embedded *file = embedded_migrations; file->path != NULL; file++) {
    if (is_in(file, "migrations/") && number_of(file) > newest) newest = number_of(file);
  }
  return newest;
}

static bool check_newer(PGconn *conn, struct error *error)
{
  char newest[16];
  (void)snprintf(newest, sizeof newest, "%d", newest_of_ours());
  const char *values[] = {newest, JIEDUI_VERSION};
  PGresult *result = PQexecParams(
      conn,
      "select name, oldest_daemon from schema_migration where number > $1::int and"
      " string_to_array(oldest_daemon, '.')::int[] > string_to_array($2::text, '.')::int[]"
      " order by number limit 1",
      2, NULL, values, NULL, NULL, 0);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) {
    return error_pg(error, conn, "reading schema_migration", result);
  }
  const bool fits = PQntuples(result) == 0;
  if (!fits) {
    (void)error_set(
        error, JIEDUI__CODE__CONFLICT,
        "the schema is newer than this daemon: %s needs jieduid %s or later, this is %s",
        PQgetvalue(result, 0, 0), PQgetvalue(result, 0, 1), JIEDUI_VERSION);
  }
  PQclear(result);
  return fits;
}

bool migration_check(PGconn *conn, struct error *error)
{
  return check_ours(conn, error) && check_newer(conn, error);
}
