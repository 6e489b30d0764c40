/* Refusals of the engine's operations: rules of the database's table, found in C. */
#ifndef SERVER_OPERATIONS_MATCH_REFUSAL_H
#define SERVER_OPERATIONS_MATCH_REFUSAL_H

#include "server/operations/match_input.h"
#include "server/request.h"

/* Ends the request with the rule's code and sentence; student (shown masked) and staff number may
 * be NULL. */
struct answer *match_refuse(struct request *request, const char *rule, const char *student_no,
                            const char *staff_no);

/* Ends the request with what makes its input no problem of the engine's. */
struct answer *match_refuse_input(struct request *request, const struct match_input *input,
                                  enum match_input_fault fault);

/* Ends the request with a lock that the engine found impossible. */
struct answer *match_refuse_lock(struct request *request, const struct match_problem *problem,
                                 const struct match_fault *fault);

#endif
