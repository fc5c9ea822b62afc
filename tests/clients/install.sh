#!/usr/bin/env bash
# install.sh FOLDER: puts the packages of package.json there, once for each list of them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:?a folder is needed}
mkdir -p "$folder"
# Tests of several presets, or of several processes, may come at the same time.
exec 9>"$folder/lock"
flock 9
if [ -e "$folder/done" ] && cmp -s "$here/package.json" "$folder/package.json"; then exit 0; fi
rm -rf "$folder/node_modules" "$folder/done"
cp "$here/package.json" "$folder/package.json"
cd "$folder"
npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error
touch done
