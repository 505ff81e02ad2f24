#!/usr/bin/env bash
# The Kubernetes manifests against a real API server, and a played spike against real autoscalers: k8s/test. From a clean checkout on a
# fresh Debian machine (root, package registries only). Kept between runs under ${XDG_CACHE_HOME:-$HOME/.cache}/kuotu-ci/k8s.
#
#   .ci/k8s.sh             all of it
#   .ci/k8s.sh validate    without the spike, and so without building KEDA
set -euo pipefail
cd "$(dirname "$0")/.."

export KUOTU_K8S_TOOLS=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu-ci/k8s
fail() {
    echo "k8s: $1" >&2
    exit 1
}

install() { # package, the command that it brings
    command -v "$2" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1" >/dev/null; } || fail "$1 could not be installed"
}
install golang-go go
install maven mvn
install openssl openssl
install python3 python3
python=python3
python3 -c 'import yaml' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-yaml >/dev/null; }
python3 -c 'import yaml' 2>/dev/null || python=/usr/bin/python3

PYTHON=$python k8s/test/validate.sh || fail "the manifests do not hold"
[ "${1:-}" = validate ] || PYTHON=$python k8s/test/spike.sh || fail "the spike did not go as k8s/README.md says"
