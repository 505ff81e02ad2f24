#!/usr/bin/env bash
# A short run of ./kuotu chaos that must hold: 3 minutes in all on 2 cores, once Kuotu is built. Root, for the store's disk is mounted to be filled.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu-ci
mkdir -p "$cache"

install() { # package, the command that it brings
    command -v "$2" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1" >/dev/null; }
}

install maven mvn
if [ -z "${MINIO_BIN:-}" ]; then
    MINIO_BIN=$cache/bin/minio
    if [ ! -x "$MINIO_BIN" ]; then
        install golang-go go
        GOBIN=$cache/bin go install github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
    fi
fi
export MINIO_BIN

echo "the schedule of a seed is the same each time"
options=(--seed "${CHAOS_SEED:-1}" --minutes "${CHAOS_MINUTES:-1.2}" --every 4 --rate 0.7)
first=$(./kuotu chaos "${options[@]}" --plan)
second=$(./kuotu chaos "${options[@]}" --plan)
[ -n "$first" ] && [ "$first" = "$second" ] || { printf 'two schedules of one seed differ:\n%s\n%s\n' "$first" "$second" >&2; exit 1; }

echo "a short run"
folder=$(mktemp -d)
if ! ./kuotu chaos "${options[@]}" --folder "$folder" --json "$folder/ledger.json"; then
    echo "a promise was broken; the ends of the logs in $folder:" >&2
    tail -n 30 "$folder"/*.log >&2
    exit 1
fi
rm -rf "$folder"
