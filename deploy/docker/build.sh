#!/usr/bin/env bash
# Makes the images kuotu/gateway and kuotu/worker.
#
#   deploy/docker/build.sh                   Maven runs here, the images only take its result
#   deploy/docker/build.sh --from-source     Maven runs in stage 1 of the Dockerfile; only docker is needed here
#   deploy/docker/build.sh --cuda            also kuotu/worker-cuda, with PyTorch for GPUs (5 GB)
#
# KUOTU_TAG (local), RUNTIME_IMAGE and BUILD_IMAGE (see the Dockerfile) may be set in the environment.
set -euo pipefail

tag=${KUOTU_TAG:-local}
runtime=${RUNTIME_IMAGE:-eclipse-temurin:25-jre}
maven=${BUILD_IMAGE:-maven:3-eclipse-temurin-25}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
context=$root/deploy/docker/out # ignored by git

die() {
    echo "build: $1" >&2
    exit 2
}

command -v docker >/dev/null || die "docker is needed"
docker info >/dev/null 2>&1 || die "the docker daemon does not answer"

case ${1:-} in
"" | --cuda)
    rm -rf "$context"
    "$root/deploy/docker/assemble.sh" "$context/assembled"
    build_image=$runtime # stage 1 has nothing to build
    ;;
--from-source)
    context=$root
    build_image=$maven
    ;;
*) die "what is '$1'? Only --from-source and --cuda are known" ;;
esac

revision=$(git -C "$root" describe --always --dirty --abbrev=40 --exclude '*' 2>/dev/null || echo unknown)

for image in gateway worker; do
    echo "build: kuotu/$image:$tag ..." >&2
    docker build -q --target "$image" -t "kuotu/$image:$tag" --label "org.opencontainers.image.revision=$revision" -f "$root/deploy/docker/Dockerfile" \
        --build-arg BUILD_IMAGE="$build_image" --build-arg RUNTIME_IMAGE="$runtime" "$context" >/dev/null
    echo "kuotu/$image:$tag  $(($(docker image inspect -f '{{.Size}}' "kuotu/$image:$tag") / 1000000)) MB"
done

if [ "${1:-}" = --cuda ]; then
    echo "build: kuotu/worker-cuda:$tag ..." >&2
    rm -rf "$context/cuda"
    "$root/deploy/docker/cuda.sh" "$context/cuda"
    docker build -q -t "kuotu/worker-cuda:$tag" --label "org.opencontainers.image.revision=$revision" -f "$root/deploy/docker/cuda.Dockerfile" \
        --build-arg WORKER_IMAGE="kuotu/worker:$tag" --build-arg RUNTIME_IMAGE="$runtime" "$context/cuda" >/dev/null
    rm -rf "$context/cuda"
    echo "kuotu/worker-cuda:$tag  $(($(docker image inspect -f '{{.Size}}' "kuotu/worker-cuda:$tag") / 1000000)) MB"
fi
