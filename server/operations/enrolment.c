/* Owns the way of a certificate request through database and authority. Never holds a key. */
#include "server/operations/enrolment.h"

#include <string.h>

#include "device.pb-c.h"
#include "internal/device.pb-c.h"
#include "server/database.h"
#include "server/signing.h"

ProtobufCBinaryData enrolment_hash(uint8_t hash[CSR_KEY_SHA256])
{
  return (ProtobufCBinaryData){CSR_KEY_SHA256, hash};
}

static void on_stored(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const struct enrolment *e = request->state;
  const Jiedui__DeviceStored *stored = (const Jiedui__DeviceStored *)(void *)work->output;
  Jiedui__EnrolDeviceReply reply = JIEDUI__ENROL_DEVICE_REPLY__INIT;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  reply.device = stored->device;
  reply.name = stored->name;
  reply.campus_code = stored->campus_code;
  reply.certified_until = stored->certified_until;
  reply.has_certificate = 1;
  reply.certificate = e->certificate;
  (void)request_answer(request, &reply.base);
}

/* The message of the second step, whichever method it belongs to. */
static const ProtobufCMessage *store_of(struct request *request, struct enrolment *e,
                                        char *certified_until)
{
  if (strcmp(e->store, "device/enrol_device/store.sql") == 0) {
    Jiedui__DeviceStore *store = arena_alloc(request->arena, sizeof *store);
    jiedui__device_store__init(store);
    store->device = request->device;
    store->has_token_sha256 = store->has_key_sha256 = 1;
    store->token_sha256 = enrolment_hash(e->token_sha256);
    store->key_sha256 = enrolment_hash(e->key_sha256);
    store->certified_until = certified_until;
    return &store->base;
  }
  Jiedui__DeviceRenewStore *store = arena_alloc(request->arena, sizeof *store);
  jiedui__device_renew_store__init(store);
  store->device = request->device;
  store->has_key_sha256 = 1;
  store->key_sha256 = enrolment_hash(e->key_sha256);
  store->certified_until = certified_until;
  return &store->base;
}

static void on_signed(struct request *request, const Jiedui__SignReply *reply)
{
  struct enrolment *e = request->state;
  if (request_abandon(request)) return;
  if (reply == NULL) {
    (void)request_refuse(request, JIEDUI__CODE__UNAVAILABLE,
                         "The authority that certifies machines cannot be reached; try again.");
  } else if (reply->refusal != NULL || !reply->has_certificate || reply->not_after == NULL) {
    (void)request_refuse(request, JIEDUI__CODE__INVALID,
                         "The certificate request is not one of a P-256 key, signed by it.");
  } else {
    e->certificate = reply->certificate;
    database_run(database_work(request, catalogue_step(request->operation, e->store),
                               store_of(request, e, reply->not_after), on_stored));
  }
}

static void on_found(struct work *work, const Jiedui__Status *failure)
{
  struct request *request = work->request;
  const struct enrolment *e = request->state;
  const Jiedui__DeviceFound *found = (const Jiedui__DeviceFound *)(void *)work->output;
  request_note(request, work);
  if (failure != NULL) {
    (void)request_fail(request, failure);
    return;
  }
  (void)strncpy(request->device, found->device, sizeof request->device - 1);
  signing_ask(request, e->csr, request->device, on_signed);
}

struct answer *enrolment_run(struct request *request, struct enrolment *e,
                             const ProtobufCMessage *found)
{
  if (request->server->config.authority[0] == '\0') {
    return request_refuse(request, JIEDUI__CODE__UNAVAILABLE,
                          "No machine can enrol here: jieduid has no authority configured.");
  }
  if (!csr_key_sha256(e->csr, e->key_sha256)) {
    return request_refuse(request, JIEDUI__CODE__INVALID,
                          "The certificate request is not one of a P-256 key, signed by it.");
  }
  request->state = e;
  struct answer *answer = request_defer(request);
  database_run(database_work(request, catalogue_step(request->operation, e->find), found,
                             on_found));
  return answer;
}
