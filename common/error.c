/* Owns the filling of struct error. Never prints. */
#include "common/error.h"

#include <stdarg.h>
#include <stdio.h>

bool error_set(struct error *error, Jiedui__Code code, const char *format, ...)
{
  va_list arguments;
  error->code = code;
  va_start(arguments, format);
  (void)vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  return false;
}

const char *error_code_name(Jiedui__Code code)
{
  const ProtobufCEnumValue *value =
      protobuf_c_enum_descriptor_get_value(&jiedui__code__descriptor, (int)code);
  return value == NULL ? "UNKNOWN_CODE" : value->name;
}
