/* DeviceService.RenewDevice: a key that is known gets a certificate anew. */
#include "device.pb-c.h"
#include "internal/device.pb-c.h"
#include "server/operations/enrolment.h"
#include "server/operations/operations.h"

const struct operation_step renew_device_steps[] = {
    {"device/renew_device/find.sql", &jiedui__device_renew_find__descriptor,
     &jiedui__device_found__descriptor, NULL},
    {"device/renew_device/store.sql", &jiedui__device_renew_store__descriptor,
     &jiedui__device_stored__descriptor, NULL},
    {NULL, NULL, NULL, NULL},
};

struct answer *operation_renew_device(struct request *request)
{
  const Jiedui__RenewDeviceRequest *input =
      (const Jiedui__RenewDeviceRequest *)(void *)request->input;
  struct enrolment *e = arena_alloc(request->arena, sizeof *e);
  Jiedui__DeviceRenewFind *find = arena_alloc(request->arena, sizeof *find);
  jiedui__device_renew_find__init(find);
  e->csr = input->csr;
  e->find = renew_device_steps[0].path;
  e->store = renew_device_steps[1].path;
  find->has_key_sha256 = 1;
  find->key_sha256 = enrolment_hash(e->key_sha256);
  return enrolment_run(request, e, &find->base);
}
