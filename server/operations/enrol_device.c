/* DeviceService.EnrolDevice: a token and a key make a machine. */
#include <sodium.h>
#include <string.h>

#include "device.pb-c.h"
#include "internal/device.pb-c.h"
#include "server/operations/enrolment.h"
#include "server/operations/operations.h"

const struct operation_step enrol_device_steps[] = {
    {"device/enrol_device/find.sql", &jiedui__device_find__descriptor,
     &jiedui__device_found__descriptor, NULL},
    {"device/enrol_device/store.sql", &jiedui__device_store__descriptor,
     &jiedui__device_stored__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

struct answer *operation_enrol_device(struct request *request)
{
  const Jiedui__EnrolDeviceRequest *input =
      (const Jiedui__EnrolDeviceRequest *)(void *)request->input;
  const char *token = input->token == NULL ? "" : input->token;
  struct enrolment *e = arena_alloc(request->arena, sizeof *e);
  Jiedui__DeviceFind *find = arena_alloc(request->arena, sizeof *find);
  jiedui__device_find__init(find);
  e->csr = input->csr;
  e->find = enrol_device_steps[0].path;
  e->store = enrol_device_steps[1].path;
  (void)crypto_hash_sha256(e->token_sha256, (const unsigned char *)token, strlen(token));
  find->has_token_sha256 = find->has_key_sha256 = 1;
  find->token_sha256 = enrolment_hash(e->token_sha256);
  find->key_sha256 = enrolment_hash(e->key_sha256);
  return enrolment_run(request, e, &find->base);
}
