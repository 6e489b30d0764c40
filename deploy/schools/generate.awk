# One school's files from the real rows: OUT=DIR awk -v school=GP -f people.awk -f
# generate.awk posts.csv student-por.csv. The rules are written down in README.md.

BEGIN {
  area = school == "GP" ? "990101" : "990102"
  code = school == "GP" ? 1 : 2
  out = ENVIRON["OUT"]
  prepare_names()
  prepare_biographies()
}

FNR == 1 {
  FS = FILENAME ~ /posts\.csv$/ ? "," : ";"
  $0 = $0
  gsub(/"/, "")
  delete column
  for (i = 1; i <= NF; i++)
    column[$i] = i
  next
}

FILENAME ~ /posts\.csv$/ {
  if ($1 == school)
    for (i = 0; i < $column["count"]; i++)
      take_post()
  next
}

{
  gsub(/"/, "")
  if ($1 == school)
    take_student()
}

END {
  write_students()
  write_staff()
  write_mentors()
  write_qualifications()
  write_needs()
  write_choices()
  write_answers()
  write_fits()
  write_forbidden()
  write_scores()
  write_contests()
}

function prepare_biographies() {
  split("愿意陪学生从读懂一段话开始;擅长阅读与写作的小步训练;习惯每周面谈一次并留下短记录",
        biography_academic, ";")
  split("愿意先听再说;擅长情绪调节与人际沟通的团体活动;谈话内容按规定保密",
        biography_psychological, ";")
  split("带过区级以上比赛;愿意和学生一起定一年的作品计划;课余时间开放训练场地",
        biography_talent, ";")
}

# Postings. A member of staff is one line of posts.csv, `count` times over.

function take_post() {
  staff++
  duty[staff] = $column["duty"]
  teaches[staff] = $column["subject"]
  groups[staff] = $column["groups"]
  papers[staff] = $column["qualifications"]
  capacity[staff] = $column["capacity"]
  loan_places[staff] = $column["loan_places"]
  external_until[staff] = $column["external_until"]
  checked_on[staff] = $column["background_checked_on"]
}

function staff_no(i) {
  return sprintf("T%03d", i)
}

function write_staff(    file, i) {
  stream(code * 100 + 1)
  file = out "/staff.csv"
  print "staff_no,name,duty,subject,external_until,background_checked_on" > file
  for (i = 1; i <= staff; i++)
    print staff_no(i) "," person_name(percent(60) ? "F" : "M") "," duty[i] "," teaches[i] "," \
      external_until[i] "," checked_on[i] > file
  close(file)
}

function write_mentors(    file, i, j, n, part) {
  stream(code * 100 + 2)
  file = out "/mentors.csv"
  print "staff_no,group,capacity,bio,slots,traits,loan_places" > file
  for (i = 1; i <= staff; i++) {
    n = split(groups[i], part, ";")
    for (j = 1; j <= n; j++) {
      declared[part[j], ++declared_count[part[j]]] = i
      print staff_no(i) "," part[j] "," capacity[i] "," biography(part[j]) "," \
        (percent(90) ? free_slots(4) : "") "," (percent(80) ? five_traits() : "") "," \
        loan_places[i] > file
    }
  }
  close(file)
}

function biography(group,    phrase) {
  if (group == "academic")
    phrase = biography_academic[1 + draw(3)]
  else if (group == "psychological")
    phrase = biography_psychological[1 + draw(3)]
  else
    phrase = biography_talent[1 + draw(3)]
  return "从教" (3 + draw(28)) "年，" phrase
}

function write_qualifications(    file, i, j, n, paper, field) {
  file = out "/qualifications.csv"
  print "staff_no,kind,subject,valid_until,reference,verified_by" > file
  for (i = 1; i <= staff; i++) {
    n = split(papers[i], paper, ";")
    for (j = 1; j <= n; j++) {
      split(paper[j], field, ":")
      print staff_no(i) "," field[1] "," field[2] "," field[3] "," \
        sprintf("%s-%03d-%d", school, i, j) ",教务处" > file
    }
  }
  close(file)
}

# Students. The real row gives sex, age, home and marks; name, number and class are generated.

function take_student(    i) {
  i = ++students
  sex[i] = $column["sex"]
  age[i] = $column["age"]
  home[i] = $column["address"]
  famrel[i] = $column["famrel"]
  failures[i] = $column["failures"]
  absences[i] = $column["absences"]
  health[i] = $column["health"]
  activities[i] = $column["activities"]
  mark[i] = $column["G3"]
  grade[i] = age[i] <= 16 ? 31 : age[i] == 17 ? 32 : 33
  in_grade[grade[i]]++
}

function write_students(    file, i, born, seat, row, classes, place) {
  stream(code * 100 + 3)
  file = out "/students.csv"
  print "student_no,name,gender,born_on,grade,class_name,enrolled_on,class_seat,boarding" > file
  for (i = 1; i <= students; i++) {
    born = after_september(2025 - age[i] - 1, draw(365))
    number[i] = student_number(area, born, sex[i])
    slots[i] = percent(80) ? free_slots(3) : ""
    traits[i] = percent(70) ? five_traits() : ""
    classes = int((in_grade[grade[i]] + 44) / 45)
    place = placed[grade[i]]++
    seat = int(place / classes) + 1
    row = number[i] "," person_name(sex[i]) "," (sex[i] == "M" ? "男" : "女") "," dashed(born)
    row = row "," grade[i] "," class_name(grade[i], place % classes + 1)
    print row "," (2056 - grade[i]) "-09-01," seat "," \
      (home[i] == "R" ? "boarding" : "day") > file
  }
  close(file)
}

function dashed(day) {
  return substr(day, 1, 4) "-" substr(day, 5, 2) "-" substr(day, 7, 2)
}

function class_name(grade, class,    name) {
  split("高一 高二 高三", name, " ")
  return name[grade - 30] class "班"
}

# Needs. Each has one row for each source; the rows of a need agree in everything else.

function write_needs(    file, i) {
  stream(code * 100 + 4)
  file = out "/needs.csv"
  print "student_no,group,severity,source,evidence,subject,opened_on,slots,traits" > file
  for (i = 1; i <= students; i++) {
    if (mark[i] < 10)
      academic_need(file, i)
    if (famrel[i] <= 2)
      psychological_need(file, i)
    if (activities[i] == "yes" && mark[i] >= 14)
      talent_need(file, i)
  }
  close(file)
}

function academic_need(file, i,    severity) {
  severity = mark[i] == 9 ? 1 : mark[i] == 8 ? 2 : mark[i] >= 5 ? 3 : 4
  open_need(i, "academic", "语文", least(5, severity + (failures[i] > 0)))
  need_row(file, "classroom_observation", "G3=" mark[i] " failures=" failures[i])
  if (absences[i] >= 10)
    need_row(file, "home_visit", "absences=" absences[i])
}

function psychological_need(file, i) {
  open_need(i, "psychological", "", least(5, 5 - famrel[i] + (absences[i] >= 10)))
  need_row(file, "home_visit", "famrel=" famrel[i])
  if (health[i] == 1)
    need_row(file, "self_declaration", "health=1")
}

function talent_need(file, i) {
  open_need(i, "talent", "", mark[i] >= 18 ? 4 : mark[i] >= 16 ? 3 : 2)
  need_row(file, "self_declaration", "activities=yes G3=" mark[i])
  if (mark[i] >= 17)
    need_row(file, "classroom_observation", "G3=" mark[i])
}

function open_need(i, group, subject, severity) {
  needs++
  need_student[needs] = i
  need_group[needs] = group
  need_subject = subject
  need_severity = severity
  need_opened = "2026-02-" (23 + draw(5))
}

function need_row(file, source, evidence,    i) {
  i = need_student[needs]
  print number[i] "," need_group[needs] "," need_severity "," source "," evidence "," \
    need_subject "," need_opened "," slots[i] "," traits[i] > file
}

function least(a, b) {
  return a < b ? a : b
}

# Wishes. Seven of ten requests name up to five mentors declared for their group.

function write_choices(    file, n, rank, wanted, mentor) {
  stream(code * 100 + 5)
  file = out "/choices.csv"
  print "student_no,group,rank,staff_no" > file
  for (n = 1; n <= needs; n++) {
    if (!percent(70))
      continue
    wanted = least(declared_count[need_group[n]], 2 + draw(4))
    delete named
    for (rank = 1; rank <= wanted; rank++) {
      mentor = another_mentor(need_group[n])
      choose(n, rank, mentor)
      print number[need_student[n]] "," need_group[n] "," rank "," staff_no(mentor) > file
    }
  }
  close(file)
}

# The lower of two draws: some mentors are sought after more than others.
function another_mentor(group,    mentor) {
  do
    mentor = declared[group, 1 + least(draw(declared_count[group]), draw(declared_count[group]))]
  while (mentor in named)
  named[mentor] = 1
  return mentor
}

function choose(n, rank, mentor) {
  choices++
  choice_need[choices] = n
  choice_rank[choices] = rank
  choice_mentor[choices] = mentor
}

# Six of ten mentors answer: each asker is refused once in thirty, the others ranked by chance.
function write_answers(    file, i, j, n, part) {
  stream(code * 100 + 6)
  file = out "/answers.csv"
  print "staff_no,group,student_no,rank" > file
  for (i = 1; i <= staff; i++) {
    n = split(groups[i], part, ";")
    for (j = 1; j <= n; j++)
      if (percent(60))
        answer(file, i, part[j])
  }
  close(file)
}

function answer(file, mentor, group,    c, askers, asker, swap, i, rank) {
  for (c = 1; c <= choices; c++)
    if (choice_mentor[c] == mentor && need_group[choice_need[c]] == group)
      asker[++askers] = need_student[choice_need[c]]
  for (; askers > 0; askers--) {
    i = 1 + draw(askers)
    swap = asker[i]
    asker[i] = asker[askers]
    print staff_no(mentor) "," group "," number[swap] "," \
      (draw(30) == 0 ? "refuse" : ++rank) > file
  }
}

# What a person who knows both said of them: one chosen pair in eight.
function write_fits(    file, c, pair, seen) {
  stream(code * 100 + 7)
  file = out "/fits.csv"
  print "student_no,staff_no,personality_fit" > file
  for (c = 1; c <= choices; c++) {
    pair = number[need_student[choice_need[c]]] "," staff_no(choice_mentor[c])
    if (draw(8) == 0 && !(pair in seen)) {
      seen[pair] = 1
      print pair "," (30 + draw(66)) > file
    }
  }
  close(file)
}

# Three first choices that may not be, one of each group where it has one.
function write_forbidden(    file, c, group, done, why) {
  why["academic"] = "亲属关系"
  why["psychological"] = "曾有矛盾"
  why["talent"] = "亲属关系"
  file = out "/forbidden.csv"
  print "student_no,staff_no,reason" > file
  for (c = 1; c <= choices; c++) {
    group = need_group[choice_need[c]]
    if (choice_rank[c] == 1 && !(group in done)) {
      done[group] = 1
      print number[need_student[choice_need[c]]] "," staff_no(choice_mentor[c]) "," \
        why[group] > file
    }
  }
  close(file)
}

# The real final mark, of 20 points.
function write_scores(    file, i) {
  file = out "/scores.csv"
  print "student_no,subject,exam,taken_on,full_mark,mark" > file
  for (i = 1; i <= students; i++)
    print number[i] ",语文,final,2026-01-20,20," mark[i] > file
  close(file)
}

# Every talent enters one contest of the spring: the best the city's, most others the district's.
function write_contests(    file, n, i, level, award) {
  stream(code * 100 + 8)
  file = out "/contests.csv"
  print "student_no,contest,level,held_on,award" > file
  for (n = 1; n <= needs; n++) {
    if (need_group[n] != "talent")
      continue
    i = need_student[n]
    level = mark[i] >= 17 ? "city" : percent(60) ? "district" : "school"
    award = mark[i] >= 18 ? "一等奖" : level != "school" && percent(20) ? "二等奖" : ""
    print number[i] ",中学生读写大赛," level ",2026-03-" (20 + draw(8)) "," award > file
  }
  close(file)
}
