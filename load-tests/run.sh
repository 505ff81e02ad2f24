#!/usr/bin/env bash
# Runs a load scenario against a cluster, or against one that it starts for as long as it runs. See README.md.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
results=$root/load-tests/target/gatling
cluster_log=$root/load-tests/target/cluster.log

# shellcheck source=deploy/toolchain.sh
. "$root/deploy/toolchain.sh"

usage() {
    cat >&2 <<'TEXT'
Usage: load-tests/run.sh steady [OPTION VALUE]...
  --server URL   gateway to load (default: a cluster of one, started for this run alone)
  --key KEY      API key, needed with --server (default: the variable KUOTU_API_KEY)
  --rate R       jobs that arrive in a second (default: 0.5)
  --seconds S    how long they arrive at that rate (default: 60)
  --aspect W:H   of the canvas (default: 16:9)
  --steps N      denoising steps of a job (default: 2)
More settings are variables: README.md.
TEXT
    exit 2
}

read_options() {
    while [ $# -gt 0 ]; do
        [ $# -ge 2 ] || usage
        case $1 in
            --server) export KUOTU_LOAD_SERVER=$2 ;;
            --key) export KUOTU_LOAD_KEY=$2 ;;
            --rate) export KUOTU_LOAD_RATE=$2 ;;
            --seconds) export KUOTU_LOAD_DURATION=PT$2S ;;
            --aspect) export KUOTU_LOAD_ASPECT_RATIO=$2 ;;
            --steps) export KUOTU_LOAD_STEPS=$2 ;;
            *) usage ;;
        esac
        shift 2
    done
}

start_cluster() {
    local data
    data=$(mktemp -d)
    mkdir -p "$(dirname "$cluster_log")"
    echo "kuotu: starting a cluster; its log is $cluster_log" >&2
    "$root/kuotu" up --port 0 --data "$data" >"$cluster_log" 2>&1 &
    # shellcheck disable=SC2064 # the values of now
    trap "kill $! 2>/dev/null; wait $! || true; rm -rf '$data'" EXIT
    until grep -q '^Kuotu is up at ' "$cluster_log"; do
        kill -0 $! 2>/dev/null || { cat "$cluster_log" >&2 && die "the cluster did not start"; }
        sleep 1
    done
    KUOTU_LOAD_SERVER=$(sed -n 's/^Kuotu is up at //p' "$cluster_log")
    KUOTU_LOAD_KEY=$(cat "$data/api-key")
    export KUOTU_LOAD_SERVER KUOTU_LOAD_KEY
}

# Ends as the scenario ends: with an error where an assertion did not hold.
run_scenario() {
    local started=$results/started status=0 report
    mkdir -p "$results"
    touch "$started"
    "$(find_maven)" -B -q -f "$root/pom.xml" -pl load-tests -am -P load -DskipTests \
        "-Dgatling.simulationClass=$1" integration-test || status=$?
    report=$(find "$results" -name index.html -newer "$started")
    [ -z "$report" ] || echo "report: $report"
    return "$status"
}

case ${1:-} in
    steady) simulation=io.kuotu.load.SteadySimulation ;;
    *) usage ;;
esac
shift
read_options "$@"

if [ -z "${KUOTU_LOAD_SERVER:-}" ]; then
    start_cluster
fi
export KUOTU_LOAD_KEY=${KUOTU_LOAD_KEY:-${KUOTU_API_KEY:-}}
[ -n "$KUOTU_LOAD_KEY" ] || die "an API key is needed: --key, or the variable KUOTU_API_KEY"
run_scenario "$simulation"
