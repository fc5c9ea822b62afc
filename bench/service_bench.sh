#!/usr/bin/env bash
# A running souk, measured from outside with its own open-loop generator, on loopback:
#   ingest  events/s accepted durably over HTTP in batches of 100 (both cores, generator included)
#   addon   GET /rest/2/addons/{key}, the service pinned to one core and the generator to another
# Usage: bench/service_bench.sh [path of souk]
set -euo pipefail
souk=${1:-build/release/bin/souk}
folder=$(mktemp -d)
pid=
stop() {
  if [ -n "$pid" ]; then kill "$pid" 2>/dev/null && wait "$pid" || true; fi
  pid=
}
trap 'stop; rm -rf "$folder"' EXIT

start() { # start COMMAND...: a souk on free ports; sets pid, shop
  rm -f "$folder/data/souk.json"
  "$@" "$souk" up --data "$folder/data" --port 0 --ops-port 0 >"$folder/log" 2>&1 &
  pid=$!
  for _ in $(seq 200); do [ -s "$folder/data/souk.json" ] && break; sleep 0.05; done
  shop=$(sed -E 's/.*"shop_url":"([^"]*)".*/\1/' "$folder/data/souk.json")
}


# load ARGUMENTS...: souk load, its summary on one line. A run that the generator could not keep up with is shown too.
load() {
  "${pin[@]}" "$souk" load "$@" 2>/dev/null | tr '\n' ' ' | cut -c1-400 || true
  echo
}

event() { # event N: about 250 bytes
  printf '{"specversion":"1.0","id":"bench-%03d","source":"/instances/i-000001",' "$1"
  printf '"type":"souk.heartbeat","time":"2020-03-05T07:37:00Z",'
  printf '"data":{"app_key":"com.example.tables","instance_id":"i-000001","note":"%080d"}}' "$1"
}

pin=(env)
start env
"$souk" flags set analytics-processing off --data "$folder/data" --why "measuring ingest" >/dev/null
batch="[$(event 1)$(for i in $(seq 2 100); do printf ',' && event "$i"; done)]"
for rate in 1000 1500 2000; do
  printf 'ingest, offered %s batches/s of 100 events: ' "$rate"
  load --url "$shop/rest/souk/1/events" --method POST --header 'Content-Type: application/cloudevents-batch+json' \
    --body "$batch" --rate "$rate" --duration 5s --connections 64
done
stop

start taskset -c 0
pin=(taskset -c 1)
key=$(curl -s "$shop/rest/2/addons?limit=1" | grep -oE '"key":"[^"]+"' | head -1 | cut -d'"' -f4)
for rate in 20000 25000 30000 40000; do
  printf 'app page, offered %s/s: ' "$rate"
  load --url "$shop/rest/2/addons/$key" --rate "$rate" --arrivals constant --duration 5s --connections 64
done
