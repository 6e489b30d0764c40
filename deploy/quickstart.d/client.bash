# shellcheck shell=bash disable=SC2154 # the variables are quickstart's
# The client's folders, profiles and passwords. Sourced by quickstart.

configure() {
  write_daemon_conf
  write_env
  (umask 077 && mkdir -p -- "$dir"/client/{config/jiedui/profiles,state,cache,data})
  cp -- "$dir/ca/ca.pem" "$dir/client/config/jiedui/ca.pem"
  echo 'profile = "district"' >"$dir/client/config/jiedui/client.conf"
  if [ "$mode" = empty ]; then
    write_profile district admin
  else
    write_profile district district
    write_profile lead.gp lead.gp
    write_profile lead.ms lead.ms
    write_profile mentor.gp mentor.gp
    write_profile psych.gp psych.gp
    write_profile auditor.gp auditor.gp
  fi
  echo "$port" >"$dir/state/port"
}

# write_profile NAME ACCOUNT: the authority is named beside it, so that a copy of the folders works.
write_profile() {
  cat >"$dir/client/config/jiedui/profiles/$1.conf" <<CONF
host = "127.0.0.1"
port = $port
ca = "../ca.pem"
server_name = "localhost"
account = "$2"
CONF
}

write_env() {
  cat >"$dir/env" <<ENV
# To be sourced: . '$dir/env'
case ":\$PATH:" in *':$dir/opt/bin:'*) ;; *) PATH='$dir/opt/bin':\$PATH ;; esac
XDG_CONFIG_HOME='$dir/client/config'
XDG_STATE_HOME='$dir/client/state'
XDG_CACHE_HOME='$dir/client/cache'
XDG_DATA_HOME='$dir/client/data'
export PATH XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_DATA_HOME
ENV
}

# This machine, one of the district's own: any account may use it. The token is used at once.
enrol_machine() {
  local token
  token=$(as_service "$dir/opt/sbin/jieduid" --device-token "quickstart $(date +%s)" \
    --database "$(conninfo postgres)")
  jiedui device enrol "$token"
}

# keep_password FILE LINE-BEFORE-IT: once; the password is on disk before the account is made.
keep_password() {
  local file=$1
  [ -e "$file" ] || (umask 077 && : >"$file")
  grep -q -- "^$2 " "$file" || echo "$2 $(openssl rand -hex 12)" >>"$file"
}

# password_of ACCOUNT
password_of() {
  if [ "$mode" = empty ]; then
    awk -v account="$1" '$1 == account { print $2 }' "$dir/admin"
  else
    awk -v account="$1" '$1 == account { print $3 }' "$dir/accounts"
  fi
}

make_administrator() {
  local account=admin
  if [ "$mode" = empty ]; then
    keep_password "$dir/admin" admin
  else
    account=district
    if [ ! -e "$dir/accounts" ]; then
      (umask 077 && echo "# account role password" >"$dir/accounts")
    fi
    keep_password "$dir/accounts" "district district_administrator"
  fi
  password_of "$account" | as_service "$dir/opt/sbin/jieduid" --create-administrator "$account" \
    --password-stdin --database "$(conninfo postgres)"
}

# Under sudo the files to be read belong to the one who called it.
hand_over() {
  [ "$(id -u)" -eq 0 ] && [ "${SUDO_UID:-0}" != 0 ] || return 0
  local file
  for file in client accounts admin schools district.html agreement.pdf; do
    [ ! -e "$dir/$file" ] || chown -R -- "$SUDO_UID:${SUDO_GID:-0}" "$dir/$file"
  done
}
