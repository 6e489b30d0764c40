/* Input of one matching run. Indices point into the arrays beside them; the caller owns it all. */
#ifndef SERVER_MATCHING_MATCH_PROBLEM_H
#define SERVER_MATCHING_MATCH_PROBLEM_H

#include <stddef.h>

#include "server/matching/match_fit.h"

/* In the order used wherever requests are sorted. */
enum match_group { MATCH_ACADEMIC, MATCH_PSYCHOLOGICAL, MATCH_TALENT, MATCH_GENERAL };
enum { MATCH_GROUPS = 4, MATCH_SUBJECTS = 64, MATCH_RANK_MAX = 65534, MATCH_SEVERITY_MAX = 255 };

/* An open need without an active pairing in its group; (student_no, group) is its key. */
struct match_request {
  const char *student_no; /* sorted by bytes */
  enum match_group group;
  int severity; /* 0-255, the plan uses 1-5 */
  int subject;  /* 0-63, -1 = names none; read for the academic group only */
  int student;  /* 0..students-1; requests of one student share it */
  int campus;   /* read by loans only, see match_problem.is_loan; -1 = unknown */
  struct match_person person;
};

/* Also with 0 places: a full mentor still makes a request NO_FREE_PLACE and not NO_QUALIFIED. */
struct match_mentor {
  const char *staff_no; /* unique in the run */
  int places;           /* free places before locks, >= 0; a loan run gives those offered */
  int campus;           /* as in match_request */
};

/* One per mentor and group declared for and qualified in on the run date (plan S51-S53). */
struct match_profile {
  int mentor;
  enum match_group group;
  uint64_t subjects; /* bit s: qualified in subject s; academic only */
  struct match_person person;
};

/* Sparse facts of pairs. A fact given twice counts once: lowest rank or value, refusal first. */
struct match_choice {
  int request, mentor;
  int rank; /* >= 1, 1 = first choice */
};

struct match_answer {
  int request, mentor;
  int rank; /* >= 1, or 0 = refused; read where the request chose the mentor, a refusal always */
};

struct match_personality {
  int student, mentor;
  int value; /* entered fit, 0-100 */
};

struct match_forbidden {
  int student, mentor; /* never, in any group or step */
};

struct match_lock {
  int request, mentor; /* may overrule a refusal */
};

struct match_problem {
  const struct match_request *request;
  const struct match_mentor *mentor;
  const struct match_profile *profile;
  const struct match_choice *choice;
  const struct match_answer *answer;
  const struct match_personality *personality;
  const struct match_forbidden *forbidden;
  const struct match_lock *lock;
  int requests, mentors, profiles, students;
  int choices, answers, personalities, forbiddens, locks;
  struct match_weights weights; /* plan default 50, 50 */
  int cap;                      /* students per mentor in the plan, >= 1 (plan S32) */
  bool is_loan; /* no two-way choice: choices are not read, and nobody is lent to the own campus */
};

#endif
