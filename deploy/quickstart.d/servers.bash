# shellcheck shell=bash disable=SC2034,SC2154 # the variables are quickstart's
# PostgreSQL and jieduid: who runs them, their certificates, start and stop. Sourced by quickstart.

# -- Who runs it --------------------------------------------------------------------------------

# PostgreSQL refuses to run as root, and jieduid needs no root either.
choose_service_user() {
  local capability
  service_user=$(id -un)
  [ "$(id -u)" -eq 0 ] || return 0
  service_user=postgres
  if ! id -- "$service_user" >/dev/null 2>&1; then
    fail "there is no user postgres" "install the package postgresql-common, then run this again"
  fi
  # setpriv refuses to bound what it may not; a plain user has nothing to give up.
  privileges=(setpriv --reuid="$service_user" --regid="$service_user" --init-groups --no-new-privs)
  local plain=("${privileges[@]}")
  as_service test -x "$dir/state" && return
  # DIR lies below a folder closed to others (/root, mktemp -d): let the servers pass through it,
  # reading only. Containers often have the second capability alone. Without the securebit
  # access(2) would forget the capability.
  for capability in dac_read_search dac_override; do
    privileges=("${plain[@]}" --inh-caps="-all,+$capability" --ambient-caps="-all,+$capability"
      --bounding-set="-all,+$capability" --securebits=+no_setuid_fixup)
    as_service test -x "$dir/state" 2>/dev/null && return
  done
  fail "the user $service_user cannot enter $dir" \
    "give a --dir that others may enter, such as below /var"
}

