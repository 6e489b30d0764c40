#!/usr/bin/env bash
# One scenario: deploy/quickstart from nothing to the district's statistics, twice, then stop, start
# and destroy; and an empty district. Needs no build: it makes its own, as a person's would.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd -- "$here/../.." && pwd)
quickstart=$repo/deploy/quickstart
work=$(mktemp -d)
full=$work/full empty=$work/empty

clean() {
  local dir
  for dir in "$full" "$empty"; do
    [ ! -d "$dir" ] || "$quickstart" destroy --yes --dir "$dir" >/dev/null || true
  done
  rm -rf -- "$work"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "quickstart: $1" >&2
  exit 1
}

# expect WHAT WANTED FOUND
expect() {
  [ "$2" = "$3" ] || fail "$1: expected $2, found $3"
  echo "ok: $1: $3"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

check_generator() {
  "$repo/deploy/schools/generate" "$work/one"
  "$repo/deploy/schools/generate" "$work/two"
  diff -r "$work/one" "$work/two" || fail "the schools differ from one run to the next"
  "$repo/deploy/schools/check" "$work/one" || fail "the schools are not consistent"
}

check_verbs() {
  "$quickstart" status --dir "$full" || fail "status: both should run"
  "$quickstart" stop --dir "$full"
  ! "$quickstart" status --dir "$full" || fail "status: neither should run"
  ! jiedui ping || fail "jieduid answers after stop"
  "$quickstart" start --dir "$full"
  jiedui ping || fail "jieduid does not answer after start"
}

# A copy of the four folders is another person's client.
check_copy() {
  local copy=$work/copy
  cp -r -- "$full/client" "$copy"
  XDG_CONFIG_HOME=$copy/config XDG_STATE_HOME=$copy/state XDG_CACHE_HOME=$copy/cache \
    XDG_DATA_HOME=$copy/data jiedui --profile lead.ms logout
  ! jiedui --profile lead.ms whoami || fail "the copy's session is not the original's"
  XDG_CONFIG_HOME=$copy/config XDG_STATE_HOME=$copy/state jiedui ping
}

check_modes() {
  expect "accounts' mode" 600 "$(stat -c %a "$full/accounts")"
  expect "authority's key's mode" 600 "$(stat -c %a "$full/ca/ca.key")"
  expect "machines' authority's mode" 600 "$(stat -c %a "$full/authority/device-ca.key")"
  expect "accounts" 6 "$(grep -c -v '^#' "$full/accounts")"
}

# The page says what the client says; the sheet is a PDF with both names on it.
check_papers() {
  grep -q '98\.73' "$full/district.html" || fail "the dashboard does not show the coverage"
  pdftotext "$full/agreement.pdf" "$work/agreement"
  grep -q -E '帮扶协议书|Mentoring Agreement' "$work/agreement" || fail "the agreement is no agreement"
}

check_full() {
  "$quickstart" --dir "$full" --port "$(free_port)"
  # shellcheck source=/dev/null # written by quickstart
  . "$full/env"
  check_modes
  "$here/quickstart_figures.py" "$full"
  expect "looks at a sheet, allowed and refused" "OK,PERMISSION_DENIED" "$(jiedui \
    --profile auditor.gp audit list --operation ScreeningService.ShowScreening -o json |
    grep -o '"outcome": *"[A-Z_]*"' | cut -d'"' -f4 | sort | paste -sd,)"
  "$quickstart" --dir "$full" >"$work/second" || fail "the second run failed"
  ! grep -E '^\$ jiedui .*(import|publish|account add)' "$work/second" ||
    fail "the second run did again what was done"
  "$here/quickstart_figures.py" "$full"
  check_papers
  check_verbs
  check_copy
}

# The build of the first is lent to the second, which saves a minute.
check_empty() {
  mkdir -p "$empty/state"
  cp -r -- "$full/opt" "$empty/opt"
  echo empty >"$empty/state/quickstart"
  touch "$empty/state/build"
  "$quickstart" --dir "$empty" --port "$(free_port)" --empty
  # shellcheck source=/dev/null # written by quickstart
  . "$empty/env"
  expect "admin's mode" 600 "$(stat -c %a "$empty/admin")"
  cut -d' ' -f2 "$empty/admin" | jiedui login --account admin --password-stdin
  expect "campuses" "" "$(jiedui campus list -o csv | sed 1d)"
}

# PostgreSQL removes its pid file a moment before it is gone.
is_gone() {
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    [ -n "$(tr -d '\0' 2>/dev/null <"/proc/$1/cmdline")" ] || return 0
    sleep 0.1
  done
  return 1
}

check_destroy() {
  local pid
  pid=$(head -n 1 "$full/postgres/postmaster.pid")
  "$quickstart" destroy --yes --dir "$full"
  [ ! -e "$full" ] || fail "destroy left $full"
  is_gone "$pid" || fail "destroy left PostgreSQL running"
}

check_generator
check_full
check_empty
check_destroy
