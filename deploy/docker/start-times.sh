#!/usr/bin/env bash
# How long the programs take from `docker start` until /readyz says yes, with the start.aot of their images and without, in containers that are
# limited as in compose, against Kafka and MinIO in containers of their own. One container after the other, the two ways in turn.
#
#   deploy/docker/start-times.sh [RUNS] [ROLE...]     5 runs of gateway and worker
#
# KUOTU_TAG, KAFKA_IMAGE, MINIO_IMAGE as in deploy/compose/.env.example. Needs docker, curl, Python 3. Ends with a table of medians.
set -euo pipefail

runs=${1:-5}
[ $# = 0 ] || shift
roles=("$@")
[ $# -gt 0 ] || roles=(gateway worker)
tag=${KUOTU_TAG:-local}
name=kuotu-start-times-$$
work=$(mktemp -d)

finish() {
    docker ps -aq --filter "label=$name" | xargs -r docker rm -fv >/dev/null
    docker network rm "$name" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap finish EXIT

start() { docker run -d --label "$name" --network "$name" "$@" >/dev/null; }

docker network create "$name" >/dev/null
start --name "$name-kafka" --network-alias kafka \
    -e CLUSTER_ID=5L6g3nShT-eMCtK--X86sw -e KAFKA_NODE_ID=1 -e KAFKA_PROCESS_ROLES=broker,controller \
    -e KAFKA_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093 -e KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://kafka:9092 \
    -e KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER -e KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:9093 \
    -e KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT -e KAFKA_LOG_DIRS=/var/lib/kafka/data \
    -e KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1 -e KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR=1 \
    -e KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR=1 -e KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0 "${KAFKA_IMAGE:-apache/kafka:4.4.0}"
start --name "$name-minio" --network-alias minio -e MINIO_ROOT_USER=kuotu -e MINIO_ROOT_PASSWORD=start-times \
    "${MINIO_IMAGE:-minio/minio:RELEASE.2025-09-07T16-13-09Z}" server /data

port_of() { [ "$1" = gateway ] && echo 8080 || echo 8081; }
memory_of() { [ "$1" = gateway ] && echo 1g || echo 4g; }

now_ms() { date +%s%3N; }

# one ROLE on|off: prints milliseconds
one() {
    local role=$1 id began address options
    options=$(docker image inspect -f '{{range .Config.Env}}{{println .}}{{end}}' "kuotu/$role:$tag" | sed -n 's/^JDK_JAVA_OPTIONS=//p')
    [ "$2" = on ] || options="$options -XX:AOTMode=off"
    id=$(docker create --label "$name" --network "$name" -m "$(memory_of "$role")" --read-only --tmpfs /tmp:exec,mode=1777 --cap-drop ALL \
        -p "127.0.0.1::$(port_of "$role")" -e JDK_JAVA_OPTIONS="$options" -e KUOTU_KAFKA_BOOTSTRAP_SERVERS=kafka:9092 \
        -e KUOTU_STORE_ENDPOINT=http://minio:9000 -e KUOTU_STORE_ACCESS_KEY=kuotu -e KUOTU_STORE_SECRET_KEY=start-times \
        -e KUOTU_TENANTS_NOBODY_KEY_SHA256="$(printf nobody | sha256sum | cut -d' ' -f1)" "kuotu/$role:$tag")
    began=$(now_ms)
    docker start "$id" >/dev/null
    address=$(docker port "$id" "$(port_of "$role")" | head -1)
    until curl -fs -o "$work/ready" --max-time 2 "http://$address/readyz"; do
        [ "$(docker inspect -f '{{.State.Running}}' "$id")" = true ] || { docker logs "$id" >&2; return 1; }
        [ $(($(now_ms) - began)) -lt 300000 ] || { docker logs --tail 40 "$id" >&2; return 1; }
        sleep 0.02
    done
    echo $(($(now_ms) - began))
    docker logs "$id" >"$work/last-$role-$2.log" 2>&1
    [ -z "${KEEP_LOGS:-}" ] || cp "$work/last-$role-$2.log" "$KEEP_LOGS/"
    docker rm -fv "$id" >/dev/null
}

for role in "${roles[@]}"; do
    one "$role" on >/dev/null # topics are made, files are in memory
    for _ in $(seq "$runs"); do
        for way in on off; do
            one "$role" $way >>"$work/$role-$way"
        done
    done
done
python3 - "$work" "${roles[@]}" <<'PYTHON'
import pathlib, statistics, sys
for role in sys.argv[2:]:
    for way, words in (("on", "with start.aot"), ("off", "without")):
        times = sorted(int(line) for line in pathlib.Path(sys.argv[1], f"{role}-{way}").read_text().split())
        print(f"{role:8} {words:15} median {statistics.median(times) / 1000:6.2f} s   {times[0] / 1000:.2f} to {times[-1] / 1000:.2f} s, {len(times)} runs")
PYTHON
