/* Owns the checks of a call's envelope against its method's rules. Never asks the database. */
#include "server/authorise.h"

#include <string.h>

#include "server/session.h"

enum { SESSION_BYTES = 32, CAMPUS_LONGEST = 10 };

static Jiedui__Status *refuse(struct request *request, Jiedui__Code code, const char *text)
{
  return failure_new(request->arena, code, text);
}

Jiedui__Status *authorise_call(struct request *request)
{
  const Jiedui__Call *call = request->call;
  const Jiedui__MethodRules *rules = request->operation->method->rules;
  /* Unset once the peer has gone: then nobody is let in anywhere. */
  if (request->session != NULL && rules->enrol != session_is_enrolment(request->session)) {
    return refuse(request, JIEDUI__CODE__PERMISSION_DENIED,
                  rules->enrol ? "A machine enrols on a connection for that alone."
                               : "This connection is for enrolling a machine alone.");
  }
  if (!rules->open && !(call->has_session && call->session.len == SESSION_BYTES)) {
    return refuse(request, JIEDUI__CODE__UNAUTHENTICATED, "You are not logged in.");
  }
  if (call->has_request_id && call->request_id.len != UUID_BYTES) {
    return refuse(request, JIEDUI__CODE__INVALID, "A request id is a UUID of 16 bytes.");
  }
  if (rules->idempotent && !call->has_request_id) {
    return refuse(request, JIEDUI__CODE__INVALID, "A write needs a request id.");
  }
  if (call->has_dry_run && call->dry_run && !rules->dry_run) {
    return refuse(request, JIEDUI__CODE__INVALID, "This operation has no dry run.");
  }
  if (call->campus != NULL && strlen(call->campus) > CAMPUS_LONGEST) {
    return refuse(request, JIEDUI__CODE__INVALID, "A campus is given by its code of 10 digits.");
  }
  return NULL;
}
