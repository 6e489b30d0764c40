/* One call of one method: sent, answered, and sent again where that is safe. */
#ifndef CLIENT_CALL_H
#define CLIENT_CALL_H

#include "client/connection.h"
#include "client/session.h"
#include "common/schema.h"
#include "common/uuid.h"

/* What the calls of one run of the program share. */
struct caller {
  struct connection connection;
  struct profile profile;
  uint8_t session[SESSION_BYTES];
  bool ready;          /* the machine's certificate is one in force */
  bool has_session;    /* else only open methods can be called */
  const char *campus;  /* NULL = the account's home */
  bool dry_run;        /* of methods that can */
  uint32_t timeout_ms; /* of one call, its repetitions included */
  bool patient;        /* a server that is not there is waited for until the timeout */
  uint32_t last_id;    /* of the last Call */
};

struct call {
  const struct schema_method *method;
  const ProtobufCMessage *request;
  uint8_t request_id[UUID_BYTES]; /* chosen once: repetitions carry the same */
};

struct outcome {
  ProtobufCMessage *reply; /* in the arena; NULL unless the status is OK */
  Jiedui__Status *status;  /* in the arena; NULL when no answer came */
  bool unsure;             /* a try may have been done although no answer says so */
};

/* True when an answer came, whatever it says; false with `error` when none did. */
bool call_run(struct caller *caller, const struct call *call, struct arena *arena,
              struct outcome *outcome, struct error *error);

/* A call that is sent now and whose answer is waited for later: no other call in between. */
struct errand;
/* Never fails: what hinders the sending is found out, and tried again, by call_finish. */
struct errand *call_begin(struct caller *caller, const struct call *call, struct arena *arena);
/* As call_run. The errand is in the arena it began with. */
bool call_finish(struct errand *errand, struct outcome *outcome, struct error *error);

#endif
