# shellcheck shell=bash disable=SC2154 # the variables are quickstart's
# A district's main job on two schools, command by command as a person would type it. Sourced by
# quickstart. Each part is marked when done, so that a second run goes on where the first ended.

schools=(gp ms)
declare -A code=([gp]=3451990001 [ms]=3451990002) school_name=([gp]="GP 中学" [ms]="MS 中学")
frozen_on=2026-02-28 paired_on=2026-03-05 signed_on=2026-03-16 lent_on=2026-03-08 rematched_on=2026-03-09 as_of=2026-03-31
output=''

main_job() {
  cd -- "$dir" || exit
  step schools "generating the files of two schools" "read the log, then run this again" \
    make_schools
  printf '\n$ cd %s; . ./env\n' "'$dir'"
  log_in district
  part campuses add_campuses
  part leads add_leads
  log_in lead.gp
  log_in lead.ms
  local school
  for school in "${schools[@]}"; do part "import.$school" import_school "$school"; done
  part baselines show 4 import baselines schools/baselines.csv
  part mentor add_mentor
  log_in mentor.gp
  for school in "${schools[@]}"; do part "match.$school" match_school "$school"; done
  for school in "${schools[@]}"; do part "records.$school" import_records "$school"; done
  part loan lend
  for school in "${schools[@]}"; do part "waiting.$school" match_the_rest "$school"; done
  for school in "${schools[@]}"; do part "agreements.$school" sign_agreements "$school"; done
  part trust show_trust
  show_figures
  part papers write_papers
  say_next
}

# part NAME FUNCTION [ARGUMENT]: once.
part() {
  local name=$1
  shift
  if is_done "job.$name"; then
    echo "# $name: done before"
    return
  fi
  "$@"
  mark_done "job.$name"
}

# quoted WORD …: as a person would type it.
quoted() {
  local word
  for word in "$@"; do
    if [[ $word =~ ^[A-Za-z0-9_./:@=+-]+$ ]]; then
      printf ' %s' "$word"
    else
      printf ' "%s"' "$word"
    fi
  done
}

# show LINES WORD …: prints the command, runs it, prints at most LINES lines of what it says.
show() {
  local lines=$1 status=0 total
  shift
  printf '\n$ jiedui%s\n' "$(quoted "$@")"
  output=$(jiedui "$@" </dev/null 2>&1) || status=$?
  [ "$status" -eq 0 ] || stop_at "$status" "$@"
  total=$(wc -l <<<"$output")
  head -n "$lines" <<<"$output"
  [ "$total" -le "$lines" ] || echo "… $((total - lines)) more lines"
}

# show_secret PASSWORD WORD …: the password goes to the command's standard input. An account that
# is there already has this password: it was on disk before the account was made.
show_secret() {
  local password=$1 status=0 conflict=5
  shift
  printf '\n$ jiedui%s < its password in accounts\n' "$(quoted "$@")"
  output=$(printf '%s\n' "$password" | jiedui "$@" 2>&1) || status=$?
  [ "$status" -eq 0 ] || [ "$status" -eq "$conflict" ] || stop_at "$status" "$@"
  echo "$output"
}

stop_at() {
  local status=$1
  shift
  echo "$output"
  fail "jiedui$(quoted "$@"): exit code $status" \
    "see what it says above and $dir/log/jieduid.log, then run this again"
}

make_schools() {
  "$repo/deploy/schools/generate" "$dir/schools"
  "$repo/deploy/schools/check" "$dir/schools"
}

# log_in PROFILE: the account's name is the profile's. A session lasts hours, quickstart may return
# after days.
log_in() {
  local profile=()
  [ "$1" = district ] || profile=(--profile "$1")
  jiedui "${profile[@]}" whoami >/dev/null 2>&1 </dev/null && return
  show_secret "$(password_of "$1")" "${profile[@]}" login --account "$1" --password-stdin
}

log_in_all() {
  local account accounts
  mapfile -t accounts < <(awk '!/^#/ { print $1 }' "$dir/accounts")
  for account in "${accounts[@]}"; do log_in "$account"; done
}

add_campuses() {
  local school
  for school in "${schools[@]}"; do
    if ! jiedui campus list -o csv </dev/null | grep "${code[$school]}" >/dev/null; then
      show 9 campus add --code "${code[$school]}" --name "${school_name[$school]}" --stage senior
    fi
  done
  show 9 campus list
}

