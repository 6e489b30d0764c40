/* Every operation the daemon can do: its method of the contract and its SQL, or its C. */
#ifndef SERVER_CATALOGUE_H
#define SERVER_CATALOGUE_H

#include "common/schema.h"
#include "server/statement.h"

struct answer;
struct request;

/* Begins an operation written in C. */
typedef struct answer *(*operation_handler)(struct request *request);

/* A SQL file of an operation in C, bound and filled by internal messages. */
struct operation_step {
  const char *path; /* below sql/operations, with .sql */
  const ProtobufCMessageDescriptor *input;
  const ProtobufCMessageDescriptor *output;
  const char *role; /* database role, NULL = the method's */
};

struct operation_in_c {
  const char *method;
  operation_handler handler;
  const struct operation_step *steps; /* path NULL at the end */
};

/* The few operations in C (server/operations/operations.c); method NULL at the end. */
extern const struct operation_in_c operations_in_c[];

struct step {
  const ProtobufCMessageDescriptor *input;
  const ProtobufCMessageDescriptor *output;
  const char *role;
  struct script script;
};

struct operation {
  const struct schema_method *method;
  operation_handler handler; /* NULL: the one step, run by binder and database */
  size_t n_steps;            /* 0 for a local operation */
  struct step *steps;
};

struct catalogue {
  const struct schema *schema;
  size_t n_operations;
  struct operation *operations; /* in the order of schema->methods */
  struct operation house;       /* no rpc: the steps of the daemon's own works */
  struct arena *arena;          /* owns all of it */
};

/* Joins contract, SQL files and C. Reports every fault through `on_fault`, and returns how many. */
size_t catalogue_build(struct catalogue *catalogue, const struct schema *schema,
                       void (*on_fault)(void *data, const char *text), void *data);
void catalogue_free(struct catalogue *catalogue);

/* NULL if there is none of that full name. */
const struct operation *catalogue_find(const struct catalogue *catalogue, const char *method);
/* A step of an operation in C, by its path. Never NULL: asserts. */
const struct step *catalogue_step(const struct operation *operation, const char *path);

#endif
