# Sourced by test: formatting (clang-format) and bugs that a compiler does not look for (clang-tidy) in our C++ files.
# shellcheck shell=bash

tidy_tree="$souk_root/build/tidy"
lint_output="$tidy_tree/lint"

# all_sources: every C++ file of ours, one a line.
all_sources() {
  (cd "$souk_root" && find bench cmake libs loadtests services tests -type f \( -name '*.cpp' -o -name '*.hpp' \) |
    LC_ALL=C sort)
}

# sources_since REF: those that differ from where this branch left REF, new ones included; all if a rule changed.
sources_since() {
  local base changed
  base=$(git -C "$souk_root" merge-base "$1" HEAD 2>/dev/null) || die "git knows no commit \"$1\" to compare with"
  changed=$(cd "$souk_root" && {
    git diff --name-only --diff-filter=d "$base"
    git ls-files --others --exclude-standard
  } | LC_ALL=C sort -u)
  if grep -qxE '\.clang-(tidy|format)|deploy/lint\.sh' <<<"$changed"; then
    all_sources
  else
    LC_ALL=C comm -12 <(printf '%s\n' "$changed") <(all_sources)
  fi
}

# not_built FILE...: those that no target compiles; how to read them is anybody's guess, and they are not tested either.
not_built() {
  local file
  for file in "$@"; do
    [[ $file != *.cpp ]] || grep -qF "\"file\": \"$souk_root/$file\"" "$tidy_tree/compile_commands.json" ||
      printf '%s:1:1: error: no target builds this file\n' "$file"
  done
}

# tidy_one FILE: what clang-tidy says goes into a file of its own; prints the name when it is through.
tidy_one() {
  local file=$1 output="$lint_output/${1//\//+}" status=0
  (cd "$souk_root" && clang-tidy -p "$tidy_tree" --quiet "$file") >"$output" 2>"$output.err" </dev/null || status=$?
  # Neither clean nor a finding: clang-tidy could not read the file, or crashed.
  if [ "$status" -ne 0 ] && ! grep -q ': error: ' "$output"; then
    printf '%s:1:1: error: clang-tidy ended with status %s\n' "$file" "$status" >>"$output"
    tail -n 20 "$output.err" >>"$output"
  fi
  printf '%s\n' "$file"
}

# tidy_all FILE...: as many at a time as the machine has room for.
tidy_all() {
  local total=$# file step=0
  export -f tidy_one
  export souk_root tidy_tree lint_output
  # shellcheck disable=SC2016 # the inner shell expands it
  printf '%s\0' "$@" | xargs -0 -n 1 -P "$(build_jobs)" bash -c 'tidy_one "$1"' tidy_one | while IFS= read -r file; do
    step=$((step + 1))
    if [ -t 1 ]; then
      printf '\r\033[K  %s of %s  %s' "$step" "$total" "$file"
    elif [ $((step % 20)) -eq 0 ]; then
      printf '  %s of %s\n' "$step" "$total"
    fi
  done
  if [ -t 1 ]; then printf '\r\033[K'; fi
}

# Findings that are not ours and not true, as a regular expression over place and check. They stand in a system header,
# where no NOLINT can answer them, and .clang-tidy switches checks off for every file or for none.
#
# awaitable.hpp: a coroutine's promise gets its thread (attached_thread_) and the context of its suspensions
# (resume_context_) when it is resumed, before its body runs. clang 14's analyzer follows a call of a coroutine straight
# into the body and finds both unset.
known_mistakes='^/usr/include/boost/asio/impl/awaitable\.hpp:.*clang-analyzer-core\.(CallAndMessage|NullDereference)'

# The findings of all files, each once (a header is read with many files), with paths relative to the tree.
findings() {
  cat "$lint_output"/*.[ch]pp | sed "s|$souk_root/||g" | KNOWN=$known_mistakes awk '
    /^[^ ].*:[0-9]+:[0-9]+: (error|warning): / { shown = !seen[$0]++ && $0 !~ ENVIRON["KNOWN"] }
    shown'
}

# lint [REF]: all files, or those that changed since REF. Status 1 if there is a finding.
lint() {
  local ref=${1:-} started=$SECONDS list files units found left_out
  if [ -n "$ref" ]; then list=$(sources_since "$ref") || exit; else list=$(all_sources); fi
  if [ -z "$list" ]; then
    printf 'no C++ file changed since %s\n' "$ref"
    return 0
  fi
  mapfile -t files <<<"$list"
  units=("${files[@]}")
  # Headers are read with the files that include them; alone only where those may not have changed.
  if [ -z "$ref" ]; then mapfile -t units < <(grep '\.cpp$' <<<"$list"); fi

  # Configured each time, which takes a second: clang-tidy sees what the compiler would.
  mkdir -p "$souk_root/build"
  (cd "$souk_root" && cmake --preset tidy) >"$souk_root/build/tidy.log" 2>&1 || {
    tail -n 40 "$souk_root/build/tidy.log" >&2
    die "configuring failed"
  }
  rm -rf "$lint_output"
  mkdir -p "$lint_output"

  printf 'clang-format: %s files\n' "${#files[@]}"
  (cd "$souk_root" && clang-format --dry-run -Werror "${files[@]}") >"$lint_output/format.cpp" 2>&1 || true
  not_built "${files[@]}" >"$lint_output/not-built.cpp"
  printf 'clang-tidy: %s files\n' "${#units[@]}"
  tidy_all "${units[@]}"

  findings | tee "$tidy_tree/findings.txt"
  found=$(grep -cE '^[^ ].*:[0-9]+:[0-9]+: (error|warning): ' "$tidy_tree/findings.txt" || true)
  printf '%s files formatted, %s files read by clang-tidy in %s s: %s findings\n' \
    "${#files[@]}" "${#units[@]}" "$((SECONDS - started))" "$found"
  left_out=$(cat "$lint_output"/*.cpp | grep -cE "$known_mistakes" || true)
  if [ "$left_out" -gt 0 ]; then
    printf "%s more left out: known mistakes of the analyzer, see deploy/lint.sh\n" "$left_out"
  fi
  [ "$found" -eq 0 ]
}
