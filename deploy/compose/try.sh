#!/usr/bin/env bash
# Starts the compose cluster from nothing, tries it, and takes it down. Ends with 0 only if all of this holds:
#
#   1. every container becomes healthy
#   2. a picture is expanded; what the presigned URL gives has the hash that the job names; both gateways tell the same events of it
#   3. Prometheus reaches both gateways and both workers, and takes the rules of deploy/observability, where there are some
#   4. a worker that is killed (SIGKILL) in the middle of a job: the other one ends it, in attempt 2, and once
#   5. a gateway that is killed in the middle of a job: the other one goes on, and tells of its end; started again, so does the first
#   6. gateways and workers stop within their grace
#
# It works in a copy with secrets and ports of its own, so a cluster that runs already is not touched. Needs: the images
# (deploy/docker/build.sh), docker with compose, curl, Python 3. KUOTU_TAG and *_IMAGE may be set, as in .env.example;
# KEEP=1 leaves the cluster up.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sample=$here/../samples/picos-de-europa.jpg
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
KUOTU_PORT=$(free_port)
KUOTU_PORT_2=$(free_port)
KUOTU_STORE_PORT=$(free_port)
PROMETHEUS_PORT=$(free_port)
export KUOTU_PORT KUOTU_PORT_2 KUOTU_STORE_PORT PROMETHEUS_PORT
export KUOTU_STORE_PUBLIC_ENDPOINT=http://127.0.0.1:$KUOTU_STORE_PORT
export COMPOSE_PROJECT_NAME=kuotu-try
gateway=http://127.0.0.1:$KUOTU_PORT
gateway_2=http://127.0.0.1:$KUOTU_PORT_2
prometheus=http://127.0.0.1:$PROMETHEUS_PORT
began=$SECONDS

say() { printf '%4d s  %s\n' $((SECONDS - began)) "$1"; }
fail() {
    echo "try: $1" >&2
    exit 1
}

for tool in docker curl python3; do
    command -v $tool >/dev/null || fail "$tool is needed"
done
docker info >/dev/null 2>&1 || fail "the docker daemon does not answer"
if docker compose version >/dev/null 2>&1; then
    compose() { docker compose "$@"; }
else
    compose() { docker-compose "$@"; }
fi

folder=$(mktemp -d)
cp "$here"/{compose.yaml,prometheus.yml,setup.sh,.env.example,tenants.properties.example} "$folder"
export KUOTU_OBSERVABILITY=$here/../observability
[ -d "$KUOTU_OBSERVABILITY" ] || KUOTU_OBSERVABILITY=$folder/observability
mkdir -p "$KUOTU_OBSERVABILITY/prometheus"
chmod 755 "$folder" # the containers' users read the mounted files
cd "$folder"

finish() {
    local status=$?
    [ $status = 0 ] || compose logs --tail=40 gateway gateway-2 worker >&2 || true
    if [ "${KEEP:-}" = 1 ]; then
        echo "left up: project $COMPOSE_PROJECT_NAME, files and API key in $folder" >&2
    else
        compose down -v --timeout 60 >/dev/null 2>&1 || true
        rm -rf "$folder"
    fi
    exit $status
}
trap finish EXIT

# json EXPRESSION: of the document on stdin, which the expression calls d
json() { python3 -c 'import json, sys; d = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }

call() { curl -fsS --max-time 90 -H "Authorization: Bearer $key" "$@"; }

# until_true SECONDS WHAT COMMAND...
until_true() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ $SECONDS -lt $end ] || fail "not in time: $what"
        sleep 1
    done
}

programs() { compose ps -q gateway && compose ps -q gateway-2 && compose ps -q worker; }

healthy() {
    local container count=0
    for container in $(compose ps -q kafka) $(compose ps -q minio) $(programs); do
        [ "$(docker inspect -f '{{.State.Health.Status}}' "$container")" = healthy ] || return 1
        count=$((count + 1))
    done
    [ $count = 6 ]
}

submit() { call -F image=@"$sample" -F "request=$1" "$gateway/v1/expansions" | json 'd["id"]'; }

job() { call "$gateway/v1/jobs/$1" | json "$2"; }

ended() { [[ $(job "$1" 'd["state"]') =~ ^(succeeded|failed|cancelled)$ ]]; }

# The bytes that the presigned URL gives are those that the job names.
check_output() {
    call -L -o output "$gateway/v1/jobs/$1/outputs/$2"
    [ "$(sha256sum <output | cut -d' ' -f1)" = "$(job "$1" "d['outputs'][$2]['sha256']")" ] || fail "output $2 of $1 is not what its job says"
}

targets_up() {
    curl -fsS "$prometheus/api/v1/targets" |
        json '[t["labels"]["job"] for t in d["data"]["activeTargets"] if t["health"] == "up" and t["labels"]["job"] in ("gateway", "worker")].__len__() == 4' |
        grep -q True
}

