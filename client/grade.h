/* Grades as the rosters count them: the tens say the stage (1 primary, 2 junior, 3 senior), the
 * ones the year in it; 31 is 高一. */
#ifndef CLIENT_GRADE_H
#define CLIENT_GRADE_H

#include <stdbool.h>
#include <stdint.h>

/* The word for it, NULL where there is none. */
const char *grade_word(int32_t grade);

/* The grade that a word means, 七年级 as well as 初一; false where it means none. */
bool grade_read(const char *word, int32_t *grade);

#endif
