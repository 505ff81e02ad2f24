#!/usr/bin/env bash
# Checks the manifests as far as that is possible without a cluster:
#
#   1. kustomize renders k8s/base
#   2. kubeconform -strict finds every object, the example Secrets too, as the Kubernetes API describes it
#   3. rules.py: what belongs together is called the same, and the manifests fit Kuotu's code
#   4. a broken manifest is refused by 2 and by 3: the checks do check
#
# Needs Go and Python 3 with PyYAML. The tools and the API's description come from the Go module proxy, and are kept.
set -euo pipefail

KUSTOMIZE=sigs.k8s.io/kustomize/kustomize/v5@v5.7.1
KUBECONFORM=github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
KUBERNETES=v1.35.4

python=${PYTHON:-python3}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tools=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu/k8s-tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "validate: $1" >&2
    exit 1
}

command -v go >/dev/null || fail "Go is needed"
"$python" -c 'import yaml' 2>/dev/null || fail "Python 3 with PyYAML is needed"

mkdir -p "$tools"
[ -x "$tools/kustomize" ] || GOBIN=$tools go install "$KUSTOMIZE"
[ -x "$tools/kubeconform" ] || GOBIN=$tools go install "$KUBECONFORM"
if [ ! -d "$tools/schemas-$KUBERNETES" ]; then
    module=$(cd "$work" && go mod download -json "k8s.io/kubernetes@$KUBERNETES" | "$python" -c 'import json, sys; print(json.load(sys.stdin)["Dir"])')
    "$python" "$root/k8s/test/schemas.py" "$module/api/openapi-spec/swagger.json" "$work/schemas"
    mv "$work/schemas" "$tools/schemas-$KUBERNETES"
fi

conform() {
    "$tools/kubeconform" -strict -summary -schema-location "$tools/schemas-$KUBERNETES/{{.ResourceKind}}{{.KindSuffix}}.json" "$@"
}

"$tools/kustomize" build "$root/k8s/base" >"$work/base.yaml"
conform "$work/base.yaml" "$root/k8s/base/secret.example.yaml" || fail "not what the Kubernetes API takes"
"$python" "$root/k8s/test/rules.py" "$root" "$work/base.yaml" "$root/k8s/base/secret.example.yaml"

sed 's/readinessProbe:/readinesProbe:/' "$work/base.yaml" >"$work/broken.yaml"
! conform "$work/broken.yaml" >/dev/null 2>&1 || fail "kubeconform did not see a misspelled field"
sed 's/KUOTU_STORE_BUCKET/KUOTU_STORE_BUKCET/; s/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/' "$work/base.yaml" >"$work/broken.yaml"
! "$python" "$root/k8s/test/rules.py" "$root" "$work/broken.yaml" "$root/k8s/base/secret.example.yaml" >/dev/null 2>&1 ||
    fail "rules.py did not see a broken manifest"
echo "all holds"
