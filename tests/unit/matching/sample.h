/* Small matching problems for tests: built by hand or at random, and shuffled copies of them. */
#ifndef TESTS_UNIT_MATCHING_SAMPLE_H
#define TESTS_UNIT_MATCHING_SAMPLE_H

#include "server/matching/match.h"

enum { SAMPLE_MAX = 32, SAMPLE_PAIRS = 512 };

/* A problem with its arrays inside; problem points into them, so a sample is not copied. */
struct sample {
  struct match_problem problem;
  struct match_request request[SAMPLE_MAX];
  struct match_mentor mentor[SAMPLE_MAX];
  struct match_profile profile[SAMPLE_MAX * MATCH_GROUPS];
  struct match_choice choice[SAMPLE_PAIRS];
  struct match_answer answer[SAMPLE_PAIRS];
  struct match_personality personality[SAMPLE_PAIRS];
  struct match_forbidden forbidden[SAMPLE_PAIRS];
  struct match_lock lock[SAMPLE_MAX];
};

/* How random samples look. */
struct sample_shape {
  int students, mentors;
  bool has_locks, is_loan;
  bool is_open; /* general group only, all qualified, one place each: many stable matchings */
};

/* An empty problem with weights 50/50 and a cap of 5. */
void sample_open(struct sample *sample);

/* Each adds one row and gives its index. Students and numbers are named by a letter. */
int sample_request(struct sample *sample, char student, enum match_group group);
int sample_mentor(struct sample *sample, char staff, int places);
int sample_profile(struct sample *sample, int mentor, enum match_group group);
void sample_choice(struct sample *sample, int request, int rank, int mentor);
void sample_answer(struct sample *sample, int request, int rank, int mentor);
void sample_fit(struct sample *sample, int request, int mentor, int value);
void sample_forbid(struct sample *sample, int request, int mentor);
void sample_lock(struct sample *sample, int request, int mentor);

/* Next number below a bound, from a seed that moves on. */
int sample_random(uint64_t *seed, int bound);

/* Fills a sample at random, locks possible or not. */
void sample_randomise(struct sample *sample, uint64_t *seed, const struct sample_shape *shape);

/* The same problem with every array in another order. */
void sample_shuffle(struct sample *to, const struct sample *from, uint64_t *seed);

/* Runs the engine and fails the test when it refuses. */
struct match_result sample_run(const struct sample *sample);

#endif
