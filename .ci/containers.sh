#!/usr/bin/env bash
# The images, built from this checkout and tried for real: the suite of deploy/containers beside Kafka and MinIO, and then the compose cluster.
# On a fresh Debian machine as root: installs Docker, starts it if it does not run, makes stand-ins for the public images (kept in the
# cache, since no registry is asked). With KUOTU_TRY_COMPOSE=no the compose cluster is left out.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu-ci
began=$SECONDS
mkdir -p "$cache"

say() { printf '%4d s  %s\n' $((SECONDS - began)) "$1"; }
fail() {
    echo "containers: $1" >&2
    exit 1
}
install() { # package, the command that it brings
    command -v "$2" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1" >/dev/null; } || fail "$1 could not be installed"
}

install docker.io docker
install iptables iptables
install debootstrap debootstrap
install docker-compose docker-compose
install curl curl
install python3 python3
install maven mvn

# Started here, it goes on after this script: whoever wants Docker next finds it.
start_docker() {
    (setsid dockerd >"$cache/dockerd.log" 2>&1 </dev/null &)
    for _ in $(seq 60); do
        ! docker info >/dev/null 2>&1 || return 0
        sleep 1
    done
    tail -n 20 "$cache/dockerd.log" >&2
    echo "containers: NOT RUN: dockerd does not start here; it needs root, and control groups that may be written" >&2
    exit 75
}
docker info >/dev/null 2>&1 || start_docker
say "docker $(docker version -f '{{.Server.Version}}')"

# Kept as files: a machine that is thrown away keeps no images. A changed recipe makes new ones.
recipe=$(deploy/docker/stand-in/make.sh --recipe)
archive=$cache/stand-in-$recipe.tar
loaded() { [ "$(docker images -q --filter "label=io.kuotu.stand-in=$recipe" kuotu-stand-in/prometheus | wc -l)" -gt 0 ]; }
[ ! -s "$archive" ] || loaded || docker load -q -i "$archive" >/dev/null || rm -f "$archive"
[ -x "${MINIO_BIN:-$cache/bin/minio}" ] && export MINIO_BIN=${MINIO_BIN:-$cache/bin/minio}
[ -n "${MINIO_BIN:-}" ] || loaded || install golang-go go
names=$(KUOTU_STAND_IN_DIR=$cache/stand-in deploy/docker/stand-in/make.sh) || fail "the stand-ins could not be made"
eval "$names"
if [ ! -s "$archive" ]; then
    rm -f "$cache"/stand-in-*.tar
    # shellcheck disable=SC2046  # a name a word
    docker save -o "$archive.new" $(docker images --filter "label=io.kuotu.stand-in=$recipe" --format '{{.Repository}}:{{.Tag}}' | grep '^kuotu-stand-in/')
    mv "$archive.new" "$archive"
fi
say "the stand-ins of recipe $recipe are there"

export KUOTU_TAG=ci
deploy/docker/build.sh
say "the images are built from this checkout"

finish() {
    docker ps -aq --filter label=org.testcontainers=true --filter label=io.kuotu.suite=containers | xargs -r docker rm -fv >/dev/null
}
trap finish EXIT
. deploy/toolchain.sh
KUOTU_CONTAINERS=required mvn -B -q -pl common,deploy/containers -Dtest=ContainersTest -Dsurefire.failIfNoSpecifiedTests=false test ||
    fail "the suite: see deploy/containers/target/surefire-reports and deploy/containers/target/containers"
report=deploy/containers/target/surefire-reports/TEST-io.kuotu.containers.ContainersTest.xml
grep -q '<testsuite .*skipped="0"' "$report" || fail "tests were skipped, see $report"
tests=$(sed -n 's/.*<testsuite .* tests="\([0-9]*\)".*/\1/p' "$report")
[ "${tests:-0}" -ge 7 ] || fail "only ${tests:-0} tests were run, see $report"
say "the suite ran: $tests tests, none skipped"

if [ "${KUOTU_TRY_COMPOSE:-}" != no ]; then
    deploy/compose/try.sh || fail "the compose cluster"
    say "the compose cluster holds"
fi
