/* Owns the way from internal keys to the engine's indices. Never asks the database. */
#include "server/operations/match_input.h"

#include <stdlib.h>
#include <string.h>

#include "server/operations/match_person.h"

static void *array(const struct match_input *input, size_t count, size_t size)
{
  return arena_alloc(input->arena, (count + 1) * size);
}

/* By student and group; group 0 stands before all groups. */
static int compare_request(const Jiedui__MatchInputRequest *row, int64_t student_id, int group)
{
  if (row->student_id != student_id) return row->student_id < student_id ? -1 : 1;
  return (int)row->group - group;
}

/* The first request at or after the key. */
static size_t request_from(const struct match_input *input, int64_t student_id, int group)
{
  size_t low = 0;
  size_t high = input->rows->n_requests;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare_request(input->rows->requests[middle], student_id, group) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static int find_request(const struct match_input *input, int64_t student_id, Jiedui__Group group)
{
  const size_t at = request_from(input, student_id, (int)group);
  if (at == input->rows->n_requests) return -1;
  return compare_request(input->rows->requests[at], student_id, (int)group) == 0 ? (int)at : -1;
}

static int find_student(const struct match_input *input, int64_t student_id)
{
  const size_t at = request_from(input, student_id, 0);
  if (at == input->rows->n_requests) return -1;
  if (input->rows->requests[at]->student_id != student_id) return -1;
  return input->problem.request[at].student;
}

static int compare_mentor(const void *key, const void *element)
{
  const int64_t wanted = *(const int64_t *)key;
  const int64_t id = (*(Jiedui__MatchInputMentor *const *)element)->staff_id;
  return (wanted > id) - (wanted < id);
}

int match_input_mentor(const struct match_input *input, int64_t staff_id)
{
  const Jiedui__MatchInput *rows = input->rows;
  if (rows->n_mentors == 0) return -1;
  Jiedui__MatchInputMentor **found =
      bsearch(&staff_id, rows->mentors, rows->n_mentors, sizeof *rows->mentors, compare_mentor);
  return found == NULL ? -1 : (int)(found - rows->mentors);
}

int match_input_need(const struct match_input *input, int64_t need_id)
{
  for (size_t i = 0; i < input->rows->n_requests; i++) {
    if (input->rows->requests[i]->need_id == need_id) return (int)i;
  }
  return -1;
}

bool match_input_is_refused(const struct match_input *input, int request, int mentor)
{
  const struct match_problem *problem = &input->problem;
  for (int i = 0; i < problem->answers; i++) {
    const struct match_answer *answer = &problem->answer[i];
    if (answer->request == request && answer->mentor == mentor && answer->rank == 0) return true;
  }
  return false;
}

/* The subjects that requests name, each once; a subject's place is its bit. */
struct subjects {
  const char *names[MATCH_SUBJECTS];
  int count;
};

static int find_subject(const struct subjects *subjects, const char *name)
{
  for (int i = 0; i < subjects->count; i++) {
    if (strcmp(subjects->names[i], name) == 0) return i;
  }
  return -1;
}

/* The subject's bit, -1 for none; false when there are too many. */
static bool take_subject(struct subjects *subjects, const Jiedui__MatchInputRequest *row, int *bit)
{
  *bit = -1;
  if (row->group != JIEDUI__GROUP__GROUP_ACADEMIC || row->subject == NULL) return true;
  *bit = find_subject(subjects, row->subject);
  if (*bit >= 0) return true;
  if (subjects->count == MATCH_SUBJECTS) return false;
  *bit = subjects->count;
  subjects->names[subjects->count++] = row->subject;
  return true;
}

static enum match_group group_of(Jiedui__Group group)
{
  return (enum match_group)((int)group - (int)JIEDUI__GROUP__GROUP_ACADEMIC);
}

static bool build_requests(struct match_input *input, struct subjects *subjects)
{
  const Jiedui__MatchInput *rows = input->rows;
  struct match_request *requests = array(input, rows->n_requests, sizeof *requests);
  int student = -1;
  for (size_t i = 0; i < rows->n_requests; i++) {
    const Jiedui__MatchInputRequest *row = rows->requests[i];
    if (i == 0 || rows->requests[i - 1]->student_id != row->student_id) student++;
    requests[i] = (struct match_request){
        .student_no = row->student_no,
        .group = group_of(row->group),
        .severity = row->severity,
        .student = student,
        .campus = row->campus_id,
        .person = match_person_read(row->slots, row->traits),
    };
    if (!take_subject(subjects, row, &requests[i].subject)) return false;
  }
  input->problem.request = requests;
  input->problem.requests = (int)rows->n_requests;
  input->problem.students = student + 1;
  return true;
}

static void build_mentors(struct match_input *input)
{
  const Jiedui__MatchInput *rows = input->rows;
  struct match_mentor *mentors = array(input, rows->n_mentors, sizeof *mentors);
  for (size_t i = 0; i < rows->n_mentors; i++) {
    const Jiedui__MatchInputMentor *row = rows->mentors[i];
    mentors[i] = (struct match_mentor){row->staff_no, row->places, row->campus_id};
  }
  input->problem.mentor = mentors;
  input->problem.mentors = (int)rows->n_mentors;
}

static void build_profiles(struct match_input *input, const struct subjects *subjects)
{
  const Jiedui__MatchInput *rows = input->rows;
  struct match_profile *profiles = array(input, rows->n_profiles, sizeof *profiles);
  uint64_t *bits = array(input, rows->n_mentors, sizeof *bits); /* per mentor */
  for (size_t i = 0; i < rows->n_subjects; i++) {
    const int mentor = match_input_mentor(input, rows->subjects[i]->staff_id);
    const int bit = find_subject(subjects, rows->subjects[i]->subject);
    if (mentor >= 0 && bit >= 0) bits[mentor] |= UINT64_C(1) << bit;
  }
  int n = 0;
  for (size_t i = 0; i < rows->n_profiles; i++) {
    const Jiedui__MatchInputProfile *row = rows->profiles[i];
    const int mentor = match_input_mentor(input, row->staff_id);
    if (mentor < 0) continue;
    profiles[n++] = (struct match_profile){mentor, group_of(row->group), bits[mentor],
                                           match_person_read(row->slots, row->traits)};
  }
  input->problem.profile = profiles;
  input->problem.profiles = n;
}

static void build_choices(struct match_input *input)
{
  const Jiedui__MatchInput *rows = input->rows;
  struct match_choice *choices = array(input, rows->n_choices, sizeof *choices);
  int n = 0;
  for (size_t i = 0; i < rows->n_choices; i++) {
    const Jiedui__MatchInputChoice *row = rows->choices[i];
    const int request = find_request(input, row->student_id, row->group);
    const int mentor = match_input_mentor(input, row->staff_id);
    if (request < 0 || mentor < 0 || row->rank < 1) continue;
    choices[n++] = (struct match_choice){request, mentor, row->rank};
  }
  input->problem.choice = choices;
  input->problem.choices = n;
}

static void build_answers(struct match_input *input)
{
  const Jiedui__MatchInput *rows = input->rows;
  struct match_answer *answers = array(input, rows->n_answers, sizeof *answers);
  int n = 0;
  for (size_t i = 0; i < rows->n_answers; i++) {
    const Jiedui__MatchInputAnswer *row = rows->answers[i];
    const int request = find_request(input, row->student_id, row->group);
    const int mentor = match_input_mentor(input, row->staff_id);
    const int rank = row->refused ? 0 : row->rank;
    if (request < 0 || mentor < 0 || rank < 0) continue;
    answers[n++] =
        (struct match_answer){request, mentor, rank > MATCH_RANK_MAX ? MATCH_RANK_MAX : rank};
  }
  input->problem.answer = answers;
  input->problem.answers = n;
}

static void build_fits(struct match_input *input)
{
  const Jiedui__MatchInput *rows = input->rows;
  struct match_personality *fits = array(input, rows->n_fits, sizeof *fits);
  int n = 0;
  for (size_t i = 0; i < rows->n_fits; i++) {
    const Jiedui__MatchInputFit *row = rows->fits[i];
    const int student = find_student(input, row->student_id);
    const int mentor = match_input_mentor(input, row->staff_id);
    if (student < 0 || mentor < 0) continue;
    fits[n++] = (struct match_personality){student, mentor, row->personality_fit};
  }
  input->problem.personality = fits;
  input->problem.personalities = n;
}

static void build_forbidden(struct match_input *input)
{
  const Jiedui__MatchInput *rows = input->rows;
  struct match_forbidden *forbidden = array(input, rows->n_forbidden, sizeof *forbidden);
  int n = 0;
  for (size_t i = 0; i < rows->n_forbidden; i++) {
    const int student = find_student(input, rows->forbidden[i]->student_id);
    const int mentor = match_input_mentor(input, rows->forbidden[i]->staff_id);
    if (student < 0 || mentor < 0) continue;
    forbidden[n++] = (struct match_forbidden){student, mentor};
  }
  input->problem.forbidden = forbidden;
  input->problem.forbiddens = n;
}

static bool build_locks(struct match_input *input)
{
  const Jiedui__MatchInput *rows = input->rows;
  struct match_lock *locks = array(input, rows->n_locks, sizeof *locks);
  int n = 0;
  for (size_t i = 0; i < rows->n_locks; i++) {
    const Jiedui__MatchInputLock *row = rows->locks[i];
    const int request = find_request(input, row->student_id, row->group);
    if (request < 0) continue; /* closed or paired by now */
    const int mentor = match_input_mentor(input, row->staff_id);
    if (mentor < 0) {
      input->fault_lock = row;
      return false;
    }
    locks[n++] = (struct match_lock){request, mentor};
  }
  input->problem.lock = locks;
  input->problem.locks = n;
  return true;
}

enum match_input_fault match_input_build(struct match_input *input, struct arena *arena,
                                         const Jiedui__MatchInput *rows, bool is_loan)
{
  struct subjects subjects = {.count = 0};
  *input = (struct match_input){.rows = rows, .arena = arena};
  input->problem.weights = (struct match_weights){rows->time_weight, rows->personality_weight};
  input->problem.cap = rows->cap > 0 ? rows->cap : 1; /* a plan may give no places at all */
  input->problem.is_loan = is_loan;
  if (!build_requests(input, &subjects)) return MATCH_INPUT_SUBJECTS;
  build_mentors(input);
  build_profiles(input, &subjects);
  build_choices(input);
  build_answers(input);
  build_fits(input);
  build_forbidden(input);
  return build_locks(input) ? MATCH_INPUT_SOUND : MATCH_INPUT_LOCK;
}
