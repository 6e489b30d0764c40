# Counts one school's files, follows every reference and proves every student number; prints a line
# for each fault: DIR=OUTDIR/gp awk -v school=GP -f people.awk -f check.awk student-por.csv

BEGIN {
  dir = ENVIRON["DIR"] "/"
  FS = ";"
}

# The real rows are counted again, apart from the generator.
FNR == 1 {
  gsub(/"/, "")
  for (i = 1; i <= NF; i++)
    column[$i] = i
  next
}

{
  gsub(/"/, "")
  if ($1 == school)
    count_real($column["G3"] + 0, $column["famrel"] + 0, $column["activities"])
}

END {
  FS = ","
  read_students()
  read_staff()
  read_mentors()
  read_qualifications()
  read_needs()
  read_choices()
  read_answers()
  read_fits()
  read_forbidden()
  compare()
  print school ": students " students ", needs " needs " (academic " needs_of["academic"] \
    ", psychological " needs_of["psychological"] ", talent " needs_of["talent"] \
    "), in-need students " in_need ", staff " staff ", declared " mentors ", choices " choices
  exit faults > 0
}

function count_real(mark, famrel, activities,    academic, psychological, talent) {
  academic = mark < 10
  psychological = famrel <= 2
  talent = activities == "yes" && mark >= 14
  real_students++
  real["academic"] += academic
  real["psychological"] += psychological
  real["talent"] += talent
  real_in_need += academic || psychological || talent
}

function fault(text) {
  faults++
  print school ": " text
}

# Reads the next row of a file into field[]; the first line must be the heading given.
function next_row(name, heading,    line) {
  if (!(name in opened)) {
    opened[name] = 1
    if ((getline line < (dir name)) <= 0 || line != heading)
      fault(name ": heading is not " heading)
  }
  if ((getline line < (dir name)) <= 0)
    return 0
  if (split(line, field, ",") != split(heading, titles, ","))
    fault(name ": fields of " line)
  return 1
}

function once(name, key) {
  if ((name, key) in seen)
    fault(name ": " key " twice")
  seen[name, key] = 1
}

function read_students(    no, name) {
  name = "students.csv"
  while (next_row(name,
      "student_no,name,gender,born_on,grade,class_name,enrolled_on,class_seat,boarding")) {
    no = field[1]
    students++
    once(name, no)
    is_student[no] = 1
    if (no !~ /^G[0-9]+[0-9X]$/ || length(no) != 19 ||
        check_digit(substr(no, 2, 17)) != substr(no, 19))
      fault(name ": check digit of " no)
    if (substr(no, 8, 4) "-" substr(no, 12, 2) "-" substr(no, 14, 2) != field[4])
      fault(name ": birth date of " no)
    if (field[3] != (substr(no, 18, 1) % 2 ? "男" : "女"))
      fault(name ": gender of " no)
    if (field[5] < 31 || field[5] > 33 || field[2] == "" || field[6] == "")
      fault(name ": row of " no)
  }
}

function read_staff() {
  while (next_row("staff.csv", "staff_no,name,duty,subject,external_until,background_checked_on")) {
    staff++
    once("staff.csv", field[1])
    is_staff[field[1]] = 1
    if (field[2] == "" || field[3] == "")
      fault("staff.csv: row of " field[1])
  }
}

function read_mentors(    own) {
  while (next_row("mentors.csv", "staff_no,group,capacity,bio,slots,traits,loan_places")) {
    mentors++
    once("mentors.csv", field[1] " " field[2])
    know_staff("mentors.csv")
    is_declared[field[1], field[2]] = 1
    own = field[3] "/" field[7]
    if (field[1] in own_places && own_places[field[1]] != own)
      fault("mentors.csv: capacity or loan_places of " field[1] " disagree")
    own_places[field[1]] = own
  }
}

function read_qualifications() {
  while (next_row("qualifications.csv",
      "staff_no,kind,subject,valid_until,reference,verified_by")) {
    once("qualifications.csv", field[1] " " field[2] " " field[3])
    know_staff("qualifications.csv")
  }
}

function read_needs(    key, rest) {
  while (next_row("needs.csv",
      "student_no,group,severity,source,evidence,subject,opened_on,slots,traits")) {
    key = field[1] " " field[2]
    once("needs.csv", key " " field[4])
    know_student("needs.csv", 1)
    rest = field[3] "," field[6] "," field[7] "," field[8] "," field[9]
    if (field[3] !~ /^[1-5]$/ || field[7] !~ /^2026-02-/)
      fault("needs.csv: severity or day of " key)
    if (!(key in is_need)) {
      needs++
      needs_of[field[2]]++
      in_need += !(field[1] in needy)
      needy[field[1]] = 1
    } else if (is_need[key] != rest)
      fault("needs.csv: rows of " key " disagree")
    is_need[key] = rest
  }
}

function read_choices(    key) {
  while (next_row("choices.csv", "student_no,group,rank,staff_no")) {
    choices++
    key = field[1] " " field[2]
    once("choices.csv", key " " field[4])
    know_need("choices.csv", key)
    know_mentor("choices.csv", field[4], field[2])
    if (field[3] > 5 || field[3] != ++ranks[key])
      fault("choices.csv: ranks of " key)
    is_choice[key " " field[4]] = 1
  }
}

function read_answers(    key, answer_of) {
  while (next_row("answers.csv", "staff_no,group,student_no,rank")) {
    key = field[1] " " field[2]
    once("answers.csv", key " " field[3])
    know_mentor("answers.csv", field[1], field[2])
    if (!((field[3] " " field[2] " " field[1]) in is_choice))
      fault("answers.csv: " key " was not asked by " field[3])
    if (field[4] != "refuse" && field[4] != ++answer_of[key])
      fault("answers.csv: ranks of " key)
  }
}

function read_fits() {
  while (next_row("fits.csv", "student_no,staff_no,personality_fit")) {
    once("fits.csv", field[1] " " field[2])
    know_student("fits.csv", 1)
    know_staff("fits.csv", field[2])
    if (field[3] !~ /^[0-9]+$/ || field[3] > 100)
      fault("fits.csv: fit of " field[1])
  }
}

function read_forbidden() {
  while (next_row("forbidden.csv", "student_no,staff_no,reason")) {
    once("forbidden.csv", field[1] " " field[2])
    know_student("forbidden.csv", 1)
    know_staff("forbidden.csv", field[2])
  }
}

function know_student(name, place) {
  if (!(field[place] in is_student))
    fault(name ": no student " field[place])
}

function know_staff(name, no) {
  if (!((no == "" ? field[1] : no) in is_staff))
    fault(name ": no staff " (no == "" ? field[1] : no))
}

function know_need(name, key) {
  if (!(key in is_need))
    fault(name ": no need " key)
}

function know_mentor(name, no, group) {
  if (!((no, group) in is_declared))
    fault(name ": " no " is not declared for " group)
}

function compare(    group) {
  if (students != real_students)
    fault(students " students, " real_students " real rows")
  for (group in real)
    if (needs_of[group] != real[group])
      fault(needs_of[group] " needs " group ", " real[group] " in the real rows")
  if (in_need != real_in_need)
    fault(in_need " in-need students, " real_in_need " in the real rows")
}
