/* cmocka with the headers it needs before it. */
#ifndef TESTS_UNIT_MATCHING_UNIT_H
#define TESTS_UNIT_MATCHING_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
