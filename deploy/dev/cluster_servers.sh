# Sourced by cluster: how each server is configured, started, asked whether it serves, and stopped.
# shellcheck shell=bash
# shellcheck disable=SC2154 # folder, base_port, account and deadline_s are the caller's

# shellcheck disable=SC2034 # the caller uses it
servers=(postgres nats-1 nats-2 nats-3 prometheus)

# Ports, from the base: 0 PostgreSQL, 1-3 NATS for clients, 4-6 NATS among themselves, 7-9 NATS's own pages,
# 10 Prometheus.
port_of() {
  case $1 in
    postgres) printf '%s' "$base_port" ;;
    nats-*) printf '%s' "$((base_port + ${1#nats-}))" ;;
    prometheus) printf '%s' "$((base_port + 10))" ;;
  esac
}
route_port_of() { printf '%s' "$((base_port + 3 + ${1#nats-}))"; }
monitor_port_of() { printf '%s' "$((base_port + 6 + ${1#nats-}))"; }

# as_account COMMAND...: PostgreSQL refuses to run as root, and the others have no need to.
as_account() {
  if [ "$(id -un)" = "$account" ]; then
    "$@"
  else
    setpriv --reuid="$account" --regid="$(id -gn "$account")" --init-groups --reset-env "$@"
  fi
}

# start_in_background NAME COMMAND...: in a session of its own; its output to NAME.log, its pid to NAME.pid.
start_in_background() {
  local name=$1
  shift
  {
    exec 9<&-  # the lock is the script's, not the server's
    # shellcheck disable=SC2016 # the inner shell expands it
    as_account setsid bash -c 'echo "$$" >"$1"; shift; exec "$@"' start "$folder/$name.pid" "$@"
  } >>"$folder/log/$name.log" 2>&1 </dev/null &
  disown
}

# pid_of NAME: of the server, if it runs. A pid file may outlive its process, and the number may be another's by now:
# the process must carry this folder in its command line.
pid_of() {
  local pid
  if [ "$1" = postgres ]; then
    pid=$(head -n 1 "$folder/postgres/postmaster.pid" 2>/dev/null) || return 1
  else
    pid=$(cat "$folder/$1.pid" 2>/dev/null) || return 1
  fi
  [ -n "$pid" ] && { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF -- "$folder/" && printf '%s' "$pid"
}

postgres_bin() {
  local newest
  newest=$(find /usr/lib/postgresql -maxdepth 1 -mindepth 1 -printf '%f\n' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$newest" ] || die "no PostgreSQL below /usr/lib/postgresql; let \"$0 up\" install it"
  printf '/usr/lib/postgresql/%s/bin' "$newest"
}

# secret NAME: a file of the account with a password in it, made when first asked for.
secret() {
  local file="$folder/secrets/$1"
  [ -s "$file" ] || as_account bash -c 'umask 077; head -c 24 /dev/urandom | base64 | tr -d "+/=\n" >"$1"' make "$file"
  cat "$file"
}

start_postgres() {
  local bin data="$folder/postgres"
  bin=$(postgres_bin)
  if [ ! -f "$data/PG_VERSION" ]; then
    secret postgres >/dev/null
    as_account "$bin/initdb" -D "$data" -U souk --pwfile="$folder/secrets/postgres" -A scram-sha-256 -E UTF8 \
      --locale=C.UTF-8 >"$folder/log/initdb.log" 2>&1 || {
      tail -n 20 "$folder/log/initdb.log" >&2
      die "PostgreSQL's initdb failed; its log is $folder/log/initdb.log"
    }
    # Durable as in production: synchronous_commit and fsync stay on.
    printf '%s\n' "listen_addresses = '127.0.0.1'" "unix_socket_directories = '$folder/run'" "max_connections = 200" \
      "shared_buffers = 256MB" "log_min_messages = warning" "log_line_prefix = '%m [%p] '" |
      as_account tee -a "$data/postgresql.conf" >/dev/null
  fi
  # pg_ctl's own wait ends by itself.
  as_account "$bin/pg_ctl" -D "$data" -l "$folder/log/postgres.log" -o "-p $base_port" -w -t "$deadline_s" start \
    >"$folder/log/pg_ctl.log" 2>&1 9<&- || return 1
}

start_nats() {
  local name=$1 node=${1#nats-} config="$folder/$1.conf" other routes="" password
  password=$(secret nats)
  for other in nats-1 nats-2 nats-3; do
    [ "$other" = "$name" ] || routes+="    nats://127.0.0.1:$(route_port_of "$other")"$'\n'
  done
  as_account bash -c 'umask 077; cat >"$1"' write "$config" <<CONF
server_name: souk-$node
listen: 127.0.0.1:$(port_of "$name")
http: 127.0.0.1:$(monitor_port_of "$name")
authorization { user: souk, password: "$password" }
jetstream { store_dir: "$folder/$name" }
cluster {
  name: souk
  listen: 127.0.0.1:$(route_port_of "$name")
  routes: [
$routes  ]
}
CONF
  start_in_background "$name" /usr/sbin/nats-server -c "$config"
}

start_prometheus() {
  local config="$folder/prometheus.yml"
  as_account tee "$config" >/dev/null <<CONF
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: souk
    static_configs: [{targets: ["127.0.0.1:8081"]}]
    # More of them, as files: [{"targets": ["127.0.0.1:8091"]}]
    file_sd_configs: [{files: ["$folder/targets/*.json"], refresh_interval: 2s}]
CONF
  start_in_background prometheus /usr/bin/prometheus --config.file="$config" \
    --storage.tsdb.path="$folder/prometheus" --web.listen-address="127.0.0.1:$(port_of prometheus)"
}

# serves NAME: 0 if the server does its work, not only runs.
serves() {
  pid_of "$1" >/dev/null || return 1
  case $1 in
    postgres) "$(postgres_bin)/pg_isready" -q -h 127.0.0.1 -p "$base_port" -t 2 ;;
    # JetStream answers with 200 once the node has caught up and a leader is known.
    nats-*) curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$(monitor_port_of "$1")/healthz" 2>/dev/null &&
      curl -fsS -m 2 "http://127.0.0.1:$(monitor_port_of "$1")/jsz" 2>/dev/null | grep -q '"leader": "souk-' ;;
    prometheus) curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$(port_of prometheus)/-/ready" 2>/dev/null ;;
  esac
}

# stop_server NAME: asks it to end, then, past the deadline, ends it.
stop_server() {
  local pid signal=TERM waited=0
  pid=$(pid_of "$1") || return 0
  # PostgreSQL's TERM waits for clients to leave; INT sends them away.
  [ "$1" != postgres ] || signal=INT
  kill -"$signal" "$pid" 2>/dev/null || true
  while pid_of "$1" >/dev/null; do
    if [ "$waited" -ge $((deadline_s * 5)) ]; then
      printf '%s did not end within %s s: killed\n' "$1" "$deadline_s" >&2
      kill -KILL "$pid" 2>/dev/null || true
      return 0
    fi
    sleep 0.2
    waited=$((waited + 1))
  done
}
