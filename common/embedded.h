/* Files built into the program: the contract, the SQL, the client's Chinese. */
#ifndef COMMON_EMBEDDED_H
#define COMMON_EMBEDDED_H

#include <stddef.h>

struct embedded {
  const char *path;          /* below its folder in the source tree; NULL ends a table */
  const unsigned char *data; /* `size` bytes and a NUL after them */
  size_t size;
};

extern const struct embedded embedded_schema[];     /* schema.pb, alone */
extern const struct embedded embedded_internal[];   /* internal.pb: proto/internal, alone */
extern const struct embedded embedded_migrations[]; /* sql/migrations, policies and seed */
extern const struct embedded embedded_operations[]; /* sql/operations */
extern const struct embedded embedded_page[];       /* client/report: page-head, page-tail .html */
extern const struct embedded embedded_chinese[];    /* client/po/zh_CN.mo, alone */

#endif