metric() { curl -fsS "$prometheus/api/v1/query" --data-urlencode "query=$1" | json '[r["value"][1] for r in d["data"]["result"]]'; }

counted() { [[ $(metric "$1") != "[]" && $(metric "$1") != *"'0"* ]]; }

# ids and names of what all gateways must tell alike; of progress and previews each keeps the latest
events() {
    call -H "Accept: application/json" "$1/v1/jobs/$2/events" | json '[(e["id"], e["event"]) for e in d["events"] if e["event"] not in ("progress", "preview")]'
}

ends() { call --max-time 600 "$1/v1/jobs/$2/events" | grep -cE '^event: *(succeeded|failed|cancelled)'; }

denoising() { [ "$(job "$1" 'd["state"] == "running" and d.get("progress", {}).get("step", 0) > 0')" = True ]; }

./setup.sh 2>/dev/null
key=$(cat api-key)
compose up -d >/dev/null 2>&1 || compose up -d
until_true 600 "every container healthy" healthy
say "kafka, minio, two gateways and two workers are healthy"

first=$(submit '{"aspect_ratio":"16:9","seed":7}')
until_true 600 "$first at its end" ended "$first"
[ "$(job "$first" 'd["state"]')" = succeeded ] || fail "$(job "$first" d)"
check_output "$first" 0
[ "$(events "$gateway" "$first")" = "$(events "$gateway_2" "$first")" ] ||
    fail "the gateways tell differently: $(events "$gateway" "$first") $(events "$gateway_2" "$first")"
say "$first: $(job "$first" '"%s, %dx%d px, %d bytes" % (d["model"], d["outputs"][0]["width"], d["outputs"][0]["height"], d["outputs"][0]["bytes"])')"

until_true 60 "all targets up in Prometheus" targets_up
until_true 30 "the job in Prometheus" counted kuotu_worker_deliveries_total
rules=$(curl -fsS "$prometheus/api/v1/rules" | json 'sum(len(g["rules"]) for g in d["data"]["groups"])')
[ "$rules" -gt 0 ] || ! ls "$KUOTU_OBSERVABILITY"/prometheus/*.y*ml >/dev/null 2>&1 || fail "Prometheus took no rules"
say "prometheus: 2 gateways and 2 workers are up, $rules rules, $(metric 'sum(kuotu_worker_deliveries_total)') deliveries"

second=$(submit '{"aspect_ratio":"16:9","seed":7,"steps":60,"variants":2}')
until_true 300 "$second denoising" denoising "$second"
step=$(job "$second" 'd["progress"]["step"]')
doomed=$(job "$second" 'd["worker"]')
worker=${doomed%-*} # a worker is called by its host's name, that is its container's id, and its process
docker kill -s KILL "$worker" >/dev/null
[ "$(docker inspect -f '{{.State.ExitCode}}' "$worker")" = 137 ] || fail "the worker was not killed"
[ "$(job "$second" 'd["state"]')" != succeeded ] || fail "the job had ended before the worker was killed: give it more steps"
say "$second: the worker was killed after step $step"
until_true 600 "$second at its end" ended "$second"
[ "$(job "$second" 'd["state"]')" = succeeded ] || fail "$(job "$second" d)"
[ "$(job "$second" 'd["attempt"]')" = 2 ] || fail "attempt 2 was expected: $(job "$second" d)"
[ "$(job "$second" 'd["worker"]')" != "$doomed" ] || fail "the other worker was expected: $(job "$second" d)"
for n in 0 1; do check_output "$second" $n; done
[ "$(ends "$gateway" "$second")" = 1 ] || fail "$second has not one end"
say "$second: succeeded in attempt 2 on the other worker, one end, 2 outputs"
docker start "$worker" >/dev/null

third=$(submit '{"aspect_ratio":"16:9","seed":8,"steps":40}')
until_true 300 "$third denoising" denoising "$third"
docker kill -s KILL "$(compose ps -q gateway)" >/dev/null
[ "$(ends "$gateway_2" "$third")" = 1 ] || fail "$third has not one end at the second gateway" # reads until the end
say "$third: the first gateway was killed, the second told of the end"
compose start gateway >/dev/null 2>&1
until_true 600 "every container healthy again" healthy
[ "$(events "$gateway" "$third")" = "$(events "$gateway_2" "$third")" ] || fail "the gateway that was started again tells differently of $third"
check_output "$third" 0
say "$third: the first gateway is back and tells the same"

stopping=$SECONDS
all=$(programs)
compose stop gateway gateway-2 worker >/dev/null 2>&1
for container in $all; do
    status=$(docker inspect -f '{{.State.ExitCode}}' "$container")
    # 143: Java's own after SIGTERM; 137 would be Docker's patience that was over
    [ "$status" = 143 ] || [ "$status" = 0 ] || fail "$(docker inspect -f '{{.Name}}' "$container") ended with $status"
done
say "gateways and workers stopped in $((SECONDS - stopping)) s"
echo "all holds"