add_leads() {
  local school
  for school in "${schools[@]}"; do
    keep_password "$dir/accounts" "lead.$school campus_lead"
    show_secret "$(password_of "lead.$school")" account add --account "lead.$school" \
      --role campus_lead --campus "${code[$school]}" --password-stdin
  done
}

import_school() {
  local kind
  for kind in students staff mentors qualifications needs choices answers fits forbidden scores \
    contests; do
    show 4 --profile "lead.$1" import "$kind" "schools/$1/$kind.csv"
  done
  show 6 --profile "lead.$1" need freeze --on "$frozen_on"
}

# A mentor's account is made by the own school, for a member of its staff.
add_mentor() {
  keep_password "$dir/accounts" "mentor.gp mentor"
  show_secret "$(password_of mentor.gp)" --profile lead.gp account add --account mentor.gp \
    --role mentor --staff T001 --password-stdin
}

# newest KIND WORD …: the id of the match or loan run that was made last.
newest() {
  local kind=$1
  shift
  # On standard error the client says that there may be more than the one row asked for.
  jiedui "$@" "$kind" list --limit 1 -o csv </dev/null 2>/dev/null | sed -n '2s/,.*//p'
}

match_school() {
  local run profile=(--profile "lead.$1")
  show 30 "${profile[@]}" match run --on "$paired_on"
  run=$(newest match "${profile[@]}")
  show 28 "${profile[@]}" match show "$run"
  show 24 "${profile[@]}" match waiting "$run"
  show 6 "${profile[@]}" match publish "$run" --yes
}

# A month of every pairing: a meeting in most weeks, tutoring in the academic group, a third of the
# homes written to, so that some duties are met and some are not.
write_records() {
  awk -F, '
    NR == 1 {
      for (i = 1; i <= NF; i++)
        column[$i] = i
      print "staff_no,student_no,group,kind,channel,held_at,minutes,topic"
      next
    }
    function note(kind, channel, day, minutes, topic) {
      print who kind "," channel ",2026-03-" sprintf("%02d", day) "T16:30:00+08:00," minutes "," topic
    }
    {
      who = $column["staff_no"] "," $column["student_no"] "," $column["group"] ","
      note("meeting", "face_to_face", 9 + NR % 5, 40, "认识与约定")
      if (NR % 4 != 0)
        note("meeting", "face_to_face", 16 + NR % 5, 30, "本周情况")
      if (NR % 5 != 0)
        note("meeting", "face_to_face", 23 + NR % 5, 30, "本周情况")
      else
        note("meeting", "phone", 23 + NR % 5, 10, "电话了解")
      if ($column["group"] == "academic" && NR % 2 == 0)
        note("tutoring", "face_to_face", 17 + NR % 3, 45, "第一次练习")
      if (NR % 3 == 0)
        note("home_feedback", "phone", 25 + NR % 3, 15, "家校沟通")
    }'
}

import_records() {
  local file=schools/$1/records.csv
  show 6 --profile "lead.$1" pairing list --limit 6
  jiedui --profile "lead.$1" pairing list --limit 10000 -o csv </dev/null | tr -d '\r' |
    write_records >"$file"
  show 4 --profile "lead.$1" import records "$file"
}

lend() {
  local run school
  show 30 loan run --on "$lent_on"
  run=$(newest loan)
  show 20 loan show "$run"
  for school in "${schools[@]}"; do
    show 30 --profile "lead.$school" loan show "$run"
    if borrows "$school" "$run"; then
      show 6 --profile "lead.$school" loan publish "$run" --yes
    else
      echo "# ${school_name[$school]} borrows nobody: nothing to publish"
    fi
  done
}

# borrows SCHOOL RUN: whether the loan lends it a mentor, CODE/NO.
borrows() {
  jiedui --profile "lead.$1" loan show "$2" -o csv </dev/null | grep -E ',[0-9]{10}/' >/dev/null
}

# A further run places nobody, but gives each need that still waits its reason as it is now.
match_the_rest() {
  local run profile=(--profile "lead.$1")
  show 30 "${profile[@]}" match run --on "$rematched_on"
  run=$(newest match "${profile[@]}")
  show 6 "${profile[@]}" match discard "$run"
  echo "$run" >"$dir/state/run.$1"
}

