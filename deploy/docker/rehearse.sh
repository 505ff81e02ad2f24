#!/usr/bin/env bash
# Runs the programs of the images once while an image is built, and keeps what the JVM found out: which classes a start loads and how they
# are linked, which methods are busy. The next start reads that from a file (JEP 483, 514, 515) instead of finding it out again.
#
#   rehearse.sh          writes /opt/kuotu/{gateway,worker}/start.aot
#
# A whole cluster, for half a minute: the embedded broker and store in one process, the gateway and the worker in their own, on the very class
# paths of their images; one picture is made. Only inside of an image build: a JVM does not notice that a jar was changed after its file was
# made, and would run the old classes.
set -euo pipefail

home=/opt/kuotu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
gateway_port=18080
worker_port=18081
all="$home/gateway/app/*:$home/gateway/lib/*:$home/worker/lib/*:$here/lib/*"
pids=()

die() {
    echo "rehearse: $1" >&2
    tail -n 40 "$work"/*.log >&2 || true
    exit 1
}

finish() {
    local status=$?
    [ ${#pids[@]} = 0 ] || kill -9 "${pids[@]}" 2>/dev/null || true
    rm -rf "$work"
    exit $status
}
trap finish EXIT

# until_true SECONDS WHAT COMMAND...
until_true() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" 2>/dev/null; do
        [ $SECONDS -lt $end ] || die "not in time: $what"
        sleep 0.2
    done
}

ready() { (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3 && grep -q '^HTTP/1.[01] 200' <&3); }

started() { grep -q '^backbone ' "$work/backbone.log"; }

# A JVM writes its file when it ends, by a second one.
kept() {
    kill -TERM "$2"
    wait "$2" || true # 143
    [ -s "$home/$1/start.aot" ] || die "the $1 left no start.aot"
    chmod a+r "$home/$1/start.aot"
    echo "rehearse: $1 $(($(stat -c %s "$home/$1/start.aot") / 1000000)) MB" >&2
}

java -cp "$all" io.kuotu.cli.bench.gateway.Backbone "$work/data" >"$work/backbone.log" 2>"$work/backbone.err.log" &
pids+=($!)
until_true 600 "broker and store" started
read -r _ bootstrap store < <(grep '^backbone ' "$work/backbone.log")

key=rehearsal
export KUOTU_KAFKA_BOOTSTRAP_SERVERS=$bootstrap KUOTU_STORE_ENDPOINT=$store KUOTU_STORE_ACCESS_KEY=kuotu KUOTU_STORE_SECRET_KEY=bench-bench
export KUOTU_GATEWAY_HOST=127.0.0.1 KUOTU_GATEWAY_PORT=$gateway_port KUOTU_WORKER_OPS_HOST=127.0.0.1 KUOTU_WORKER_OPS_PORT=$worker_port
printf 'kuotu.tenants.rehearsal.key-sha256=%s\n' "$(printf %s $key | sha256sum | cut -d' ' -f1)" >"$work/tenants.properties"
export KUOTU_WORKER_DRAIN_GRACE=PT1S KUOTU_GATEWAY_DRAIN_GRACE=PT1S

java -XX:AOTCacheOutput="$home/gateway/start.aot" @"$home/gateway/java.args" io.kuotu.cli.Kuotu gateway --config "$work/tenants.properties" >"$work/gateway.log" 2>&1 &
gateway=$!
pids+=($gateway)
java -XX:AOTCacheOutput="$home/worker/start.aot" @"$home/worker/java.args" io.kuotu.cli.Kuotu worker >"$work/worker.log" 2>&1 &
worker=$!
pids+=($worker)
until_true 600 "the gateway ready" ready $gateway_port
until_true 600 "the worker ready" ready $worker_port
java -cp "$all" io.kuotu.cli.Kuotu expand "$here/picos-de-europa.jpg" --aspect 16:9 --seed 7 --server "http://127.0.0.1:$gateway_port" --key $key \
    -o "$work/made.png" >"$work/expand.log" 2>&1 || die "no picture was made"
kept gateway $gateway
kept worker $worker
