#!/usr/bin/env bash
# Builds what k8s/test runs, from Go modules and Maven artifacts at pinned versions: where only package registries can be reached,
# nobody offers these programs ready made.
#
#   tools.sh cluster    etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl
#   tools.sh keda       KEDA's operator and its metrics adapter, without the scalers that are not used
#   tools.sh prometheus Debian's Prometheus
#   tools.sh crds       the CRDs of KEDA, Strimzi and the Prometheus operator
#   tools.sh where      prints the folder
#
# What is there already is left alone. Needs Go 1.26; `crds` also Maven and Java.
set -euo pipefail

KUBERNETES=1.35.4
KEDA=2.21.0
STRIMZI=1.2.0
PROMETHEUS_OPERATOR=0.85.0
tools=${KUOTU_K8S_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/kuotu/k8s-tools}
bin=$tools/bin
crds=$tools/crds
mkdir -p "$bin" "$crds"

fail() {
    echo "tools: $1" >&2
    exit 1
}

# A module's folder in Go's cache, fetched if it is not there.
module() { # PATH@VERSION
    (cd "$tools" && go mod download -json "$1") | sed -n 's/.*"Dir": "\(.*\)".*/\1/p'
}

have() { # PROGRAM...
    for program in "$@"; do [ -x "$bin/$program" ] || return 1; done
}

compile() { # NAME PACKAGE [LDFLAGS], in the current folder
    [ -x "$bin/$1" ] || CGO_ENABLED=0 go build -mod=mod -trimpath -ldflags "-s -w ${3:-}" -o "$bin/$1" "$2" || fail "$1 could not be built"
}

# Kubernetes replaces its own parts by folders that its module does not have, so `go install` refuses it. A module around it names
# their published versions instead. etcd is among its dependencies, so what they share is compiled once.
cluster() {
    local folder=$tools/build/kubernetes source flags programs="kube-apiserver kube-controller-manager kube-scheduler kubectl"
    have etcd $programs && return
    source=$(module "k8s.io/kubernetes@v$KUBERNETES")
    mkdir -p "$folder"
    {
        echo 'module tools'
        grep '^go ' "$source/go.mod"
        echo "require k8s.io/kubernetes v$KUBERNETES"
        grep -E '^\s+[a-z].* v[0-9]' "$source/go.mod" | grep -v 'k8s.io/.* v0.0.0$' | sed 's/^/require/'
        sed -n "s|^\s*\(k8s.io/[^ ]*\) => ./staging/.*|replace \1 => \1 v0.${KUBERNETES#*.}|p" "$source/go.mod"
    } >"$folder/go.mod"
    cp "$source/go.sum" "$folder/go.sum"
    cd "$folder"
    flags="-X k8s.io/component-base/version.gitVersion=v$KUBERNETES -X k8s.io/component-base/version.gitMajor=1"
    flags="$flags -X k8s.io/component-base/version.gitMinor=$(cut -d. -f2 <<<"$KUBERNETES")"
    compile etcd go.etcd.io/etcd/server/v3
    for program in $programs; do
        compile "$program" "k8s.io/kubernetes/cmd/$program" "$flags"
    done
}

# KEDA links the client of every system that it can ask: 3300 packages. Without those that Kuotu does not ask it is half as many.
# What decides and scales is KEDA's own and untouched: only the list of scalers is shorter, and their files are left out.
keda() {
    local folder=$tools/build/keda source list
    have keda-operator keda-adapter && return
    source=$(module "github.com/kedacore/keda/v2@v$KEDA")
    rm -rf "$folder"
    mkdir -p "$folder"
    cp -r "$source"/{apis,cmd,controllers,pkg,version,go.mod,go.sum} "$folder"
    chmod -R u+w "$folder"
    cd "$folder/pkg/scalers"
    find . -maxdepth 1 -name '*_scaler*.go' ! -name prometheus_scaler.go -delete
    rm -rf kafka liiklus openstack splunk sumologic gcp/gcp_stackdriver_client.go azure/azure_{eventhub,storage,app_insights,data_explorer,queue,blob,monitor,log}*
    { echo 'package scalers' && echo && grep -E '^\s+externalMetricType ' "$source/pkg/scalers/azure_queue_scaler.go" | sed 's/^/const/'; } >external_metric_type.go
    list=$folder/pkg/scaling/scalers_builder.go
    awk '/^\tcase "/ { kept = /"prometheus"/ } /^\tdefault:/ { kept = 1 } /^func buildScaler/ { inside = 1 } !inside || kept || !/^\t(case|\t)/' "$list" >"$list.new"
    mv "$list.new" "$list"
    cd "$folder"
    compile keda-operator ./cmd/operator "-X github.com/kedacore/keda/v2/version.Version=$KEDA"
    compile keda-adapter ./cmd/adapter "-X github.com/kedacore/keda/v2/version.Version=$KEDA"
}

crds() {
    command -v mvn >/dev/null || fail "Maven is needed"
    [ -d "$crds/keda-$KEDA" ] || keep "keda-$KEDA" "$(module "github.com/kedacore/keda/v2@v$KEDA")"/config/crd/bases/*keda.sh_*.yaml
    [ -d "$crds/prometheus-operator-$PROMETHEUS_OPERATOR" ] || keep "prometheus-operator-$PROMETHEUS_OPERATOR" \
        "$(module "github.com/prometheus-operator/prometheus-operator@v$PROMETHEUS_OPERATOR")"/example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml
    [ -d "$crds/strimzi-$STRIMZI" ] || strimzi
}

prometheus() {
    local work=$tools/build/prometheus
    have prometheus && return
    rm -rf "$work"
    mkdir -p "$work"
    cd "$work"
    apt-get download -qq prometheus >/dev/null 2>&1 || { apt-get update -qq && apt-get download -qq prometheus; } || fail "Prometheus could not be fetched"
    dpkg -x prometheus_*.deb .
    cp usr/bin/prometheus "$bin"
}

keep() { # FOLDER FILE...
    mkdir -p "$crds/$1.part"
    cp "${@:2}" "$crds/$1.part"
    chmod u+w "$crds/$1.part"/*
    mv "$crds/$1.part" "$crds/$1"
}

# Strimzi publishes the classes of its API and the program that makes CRDs of them; it makes its own releases' in the same way.
strimzi() {
    local work=$tools/build/strimzi model=io.strimzi.api.kafka.model
    mkdir -p "$work"
    sed "s/STRIMZI/$STRIMZI/" "$(dirname "${BASH_SOURCE[0]}")/strimzi.pom.xml" >"$work/pom.xml"
    mvn -q -B -f "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/lib" || fail "Strimzi $STRIMZI could not be fetched"
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$work/lib/*" io.strimzi.crdgenerator.CrdGenerator --target-kube 1.16+ --crd-api-version v1 --api-versions v1 --storage-version v1 --yaml \
        "$model.kafka.Kafka=$work/kafka.yaml" "$model.nodepool.KafkaNodePool=$work/kafkanodepool.yaml" "$model.topic.KafkaTopic=$work/kafkatopic.yaml" \
        "$model.user.KafkaUser=$work/kafkauser.yaml"
    keep "strimzi-$STRIMZI" "$work"/kafka*.yaml
}

command -v go >/dev/null || fail "Go is needed (1.26 or newer)"
case ${1:-} in
cluster | keda | prometheus | crds) "$1" ;;
where) echo "$tools" ;;
*) fail "what to build? cluster, keda, prometheus, crds or where" ;;
esac
