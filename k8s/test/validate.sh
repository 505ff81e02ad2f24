#!/usr/bin/env bash
# Checks the manifests by the real thing: a Kubernetes API server of this machine's own (cluster.sh), with the CRDs of what the
# overlays use.
#
#   1. kustomize (kubectl's) renders base and every overlay
#   2. rules.py: what belongs together is called the same, and the manifests fit Kuotu's code
#   3. the API server takes each, with strict validation, without storing it
#   4. manifests with a misspelt field, a wrong type or a missing field are refused, by the field's name; rules.py sees what it should
#   5. overlays that are stored make the pods that they should: none breaks the namespace's Pod Security Standard
#
# Needs Go, Maven, Java, openssl and Python 3 with PyYAML. What it builds is kept: tools.sh.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
secrets=("$root/k8s/base/secret.example.yaml" "$root/k8s/components/"{minio-operator,signing}/secret.example.yaml)
work=$(mktemp -d)

fail() {
    echo "validate: $1" >&2
    exit 1
}

finish() {
    "$here/cluster.sh" stop "$work/cluster" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

"$python" -c 'import yaml' 2>/dev/null || fail "Python 3 with PyYAML is needed"
"$here/tools.sh" cluster
"$here/tools.sh" crds
tools=$("$here/tools.sh" where)
kubectl() { "$tools/bin/kubectl" --kubeconfig "$work/cluster/kubeconfig" "$@"; }

overlays=()
for folder in "$root"/k8s/overlays/*/; do overlays+=("$(basename "$folder")"); done
"$tools/bin/kubectl" kustomize "$root/k8s/base" >"$work/base.yaml"
for overlay in "${overlays[@]}"; do "$tools/bin/kubectl" kustomize "$root/k8s/overlays/$overlay" >"$work/$overlay.yaml"; done
for name in base "${overlays[@]}"; do
    "$python" "$here/rules.py" "$root" "$work/$name.yaml" "${secrets[@]}" || fail "$name: see above"
done
echo "rendered, and by the rules: base ${overlays[*]}"

"$here/cluster.sh" start "$work/cluster"
kubectl version | tail -1
kubectl apply --server-side -f "$here/minio-tenant.crd.yaml" $(find "$tools/crds" -mindepth 1 -maxdepth 1 -type d -printf '-f %p ') >/dev/null
# a CRD that is quite new has no conditions, which kubectl takes for an error
for ((i = 0; i < 20; i++)); do kubectl wait --for condition=established --timeout 60s crd --all >/dev/null 2>&1 && break || sleep 1; done
for namespace in kafka minio; do kubectl create namespace $namespace --save-config >/dev/null; done
kubectl apply -f "$root/k8s/base/namespace.yaml" >/dev/null

dry() { kubectl apply --dry-run=server --validate=strict -f "$1" 2>&1; }
for name in base "${overlays[@]}"; do
    said=$(dry "$work/$name.yaml") || fail "$name is not what the API server takes: $said"
    ! grep -i warning <<<"$said" || fail "$name: the API server warns"
    echo "$name: $(grep -c 'server dry run' <<<"$said") objects are taken"
done
for secret in "${secrets[@]}"; do said=$(dry "$secret") || fail "$secret: $said"; done

refused() { # WHAT FROM SED_SCRIPT THE_ERROR
    sed -E "$3" "$work/$2.yaml" >"$work/broken.yaml"
    ! cmp -s "$work/$2.yaml" "$work/broken.yaml" || fail "$1: nothing was broken in $2"
    ! said=$(dry "$work/broken.yaml") || fail "$1 was not seen"
    grep -qE "$4" <<<"$said" || fail "$1: the error does not name the field: $said"
    echo "refused: $1: $(grep -oEm1 "$4" <<<"$said" | head -1)"
}
refused "a misspelt field" base 's/readinessProbe:/readinesProbe:/' 'unknown field "spec.template.spec.containers\[0\].readinesProbe"'
refused "a wrong type" base 's/maxSkew: 1/maxSkew: one/' 'spec.template.spec.topologySpreadConstraints.*maxSkew.*|maxSkew.*int32'
refused "a missing field" base '/^  selector:$/,/^  (strategy|template):$/{/matchLabels:|app.kubernetes.io|kuotu.io|selector:/d}' 'spec.selector: Required value'
refused "a misspelt field of KEDA's" cpu-pool 's/pollingInterval:/poolingInterval:/' 'unknown field "spec.poolingInterval"'
refused "a wrong type of KEDA's" cpu-pool 's/pollingInterval: .*/pollingInterval: often/' 'spec.pollingInterval: Invalid value: "string"'
refused "a missing field of KEDA's" cpu-pool '/scaleTargetRef:/{N;/name: worker/d}' 'spec.scaleTargetRef: Required value'
refused "a misspelt field of Strimzi's" strimzi 's/metadataVersion:/metadataVerson:/' 'unknown field "spec.kafka.metadataVerson"'
refused "a wrong type of the store's" minio-operator 's/servers: 4/servers: four/' 'spec.pools\[0\].servers: Invalid value'

seen() { # WHAT FROM SED_SCRIPT
    sed -E "$3" "$work/$2.yaml" >"$work/broken.yaml"
    ! "$python" "$here/rules.py" "$root" "$work/broken.yaml" "${secrets[@]}" >/dev/null 2>&1 || fail "rules.py did not see $1"
}
seen "a variable that sets nothing" base 's/KUOTU_STORE_BUCKET/KUOTU_STORE_BUKCET/'
seen "a file system that can be written" base 's/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/'
seen "a drain that is longer than the grace" gpu 's/terminationGracePeriodSeconds: 80/terminationGracePeriodSeconds: 60/'
seen "an autoscaler of another pool" gpu 's/pool="sdxl"/pool="default"/'
seen "a metric that nobody has" cpu-pool 's/kuotu_gateway_share_group_lag/kuotu_gateway_lag/'

kubectl apply -f "$work/local.yaml" >/dev/null
kubectl apply -f "$work/full.yaml" >/dev/null
owners() { # of pods: a name for each Deployment and StatefulSet that has one
    kubectl -n kuotu get pods -o jsonpath='{range .items[*]}{.metadata.labels.app\.kubernetes\.io/name}-{.metadata.labels.kuotu\.io/pool}{"\n"}{end}' | sort -u | tr '\n' ' '
}
wanted="gateway-default gateway-sdxl kafka- minio- worker-default worker-sdxl "
for ((i = 0; i < 120; i++)); do
    [ "$(owners)" = "$wanted" ] && break
    sleep 0.5
done
failed=$(kubectl -n kuotu get events --field-selector reason=FailedCreate -o 'jsonpath={.items[*].message}')
[ -z "$failed" ] || fail "pods are refused: $failed"
[ "$(owners)" = "$wanted" ] || fail "there are pods of $(owners), not of $wanted"
! kubectl -n kuotu run root --image=any --restart=Never >/dev/null 2>&1 || fail "a pod that is not locked down was let in"
echo "stored, and there are pods of: $wanted"
echo "all holds"
