#!/usr/bin/env bash
# A Kubernetes control plane on this machine, on free ports of 127.0.0.1: etcd, kube-apiserver, kube-controller-manager and
# kube-scheduler, as tools.sh builds them. No node and no container: pods are made and placed, and nothing runs them.
#
#   cluster.sh start FOLDER [SYNC]    all it keeps is in FOLDER, which must not exist. SYNC: how often autoscalers look, 15s unless set
#   cluster.sh stop FOLDER            ends what start began, by its process ids, and leaves the logs
#
# Then: kubectl --kubeconfig FOLDER/kubeconfig. Needs openssl and Python 3.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$("$here/tools.sh" where)/bin

fail() {
    echo "cluster: $1" >&2
    exit 1
}

free_ports() { # HOW_MANY; all held at the same time, so that they differ
    python3 - "$1" <<'PYTHON'
import socket, sys
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in held))
PYTHON
}

launch() { # NAME COMMAND...
    "${@:2}" >"$folder/$1.log" 2>&1 &
    echo $! >"$folder/$1.pid"
}

wait_for() { # NAME SECONDS COMMAND...
    for ((i = 0; i < $2 * 2; i++)); do
        "${@:3}" >/dev/null 2>&1 && return
        kill -0 "$(cat "$folder/$1.pid")" 2>/dev/null || fail "$1 ended: $(tail -3 "$folder/$1.log")"
        sleep 0.5
    done
    fail "$1 is not ready after $2 s: see $folder/$1.log"
}

certificate() { # NAME SIGNER SUBJECT NAMES
    openssl req -new -newkey rsa:2048 -nodes -keyout "$1.key" -subj "$3" 2>/dev/null |
        openssl x509 -req -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 2 -out "$1.crt" \
            -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth' "$4") 2>/dev/null
}

certificates() {
    mkdir -p "$folder/certs"
    cd "$folder/certs"
    for authority in ca front-proxy-ca; do
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout $authority.key -out $authority.crt -subj "/CN=$authority" 2>/dev/null
    done
    certificate apiserver ca /CN=kube-apiserver IP:127.0.0.1,IP:10.96.0.1,DNS:localhost
    certificate front-proxy front-proxy-ca /CN=front-proxy DNS:front-proxy
    # for what is served beside it: KEDA's programs to each other, and to the API server
    certificate tls ca /CN=beside IP:127.0.0.1,DNS:localhost
    openssl genrsa -out sa.key 2048 2>/dev/null
    cd - >/dev/null
}

write_kubeconfig() { # PORT TOKEN
    cat >"$folder/kubeconfig" <<YAML
apiVersion: v1
kind: Config
current-context: test
clusters: [{name: test, cluster: {server: "https://127.0.0.1:$1", certificate-authority: $folder/certs/ca.crt}}]
users: [{name: test, user: {token: $2}}]
contexts: [{name: test, context: {cluster: test, user: test}}]
YAML
    chmod 600 "$folder/kubeconfig"
}

start() {
    local sync=${1:-15s} client peer api manager scheduler token certs=$folder/certs
    for program in etcd kube-apiserver kube-controller-manager kube-scheduler kubectl; do
        [ -x "$bin/$program" ] || fail "there is no $bin/$program: run tools.sh cluster"
    done
    mkdir "$folder" || fail "$folder is there already"
    folder=$(cd "$folder" && pwd)
    certs=$folder/certs
    read -r client peer api manager scheduler < <(free_ports 5)
    certificates
    token=$(openssl rand -hex 16)
    echo "$token,test,1,system:masters" >"$folder/tokens.csv"
    chmod 600 "$folder/tokens.csv"
    write_kubeconfig "$api" "$token"

    launch etcd "$bin/etcd" --data-dir "$folder/etcd" --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
        --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" --initial-cluster "default=http://127.0.0.1:$peer" \
        --unsafe-no-fsync
    launch kube-apiserver "$bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$client" --bind-address 127.0.0.1 --secure-port "$api" \
        --tls-cert-file "$certs/apiserver.crt" --tls-private-key-file "$certs/apiserver.key" --cert-dir "$certs" --client-ca-file "$certs/ca.crt" \
        --token-auth-file "$folder/tokens.csv" --authorization-mode RBAC --service-cluster-ip-range 10.96.0.0/16 \
        --service-account-issuer https://kubernetes.test --service-account-key-file "$certs/sa.key" --service-account-signing-key-file "$certs/sa.key" \
        --requestheader-client-ca-file "$certs/front-proxy-ca.crt" --requestheader-allowed-names front-proxy \
        --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group --requestheader-extra-headers-prefix X-Remote-Extra- \
        --proxy-client-cert-file "$certs/front-proxy.crt" --proxy-client-key-file "$certs/front-proxy.key"
    wait_for kube-apiserver 120 "$bin/kubectl" --kubeconfig "$folder/kubeconfig" get --raw /readyz
    launch kube-controller-manager "$bin/kube-controller-manager" --kubeconfig "$folder/kubeconfig" --authentication-kubeconfig "$folder/kubeconfig" \
        --authorization-kubeconfig "$folder/kubeconfig" --bind-address 127.0.0.1 --secure-port "$manager" --cert-dir "$folder/manager-certs" --leader-elect=false \
        --service-account-private-key-file "$certs/sa.key" --root-ca-file "$certs/ca.crt" --horizontal-pod-autoscaler-sync-period "$sync" \
        --horizontal-pod-autoscaler-initial-readiness-delay 1s --horizontal-pod-autoscaler-cpu-initialization-period 1s \
        --node-monitor-grace-period 24h --kube-api-qps 100 --kube-api-burst 200
    launch kube-scheduler "$bin/kube-scheduler" --kubeconfig "$folder/kubeconfig" --authentication-kubeconfig "$folder/kubeconfig" \
        --authorization-kubeconfig "$folder/kubeconfig" --bind-address 127.0.0.1 --secure-port "$scheduler" --cert-dir "$folder/scheduler-certs" --leader-elect=false
    wait_for kube-controller-manager 60 "$bin/kubectl" --kubeconfig "$folder/kubeconfig" -n default get serviceaccount default
}

stop() {
    local pids=()
    for file in "$folder"/*.pid; do
        [ -e "$file" ] || continue
        pids=("$(cat "$file")" "${pids[@]}")
        rm "$file"
    done
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for ((i = 0; i < 40; i++)); do
        kill -0 "${pids[@]}" 2>/dev/null || return 0
        sleep 0.5
    done
    for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
}

folder=${2:-}
[ -n "$folder" ] || fail "start or stop, and a folder"
case ${1:-} in
start) start "${3:-}" ;;
stop) stop ;;
*) fail "start or stop?" ;;
esac
