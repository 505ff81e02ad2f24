#!/usr/bin/env bash
# Plays the spike of spike/day.csv against the overlay gpu: real autoscalers, played machines.
#
#   spike.sh [FOLDER]     keeps history.csv, the table and the logs in FOLDER (a temporary one, which goes if all is well)
#
# Real: the API server, scheduler and controllers (HorizontalPodAutoscaler among them), KEDA's operator and metrics adapter, Prometheus
# and its queries, and the overlay with its numbers. Played by spike/world.py: nodes, kubelets, a node autoscaler, what gateways tell
# at /metrics, and metrics-server. All times are divided by SPEED (20), so that an hour takes 3 minutes: those of the played world,
# and those in the autoscalers. Fails unless spike/judge.py finds that the replicas went as k8s/README.md says.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
speed=${SPEED:-20}
kept=${1:-}
work=${kept:-$(mktemp -d)}
mkdir -p "$work"
work=$(cd "$work" && pwd)
cluster=$work/cluster
certs=$cluster/certs

fail() {
    echo "spike: $1 (logs: $work)" >&2
    kept=$work
    exit 1
}

finish() {
    "$here/cluster.sh" stop "$cluster" 2>/dev/null || true # what is started here too: its .pid files lie there
    [ -n "$kept" ] || rm -rf "$work"
}
trap finish EXIT

"$python" -c 'import yaml' 2>/dev/null || fail "Python 3 with PyYAML is needed"
for what in cluster keda crds prometheus; do "$here/tools.sh" $what; done
bin=$("$here/tools.sh" where)/bin
kubectl() { "$bin/kubectl" --kubeconfig "$cluster/kubeconfig" "$@"; }

launch() { # NAME COMMAND...
    "${@:2}" >"$cluster/$1.log" 2>&1 &
    echo $! >"$cluster/$1.pid"
}

read -r metrics usage prometheus service external own probe < <("$python" - <<'PYTHON'
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(7)]
print(*(s.getsockname()[1] for s in held))
PYTHON
)
part() { "$python" -c "print(max(1, round($1 * 1000 / $speed)))"; } # of so many seconds, in ms

rm -rf "$cluster"
"$here/cluster.sh" start "$cluster" "$(part 15)ms"
kubectl apply --server-side -f "$here/minio-tenant.crd.yaml" $(find "$("$here/tools.sh" where)/crds" -mindepth 1 -maxdepth 1 -type d -printf '-f %p ') >/dev/null
# a CRD that is quite new has no conditions, which kubectl takes for an error
for ((i = 0; i < 20; i++)); do kubectl wait --for condition=established --timeout 60s crd --all >/dev/null 2>&1 && break || sleep 1; done
kubectl create namespace keda >/dev/null

# who answers for metrics that autoscalers ask for: programs on this machine, as Services without pods
served() { # API SERVICE PORT
    kubectl apply -f - >/dev/null <<YAML
apiVersion: v1
kind: Service
metadata: {name: $2, namespace: keda}
spec: {type: ExternalName, externalName: localhost}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.$1}
spec:
  group: $1
  version: v1beta1
  service: {name: $2, namespace: keda, port: $3}
  insecureSkipTLSVerify: true
  groupPriorityMinimum: 100
  versionPriority: 100
YAML
}
served metrics.k8s.io played-metrics-server "$usage"
served external.metrics.k8s.io keda-metrics-apiserver "$external"

cat >"$cluster/prometheus.yml" <<YAML
global: {scrape_interval: $(part 5)ms, scrape_timeout: $(part 5)ms}
scrape_configs:
  - job_name: gateway
    static_configs: [{targets: ["127.0.0.1:$metrics"]}]
YAML
launch prometheus "$bin/prometheus" --config.file "$cluster/prometheus.yml" --storage.tsdb.path "$cluster/prometheus" --web.listen-address "127.0.0.1:$prometheus"
cp "$certs/ca.crt" "$certs/tls.crt" "$certs/tls.key" "$(mkdir -p "$cluster/keda" && echo "$cluster/keda")"
export KUBECONFIG=$cluster/kubeconfig POD_NAMESPACE=keda KEDA_CLUSTER_OBJECT_NAMESPACE=keda WATCH_NAMESPACE=
launch keda-operator "$bin/keda-operator" --cert-dir "$cluster/keda" --metrics-bind-address 0 --health-probe-bind-address "127.0.0.1:$probe" \
    --metrics-service-bind-address "127.0.0.1:$service" --enable-webhook-patching=false --enable-apiservice-patching=false --ca-dir "$cluster/keda"
launch keda-adapter "$bin/keda-adapter" --secure-port "$external" --bind-address 127.0.0.1 --cert-dir "$cluster/keda" --tls-cert-file "$certs/tls.crt" \
    --tls-private-key-file "$certs/tls.key" --client-ca-file "$certs/ca.crt" --authentication-kubeconfig "$KUBECONFIG" \
    --authorization-kubeconfig "$KUBECONFIG" --lister-kubeconfig "$KUBECONFIG" --metrics-service-address "127.0.0.1:$service" --port "$own"

kubectl kustomize "$root/k8s/overlays/gpu" >"$work/gpu.yaml"
"$python" "$here/spike/faster.py" "$work/gpu.yaml" "$speed" "http://127.0.0.1:$prometheus" >"$work/faster.yaml"
# KEDA reads the variables of what it scales, and makes no autoscaler while a Secret that they come from is missing
kubectl apply -f "$root/k8s/base/namespace.yaml" -f "$root/k8s/base/secret.example.yaml" >/dev/null
kubectl apply -f "$work/faster.yaml" >/dev/null
# as KEDA and the autoscalers would have it after a quiet day; a Deployment begins with one
kubectl -n kuotu scale deployment worker gateway gateway-sdxl --replicas 2 >/dev/null
kubectl -n kuotu scale deployment worker-sdxl --replicas 0 >/dev/null

launch world "$python" "$here/spike/world.py" "$work" "$cluster/kubeconfig" "$here/spike/day.csv" "$speed" "$metrics" "$usage"
ended=$(cat "$cluster/world.pid")
for name in keda-operator keda-adapter prometheus; do sleep 1 && kill -0 "$(cat "$cluster/$name.pid")" || fail "$name ended: $(tail -3 "$cluster/$name.log")"; done
echo "playing an hour in $((3600 / speed)) s"
wait "$ended" || fail "the world ended: $(tail -5 "$cluster/world.log")"
"$python" "$here/spike/judge.py" "$work/history.csv" "$speed" | tee "$work/table.txt" || fail "not as the guide says"