# as_service COMMAND …: a clean environment, so that nobody's PGHOST or PGOPTIONS gets in.
as_service() {
  (cd / && exec "${privileges[@]}" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$@")
}

# own PATH …: hands what the servers write to the one who runs them.
own() {
  [ "$(id -u)" -ne 0 ] || chown -- "$service_user:" "$@"
}

# is_command PID TEXT: whether the process is there and its command line begins so.
is_command() {
  local line
  [[ $1 =~ ^[0-9]+$ ]] && [ -r "/proc/$1/cmdline" ] || return 1
  line=$(tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null) || return 1
  [[ $line == "$2 "* ]]
}

# -- PostgreSQL ---------------------------------------------------------------------------------

# A path in a socket's address has 107 bytes; a longer one gets a name outside the file system.
choose_socket() {
  local LC_ALL=C path="$dir/run/.s.PGSQL.5432"
  socket=$dir/run
  ((${#path} <= 100)) || socket="@jiedui-$(printf '%s' "$dir" | sha256sum | cut -c1-16)"
}

# conninfo USER [DATABASE]
conninfo() {
  echo "host='$socket' dbname=${2:-jiedui} user=$1"
}

make_cluster() {
  local fresh=$dir/postgres.new
  rm -rf -- "$fresh"
  mkdir -m 700 -- "$fresh"
  own "$fresh"
  as_service "$postgres_bin/initdb" -D "$fresh" -U postgres -E UTF8 --locale=C.UTF-8 \
    --lc-messages=C -A peer --no-instructions
  echo "include '$dir/postgresql.conf'" >>"$fresh/postgresql.conf"
  # The machine's user is known by the kernel; nobody else gets in, and nobody over a network.
  echo "local all postgres,jieduid peer map=jiedui" >"$fresh/pg_hba.conf"
  printf 'jiedui "%s" %s\n' "$service_user" postgres "$service_user" jieduid >"$fresh/pg_ident.conf"
  rm -rf -- "$dir/postgres"
  mv -- "$fresh" "$dir/postgres"
}

# What the daemon sends is personal: none of it may enter the server's log. The file lies outside
# the cluster, since root writes nothing where the service could have put a link.
write_postgres_conf() {
  cat >"$dir/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$socket'
unix_socket_permissions = 0700
fsync = on
lc_messages = 'C'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
log_min_error_statement = panic
CONF
}

postgres_pid() {
  local pid=''
  read -r pid <"$dir/postgres/postmaster.pid" || return 1
  is_command "$pid" "$postgres_bin/postgres -D $dir/postgres" && echo "$pid"
} 2>/dev/null

start_postgres() {
  write_postgres_conf
  [ -d "$dir/run" ] || mkdir -m 700 -- "$dir/run"
  touch -- "$dir/log/postgres.log"
  own "$dir/run" "$dir/log/postgres.log"
  as_service "$postgres_bin/pg_ctl" -D "$dir/postgres" -l "$dir/log/postgres.log" -w -t 60 start
}

stop_postgres() {
  postgres_pid >/dev/null || return 0
  as_service "$postgres_bin/pg_ctl" -D "$dir/postgres" -m fast -w -t 60 stop >/dev/null 9>&-
}

run_postgres() {
  local text="starting PostgreSQL" pid
  if pid=$(postgres_pid); then
    say_step "$text" "runs already (process $pid)"
    return
  fi
  started_postgres=1
  attempt start-postgres "$text" "read $dir/log/postgres.log, then run this again" start_postgres
}

migrate() {
  local found
  found=$(as_service psql -X -Atq -d "$(conninfo postgres postgres)" \
    -c "select count(*) from pg_database where datname = 'jiedui'")
  [ "$found" = 1 ] || as_service createdb --maintenance-db="$(conninfo postgres postgres)" jiedui
  as_service "$dir/opt/sbin/jieduid" --migrate --database "$(conninfo postgres)"
}

# -- Certificates -------------------------------------------------------------------------------

write_openssl_conf() {
  local names="DNS:localhost, IP:127.0.0.1, IP:::1"
  [[ ! ${HOSTNAME:-} =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]] || names+=", DNS:$HOSTNAME"
  cat >"$1" <<CONF
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $names
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONF
}

new_key() {
  (umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1")
}

# The authority's key never leaves DIR/ca; whoever starts the servers signs with it, they do not.
make_certificates() {
  local conf=$dir/ca/openssl.cnf
  mkdir -p -- "$dir/ca" "$dir/tls"
  write_openssl_conf "$conf"
  new_key "$dir/ca/ca.key"
  openssl req -x509 -new -config "$conf" -extensions authority -key "$dir/ca/ca.key" -days 3650 \
    -sha256 -subj "/CN=Jiedui private authority" -out "$dir/ca/ca.pem"
  new_key "$dir/tls/server.key"
  openssl req -new -config "$conf" -key "$dir/tls/server.key" -subj "/CN=localhost" \
    -out "$dir/tls/server.csr"
  openssl x509 -req -in "$dir/tls/server.csr" -CA "$dir/ca/ca.pem" -CAkey "$dir/ca/ca.key" \
    -set_serial "0x$(openssl rand -hex 16)" -days 825 -sha256 -extfile "$conf" -extensions server \
    -out "$dir/tls/server.pem"
  openssl verify -CAfile "$dir/ca/ca.pem" -purpose sslserver -verify_hostname localhost \
    "$dir/tls/server.pem"
  own "$dir/tls/server.key"
}

# -- The authority of machines ------------------------------------------------------------------

# Its key is made and kept by the service alone; jieduid is given the certificate.
make_authority() {
  [ -d "$dir/authority" ] || mkdir -m 700 -- "$dir/authority"
  own "$dir/authority"
  [ -e "$dir/authority/device-ca.key" ] ||
    as_service "$dir/opt/sbin/jiedui-authority" --create "$dir/authority"
}

# A path in a socket's address has 107 bytes.
authority_socket() {
  local LC_ALL=C path="$dir/run/authority"
  ((${#path} <= 100)) || path=/tmp/jiedui-$(printf '%s' "$dir" | sha256sum | cut -c1-16)
  echo "$path"
}

authority_pid() {
  local pid=''
  read -r pid <"$dir/run/authority.pid" || return 1
  is_command "$pid" "$dir/opt/sbin/jiedui-authority --socket" && echo "$pid"
} 2>/dev/null

start_authority() {
  local tries
  # shellcheck disable=SC2016 # $$, $1 and $@ are the inner shell's
  as_service setsid --fork sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$dir/run/authority.pid" \
    "$dir/opt/sbin/jiedui-authority" --socket "$(authority_socket)" --authority "$dir/authority" \
    </dev/null >>"$dir/log/authority.log" 2>&1
  for ((tries = 0; tries < 100; tries++)); do
    [ -S "$(authority_socket)" ] && authority_pid && return
    sleep 0.1
  done
  return 1
}

run_authority() {
  local text="starting jiedui-authority" pid
  if pid=$(authority_pid); then
    say_step "$text" "runs already (process $pid)"
    return
  fi
  started_authority=1
  touch -- "$dir/log/authority.log"
  attempt start-authority "$text" "read $dir/log/authority.log, then run this again" start_authority
}

stop_authority() {
  local pid tries
  pid=$(authority_pid) || return 0
  kill -TERM "$pid" 2>/dev/null || true
  for ((tries = 0; tries < 100; tries++)); do
    authority_pid >/dev/null || return 0
    sleep 0.1
  done
  return 1
}

# -- The daemon ---------------------------------------------------------------------------------

write_daemon_conf() {
  [[ -e $dir/master.key ]] || "$dir/opt/sbin/jieduid" --create-key "$dir/master.key"
  own "$dir/master.key"
  cat >"$dir/jieduid.conf" <<CONF
listen = "127.0.0.1"
port = $port
certificate = "$dir/tls/server.pem"
key = "$dir/tls/server.key"
database = "$(conninfo jieduid)"
master_key = "$dir/master.key"
device_ca = "$dir/authority/device-ca.pem"
authority = "$(authority_socket)"
erasure_ledger = "$dir/erasures.ledger"
pool = 8
log_level = "info"
CONF
  as_service "$dir/opt/sbin/jieduid" --config "$dir/jieduid.conf" --check-config
}

daemon_pid() {
  local pid=''
  read -r pid <"$dir/run/jieduid.pid" || return 1
  is_command "$pid" "$dir/opt/sbin/jieduid --config $dir/jieduid.conf" && echo "$pid"
} 2>/dev/null

is_port_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

# Before anything slow is done; a daemon of ours on its own port is no hindrance.
check_port() {
  if daemon_pid >/dev/null && [ "$port" = "$(known_port)" ]; then return; fi
  ! is_port_taken || fail "port $port of 127.0.0.1 is taken by another program" \
    "choose another with --port, or stop that program"
}

# The pid file is written by the process itself, as the user it runs as, before it becomes jieduid.
start_daemon() {
  local tries pid
  # shellcheck disable=SC2016 # $$, $1 and $@ are the inner shell's
  as_service setsid --fork sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$dir/run/jieduid.pid" \
    "$dir/opt/sbin/jieduid" --config "$dir/jieduid.conf" \
    </dev/null >>"$dir/log/jieduid.log" 2>&1
  for ((tries = 0; tries < 300; tries++)); do
    if daemon_pid && is_port_taken; then return; fi
    read -r pid 2>/dev/null <"$dir/run/jieduid.pid" || pid=''
    [ -z "$pid" ] || [ -d "/proc/$pid" ] || break
    sleep 0.1
  done
  tail -n 5 -- "$dir/log/jieduid.log"
  return 1
}

run_daemon() {
  local text="starting jieduid on 127.0.0.1:$port" pid
  [ "$port" = "$(known_port)" ] || stop_daemon
  if pid=$(daemon_pid); then
    say_step "$text" "runs already (process $pid)"
  else
    attempt configure "configuring jieduid and the client" "read the log, then run this again" \
      configure
    as_service rm -f -- "$dir/run/jieduid.pid"
    started_daemon=1
  fi
  # shellcheck source=/dev/null # written by configure
  . "$dir/env"
  [ -n "$pid" ] || attempt start-jieduid "$text" \
    "read $dir/log/jieduid.log, then run this again" start_daemon
}

# Waits out the daemon's draining; kills only what is still the same process.
stop_daemon() {
  local pid tries
  pid=$(daemon_pid) || return 0
  kill -TERM "$pid" 2>/dev/null || true
  for ((tries = 0; tries < 150; tries++)); do
    daemon_pid >/dev/null || return 0
    sleep 0.1
  done
  [ "$(daemon_pid)" != "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
}
