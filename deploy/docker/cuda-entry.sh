#!/usr/bin/env bash
# Entry point of kuotu/worker-cuda. A worker takes all GPUs that it sees, and the processor where it sees none; in this image the latter is a
# mistake of whoever starts it, unless it was asked for.
set -euo pipefail

if [[ ${KUOTU_WORKER_DEVICES:-gpu} = *gpu* ]] && [[ " $* " != *" --config "* ]] && ! ls /dev/nvidia[0-9]* /dev/dxg >/dev/null 2>&1; then
    cat >&2 <<'WORDS'
kuotu: there is no GPU in this container: neither /dev/nvidia0 nor /dev/dxg.
  - the machine needs an NVIDIA GPU, its driver (525 or newer) and the NVIDIA container toolkit
  - docker run --gpus all ...; in Kubernetes resources.limits "nvidia.com/gpu"
  - KUOTU_WORKER_DEVICES=cpu works without one, slowly (kuotu/worker is the smaller image for that)
WORDS
    exit 2
fi
exec java -XX:AOTCache=/opt/kuotu/worker/start.aot @/opt/kuotu/worker/java.args io.kuotu.cli.Kuotu worker "$@"
