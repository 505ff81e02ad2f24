#!/usr/bin/env bash
# The contract, taken at its word by strangers: a stock generator makes a Python client of it, unedited, and that client makes a picture.
#   .ci/generated_client.sh [URL KEY]     of a cluster that runs; without them, one is started and ended here
set -euo pipefail
cd "$(dirname "$0")/.."
version=7.25.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu-ci
work=$(mktemp -d)
cluster=
finish() {
    [ -z "$cluster" ] || { kill "$cluster" 2>/dev/null && wait "$cluster" 2>/dev/null || true; }
    rm -rf "$work"
}
trap finish EXIT
# shellcheck source=deploy/toolchain.sh
. deploy/toolchain.sh

generator=$cache/openapi-generator-cli-$version.jar
[ -s "$generator" ] || "$(find_maven)" -q -B -f pom.xml -N dependency:copy \
    -Dartifact="org.openapitools:openapi-generator-cli:$version" -DoutputDirectory="$cache"
"$JAVA_HOME/bin/java" -jar "$generator" generate -g python --package-name kuotu_client \
    -i gateway/src/main/resources/openapi.yaml -o "$work/client" >"$work/generator.log" 2>&1 || { cat "$work/generator.log" >&2; exit 1; }

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "$work/client"

if [ $# -lt 2 ]; then
    ./kuotu up --port 0 --data "$work/data" >"$work/cluster.log" 2>&1 &
    cluster=$!
    for _ in $(seq 600); do
        grep -q 'API key' "$work/cluster.log" && break
        kill -0 "$cluster" 2>/dev/null || { cat "$work/cluster.log" >&2; exit 1; }
        sleep 0.5
    done
    set -- "$(sed -n 's/^Kuotu is up at //p' "$work/cluster.log")" "$(sed -n 's/^ *API key *//p' "$work/cluster.log")"
fi
"$work/venv/bin/python" .ci/use_generated_client.py "$1" "$2" deploy/samples/picos-de-europa.jpg
