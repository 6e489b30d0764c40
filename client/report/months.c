/* Owns the counting of months. Never asks what day it is. */
#include "client/report/months.h"

#include <stdio.h>
#include <string.h>

static int days_of(int year, int month)
{
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool months_end(const char *first_on, const char *until, int i, char day[MONTHS_DAY])
{
  int year = 0;
  int month = 0;
  if (sscanf(first_on, "%4d-%2d", &year, &month) != 2 || month < 1 || month > 12) return false;
  const int count = month - 1 + i;
  year += count / 12;
  month = count % 12 + 1;
  (void)snprintf(day, MONTHS_DAY, "%04d-%02d-01", year % 10000, month);
  if (strcmp(day, until) > 0) return false;
  (void)snprintf(day, MONTHS_DAY, "%04d-%02d-%02d", year % 10000, month, days_of(year, month));
  if (strcmp(day, until) > 0) (void)snprintf(day, MONTHS_DAY, "%.10s", until);
  return true;
}
