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
Usage: load-tests/run.sh spike|steady|soak|fan-out|duplicates [OPTION VALUE]... [--real]
  --server URL   gateway to load (default: a cluster of its own, with simulated devices, started for this run alone)
  --key KEY      API key, needed with --server (default: the variable KUOTU_API_KEY)
  --real         its own cluster computes its pictures
  --speed X      its own simulated devices are X times as fast as was measured: hypothetical
  --gateways N   of its own cluster (default: 1)
  --workers N    of its own cluster (default: 2; 1 with --real)
  --rate R       jobs that arrive in a second; before and after the spike
  --peak X       the spike's rate: times that (default: 20)
  --seconds S    how long they arrive at that rate, or at the spike's
  --watchers N   of a fan-out (default: 10000)
  --aspect W:H   of the canvas (default: 16:9)
  --steps N      denoising steps of a job (default: 2)
  --json FILE    the verdict as JSON
More settings are variables: README.md.
TEXT
    exit 2
}

real=false speed= gateways=1 workers=

read_options() {
    while [ $# -gt 0 ]; do
        if [ "$1" = --real ]; then
            real=true
            shift
            continue
        fi
        [ $# -ge 2 ] || usage
        case $1 in
            --server) export KUOTU_LOAD_SERVER=$2 ;;
            --key) export KUOTU_LOAD_KEY=$2 ;;
            --speed) speed=$2 ;;
            --gateways) gateways=$2 ;;
            --workers) workers=$2 ;;
            --rate) export KUOTU_LOAD_RATE=$2 ;;
            --peak) export KUOTU_LOAD_PEAK=$2 ;;
            --seconds) export KUOTU_LOAD_DURATION=PT$2S ;;
            --watchers) export KUOTU_LOAD_WATCHERS=$2 ;;
            --aspect) export KUOTU_LOAD_ASPECT_RATIO=$2 ;;
            --steps) export KUOTU_LOAD_STEPS=$2 ;;
            --json) KUOTU_LOAD_JSON=$(realpath -m "$2") && export KUOTU_LOAD_JSON ;;
            *) usage ;;
        esac
        shift 2
    done
}

# What each scenario loads where nothing else is said.
defaults() {
    case $scenario in
        spike) : "${KUOTU_LOAD_RATE:=2}" "${speed:=4}" ;;
        soak) : "${KUOTU_LOAD_RATE:=5}" "${KUOTU_LOAD_DURATION:=PT10M}" "${speed:=4}" ;;
        duplicates) : "${KUOTU_LOAD_RATE:=50}" "${speed:=1}" ;;
        fan-out) : "${speed:=0.05}" ;; # its one job takes long enough for all watchers to come
        steady) : "${speed:=1}" ;;
    esac
    export KUOTU_LOAD_RATE KUOTU_LOAD_DURATION
    [ -n "$KUOTU_LOAD_RATE" ] || unset KUOTU_LOAD_RATE
    [ -n "$KUOTU_LOAD_DURATION" ] || unset KUOTU_LOAD_DURATION
}

start_cluster() {
    local data devices=(--simulate --speed "$speed" --set kuotu.worker.lanes-per-tier=16 --set kuotu.worker.slots=16)
    if $real; then
        devices=()
        : "${workers:=1}"
    fi
    data=$(mktemp -d)
    mkdir -p "$(dirname "$cluster_log")"
    echo "kuotu: starting a cluster${devices[0]:+ with SIMULATED devices}; its log is $cluster_log" >&2
    "$root/kuotu" up --port 0 --data "$data" --gateways "$gateways" --workers "${workers:-2}" "${devices[@]}" >"$cluster_log" 2>&1 &
    # shellcheck disable=SC2064 # the values of now
    trap "kill $! 2>/dev/null; wait $! || true; rm -rf '$data'" EXIT
    until grep -q '^Kuotu is up at ' "$cluster_log"; do
        kill -0 $! 2>/dev/null || { cat "$cluster_log" >&2 && die "the cluster did not start"; }
        sleep 1
    done
    KUOTU_LOAD_SERVER=$(sed -n 's/^Kuotu is up at //p' "$cluster_log")
    KUOTU_LOAD_KEY=$(cat "$data/api-key")
    KUOTU_LOAD_PID=$! # the launcher has become the program
    export KUOTU_LOAD_SERVER KUOTU_LOAD_KEY KUOTU_LOAD_PID
}

# Ends as the scenario ends: with an error where an objective does not hold.
run_scenario() {
    local started=$results/started status=0 report goal=integration-test
    mkdir -p "$results"
    touch "$started"
    export KUOTU_LOAD_OUT=${KUOTU_LOAD_OUT:-$root/load-tests/target/load}
    rm -f "$KUOTU_LOAD_OUT/$scenario.holds"
    if [ "$scenario" = fan-out ]; then
        "$(find_maven)" -B -q -f "$root/pom.xml" -pl load-tests -am -DskipTests test-compile dependency:build-classpath \
            -DincludeScope=test -Dmdep.outputFile=target/classpath || return
        "$JAVA_HOME/bin/java" -Xmx1g -cp "$root/load-tests/target/test-classes:$root/common/target/classes:$(cat "$root/load-tests/target/classpath")" \
            io.kuotu.load.FanOut || status=$?
    else
        "$(find_maven)" -B -q -f "$root/pom.xml" -pl load-tests -am -P load -DskipTests \
            "-Dgatling.simulationClass=$1" $goal || status=$?
        report=$(find "$results" -name index.html -newer "$started")
        [ -z "$report" ] || echo "Gatling's report: $report"
    fi
    [ "$scenario" = steady ] || [ "$(cat "$KUOTU_LOAD_OUT/$scenario.holds" 2>/dev/null)" = true ] || status=1
    return "$status"
}

scenario=${1:-}
case $scenario in
    steady) simulation=io.kuotu.load.SteadySimulation ;;
    spike) simulation=io.kuotu.load.SpikeSimulation ;;
    soak) simulation=io.kuotu.load.SoakSimulation ;;
    duplicates) simulation=io.kuotu.load.DuplicatesSimulation ;;
    fan-out) simulation=io.kuotu.load.FanOut ;;
    *) usage ;;
esac
shift
KUOTU_LOAD_RATE=${KUOTU_LOAD_RATE:-} KUOTU_LOAD_DURATION=${KUOTU_LOAD_DURATION:-}
read_options "$@"
defaults

if [ -z "${KUOTU_LOAD_SERVER:-}" ]; then
    start_cluster
fi
export KUOTU_LOAD_KEY=${KUOTU_LOAD_KEY:-${KUOTU_API_KEY:-}}
[ -n "$KUOTU_LOAD_KEY" ] || die "an API key is needed: --key, or the variable KUOTU_API_KEY"
run_scenario "$simulation"