# Every pairing's agreement from the plan's template, signed at the ceremony.
sign_agreements() {
  local profile=(--profile "lead.$1")
  show 4 "${profile[@]}" agreement draft --all --yes
  show 4 "${profile[@]}" agreement sign --all --on "$signed_on"
  show 10 "${profile[@]}" compliance campus --until "$as_of"
  show 4 "${profile[@]}" evaluation open --on "$as_of" --name "三月评估"
  show 10 "${profile[@]}" evaluation due
}

# refused WORD …: what has to be refused, and what it says.
refused() {
  printf '\n$ jiedui%s\n' "$(quoted "$@")"
  if output=$(jiedui "$@" </dev/null 2>&1); then stop_at 0 "$@"; fi
  echo "$output"
}

# One sheet, looked at by the psychology teacher with a reason, refused to the lead; both in the audit.
show_trust() {
  local student sheet
  # Sixteen or older on the day of the sheet, which is the scale's age.
  student=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    $column["born_on"] < "2009-01-01" { print $column["student_no"]; exit }' schools/gp/students.csv)
  sheet=$(printf '1,%.0s' {1..89})2
  keep_password "$dir/accounts" "psych.gp psychology_teacher"
  show_secret "$(password_of psych.gp)" --profile lead.gp account add --account psych.gp \
    --role psychology_teacher --password-stdin
  keep_password "$dir/accounts" "auditor.gp auditor"
  show_secret "$(password_of auditor.gp)" account add --account auditor.gp --role auditor \
    --campus "${code[gp]}" --password-stdin
  log_in psych.gp
  log_in auditor.gp
  show 9 --profile psych.gp consent grant --student "$student" --by student --on 2026-03-01 \
    --text-version 1 --guardian-informed 2026-03-01
  show 9 --profile psych.gp screening enter --student "$student" --scale scl90 --on 2026-03-02 \
    --answers "$sheet"
  show 12 --profile psych.gp screening show --student "$student" --scale scl90 --on 2026-03-02 \
    --reason "会谈准备"
  refused --profile lead.gp screening show --student "$student" --scale scl90 --on 2026-03-02 \
    --reason "想了解"
  show 4 --profile auditor.gp audit list --operation ScreeningService.ShowScreening --limit 2
  show 4 --profile auditor.gp audit verify
}

show_figures() {
  local school
  show 6 --profile mentor.gp pairing list --mine
  for school in "${schools[@]}"; do
    show 40 --profile "lead.$school" statistics campus --as-of "$as_of"
    show 40 --profile "lead.$school" match waiting "$(cat -- "$dir/state/run.$school")"
  done
  show 20 statistics kpi --as-of "$as_of"
  show 60 statistics district --as-of "$as_of"
}

# What the district shows, and what two people sign: a page and a sheet of paper.
write_papers() {
  local pairing
  show 4 report district --html district.html --as-of "$as_of" --yes
  pairing=$(jiedui --profile lead.gp pairing list --limit 1 -o csv </dev/null 2>/dev/null |
    sed -n '2s/,.*//p')
  show 4 --profile lead.gp print agreement --pairing "$pairing" --output agreement.pdf --yes
}

say_next() {
  local row
  # Any student with a need will do: student number, group.
  IFS=, read -r -a row < <(sed -n 2p "$dir/schools/gp/needs.csv")
  cat <<TEXT

Look at these:
  $dir/district.html    the district's dashboard: open it in a browser, it needs no network
  $dir/agreement.pdf    an agreement, as it is printed and signed

Try next; the accounts' passwords are in $dir/accounts:
  . '$dir/env'
  jiedui --profile lead.gp match explain 1 --student ${row[0]} --group ${row[1]}
  jiedui --profile lead.ms match waiting 1 --group psychological
  jiedui --profile lead.ms mentor list --group psychological
  jiedui --profile mentor.gp pairing list --mine
  jiedui --profile lead.gp match run --on 2026-04-01 --cap 4 --dry-run
  jiedui statistics district --as-of 2026-03-04
  jiedui --profile lead.gp print
  jiedui --help
  deploy/quickstart stop --dir '$dir'
Fifteen minutes without a command log an account out; this logs every one in again:
  deploy/quickstart start --dir '$dir'
TEXT
}
