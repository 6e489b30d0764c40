/* Owns the list of the daemon's own steps. Never runs one. */
#include "server/house.h"

#include "internal/sealing.pb-c.h"

const struct operation_step house_steps[] = {
    {"house/fetch_keys.sql", &jiedui__seal_fetch__descriptor, &jiedui__seal_keys__descriptor,
     "keys"},
    {"house/keep_campus_key.sql", &jiedui__seal_campus_key__descriptor,
     &jiedui__seal_done__descriptor, "keys"},
    {"house/keep_student_keys.sql", &jiedui__seal_student_keys__descriptor,
     &jiedui__seal_done__descriptor, "keys"},
    {NULL, NULL, NULL, NULL},
};
