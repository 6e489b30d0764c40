/* Between messages and the scoring engine: scales from rows, sealed content from a score. */
#ifndef SERVER_OPERATIONS_SCREENING_SHEET_H
#define SERVER_OPERATIONS_SCREENING_SHEET_H

#include "common/arena.h"
#include "internal/screening_engine.pb-c.h"
#include "server/request.h"
#include "server/screening/score.h"

/* The scale of a name with its factors; false if the rows have none. `row` is set to its row. */
bool screening_scale(const char *name, Jiedui__ScaleRow *const *scales, size_t n_scales,
                     Jiedui__ScaleFactorData *const *factors, size_t n_factors,
                     struct scale *scale, const Jiedui__ScaleRow **row);

/* Answers and result in one, packed, in the arena. `override_age` may be NULL. */
ProtobufCBinaryData screening_seal(struct arena *arena, const struct scale *scale,
                                   const int answers[], const char *override_age);

/* The content of a stored sheet, in the arena; NULL if it cannot be read. */
Jiedui__SheetContent *screening_open(struct arena *arena, const ProtobufCBinaryData *content);

Jiedui__ScreeningAdvice screening_advice(const Jiedui__SheetContent *content);
Jiedui__SafetyReview screening_review(const Jiedui__SheetContent *content, bool reviewed);

/* "1.23" of sum / n. */
char *screening_mean(struct arena *arena, int sum, int n);

/* Ends the request by a rule of the database's table. */
struct answer *screening_refuse(struct request *request, const char *rule, const char *field);

#endif
