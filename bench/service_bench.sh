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


start env
"$souk" flags set analytics-processing off --data "$folder/data" --why "measuring ingest" >/dev/null
batch=$(for i in $(seq 100); do
  printf '%s{"specversion":"1.0","id":"bench-%03d","source":"/instances/i-000001","type":"souk.heartbeat","time":"2020-03-05T07:37:00Z","data":{"app_key":"com.example.tables","instance_id":"i-000001","note":"padding to two hundred and fifty bytes ............"}}' \
    "$([ "$i" = 1 ] && echo '[' || echo ',')" "$i"
done; echo ']')
for rate in 1000 1500 2000; do
  "$souk" load --url "$shop/rest/souk/1/events" --method POST --header 'Content-Type: application/cloudevents-batch+json' \
    --body "$batch" --rate "$rate" --duration 5s --connections 64 --out "$folder/ingest" >"$folder/ingest.txt" 2>/dev/null || true
  printf 'ingest, offered %s batches/s of 100 events: %s\n' "$rate" "$(tail -n +1 "$folder/ingest.txt" | tr '\n' ' ' | cut -c1-300)"
done
stop

start taskset -c 0
key=$(curl -s "$shop/rest/2/addons?limit=1" | grep -oE '"key":"[^"]+"' | head -1 | cut -d'"' -f4)
for rate in 20000 25000 30000 40000; do
  taskset -c 1 "$souk" load --url "$shop/rest/2/addons/$key" --rate "$rate" --duration 5s --connections 64 --arrivals constant \
    >"$folder/addon.txt" 2>/dev/null || true
  printf 'addon page, offered %s/s: %s\n' "$rate" "$(tr '\n' ' ' <"$folder/addon.txt" | cut -c1-300)"
done
