/* Makes a schema from a serialized FileDescriptorSet and the generated descriptors. */
#ifndef COMMON_SCHEMA_BUILD_H
#define COMMON_SCHEMA_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "common/schema.h"

/* Lives for the rest of the process. NULL with `error` when the bytes are no descriptor set, or
 * the generated descriptors do not know a name of it. */
const struct schema *schema_build(const uint8_t *set, size_t size, struct error *error);

#endif
