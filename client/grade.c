/* Owns the words for grades. Never decides which grades a campus has. */
#include "client/grade.h"

#include <string.h>

static const struct {
  const char *word;
  int32_t grade;
} words[] = {
    /* The first of a grade is the one shown. */
    {"一年级", 11}, {"二年级", 12}, {"三年级", 13}, {"四年级", 14}, {"五年级", 15}, {"六年级", 16},
    {"初一", 21},   {"初二", 22},   {"初三", 23},   {"初四", 24},   {"高一", 31},   {"高二", 32},
    {"高三", 33},   {"高四", 34},   {"小一", 11},   {"小二", 12},   {"小三", 13},   {"小四", 14},
    {"小五", 15},   {"小六", 16},   {"七年级", 21}, {"八年级", 22}, {"九年级", 23},
};

const char *grade_word(int32_t grade)
{
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (words[i].grade == grade) return words[i].word;
  }
  return NULL;
}

bool grade_read(const char *word, int32_t *grade)
{
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (strcmp(words[i].word, word) != 0) continue;
    *grade = words[i].grade;
    return true;
  }
  return false;
}
