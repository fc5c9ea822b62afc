# Sourced by run and test: packages, configure, build. Quiet while all is well, whole about what went wrong.
# shellcheck shell=bash

souk_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

die() {
  printf 'error: %s\n' "$1" >&2
  exit 2
}

# packages_of SECTION...: the packages of these sections of packages.txt, one a line.
packages_of() {
  awk -v wanted=" $* " '
    /^\[.*\]$/ { on = index(wanted, " " substr($0, 2, length($0) - 2) " "); next }
    on && NF && !/^#/ { print $1 }' "$souk_root/deploy/packages.txt"
}

missing_of() {
  local wanted installed
  wanted=$(packages_of "$@" | sort -u)
  # shellcheck disable=SC2086 # one word a package
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null |
    awk '$1 == "installed" { print $2 }' | sort -u || true)
  comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

# without_services COMMAND...: runs it, as root, while no package that it installs may start a service: what souk's
# tests and deploy/dev/cluster need they start by themselves, on ports of their own. What is there and says so already
# is left alone.
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [ -e "$policy" ]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  "$@" || status=$?
  "${as_root[@]}" rm -f "$policy"
  return "$status"
}

# keep_from_boot PACKAGE...: switches off what these packages, just installed, would start at the next boot.
keep_from_boot() {
  command -v systemctl >/dev/null || return 0
  local package unit
  for package in "$@"; do
    for unit in $(dpkg-query -L "$package" 2>/dev/null | sed -n 's|^.*/systemd/system/\([^/]*\.service\)$|\1|p'); do
      case $unit in *@*) continue ;; esac
      "${as_root[@]}" systemctl disable "$unit" >/dev/null 2>&1 || true
    done
  done
}

# install_packages SECTION...: installs what is missing, asks nothing, starts no service.
install_packages() {
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
    die "souk is built with the packages of Debian 12; this system has no apt-get. See deploy/packages.txt."
  local missing log
  missing=$(missing_of "$@")
  [ -n "$missing" ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null ||
      die "these packages are missing and neither root nor sudo without a password is at hand: ${missing//$'\n'/ }"
    as_root=(sudo -n)
  fi
  printf 'Installing %s packages ...\n' "$(wc -w <<<"$missing")"
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
    without_services "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -q install -y --no-install-recommends $missing; } \
    >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    die "installing failed: ${missing//$'\n'/ }"
  fi
  rm -f "$log"
  # shellcheck disable=SC2086
  keep_from_boot $missing
}

# As many compilers as there are cores, but not more than memory has room for (the heaviest files take 1.5 GB).
build_jobs() {
  local cores room
  cores=$(nproc)
  room=$(awk '/^MemAvailable:/ { print int($2 / 1536000) }' /proc/meminfo)
  [ "$room" -ge 1 ] || room=1
  [ "$room" -lt "$cores" ] && printf '%s' "$room" || printf '%s' "$cores"
}

# Passes ninja's output to the log and shows its count: on a terminal in one line that rewrites itself, elsewhere at
# every hundredth step.
show_progress() {
  local log=$1 line step
  : >"$log"
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$log"
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    step=${BASH_REMATCH[1]}
    # ninja's first steps, of two or three, only look whether there is anything to configure
    [ "${BASH_REMATCH[2]}" -gt 3 ] || continue
    if [ -t 1 ]; then
      printf '\r  %s of %s ' "$step" "${BASH_REMATCH[2]}"
    elif [ $((step % 100)) -eq 0 ]; then
      printf '  %s of %s\n' "$step" "${BASH_REMATCH[2]}"
    fi
  done
  if [ -t 1 ]; then printf '\r\033[K'; fi
}

# What the compiler had to say, without the steps that went well.
show_failure() {
  local log=$1
  grep -vE '^(\[[0-9]+/[0-9]+\]|-- )' "$log" | head -n 80 >&2 || true
  printf 'The whole log: %s\n' "$log" >&2
}

# build PRESET TARGET: configures if that was not done yet, builds, and says in one line what came of it.
build() {
  local preset=$1 target=$2
  local folder="$souk_root/build/$preset" log="$souk_root/build/$preset.log"
  local started=$SECONDS
  mkdir -p "$souk_root/build"
  if [ ! -f "$folder/build.ninja" ]; then
    printf 'Configuring (%s) ...\n' "$preset"
    (cd "$souk_root" && cmake --preset "$preset") >"$log" 2>&1 || {
      tail -n 40 "$log" >&2
      die "configuring failed"
    }
    printf 'Building; the first time takes some minutes ...\n'
  fi
  if ! (cd "$souk_root" && cmake --build "build/$preset" --target "$target" -j "$(build_jobs)") 2>&1 |
    show_progress "$log"; then
    show_failure "$log"
    die "the build failed"
  fi
  printf 'Built %s (%s) in %s s.\n' "$target" "$preset" "$((SECONDS - started))"
}
