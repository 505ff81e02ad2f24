#!/usr/bin/env bash
# Lays out PyTorch for CUDA for the image kuotu/worker-cuda (cuda.Dockerfile): cuda.sh OUT
#
# DJL's own package of it (pytorch-native-cu128) could not be resolved when this was written, so the libraries come from PyTorch's wheel on PyPI: the same
# version, built for CUDA 12.6, with NVIDIA's libraries beside it. DJL's glue (cu128) is linked against the same interfaces. 5 GB to fetch the first time.
# KUOTU_TORCH_SITE may name a site-packages folder that has them already. Needs Linux on x86-64, Python 3 with pip, Maven's repository after a build.
set -euo pipefail

TORCH=2.7.1
NVIDIA_PARTS=(cublas cuda_cupti cuda_nvrtc cuda_runtime cudnn cufft cufile curand cusolver cusparse cusparselt nccl nvjitlink nvtx)

die() {
    echo "cuda: $1" >&2
    exit 2
}

[ $# = 1 ] || die "usage: cuda.sh OUT"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)

site=${KUOTU_TORCH_SITE:-}
if [ -z "$site" ]; then
    site=${XDG_CACHE_HOME:-$HOME/.cache}/kuotu/torch-$TORCH
    [ -e "$site/torch/version.py" ] || {
        echo "cuda: pip fetches torch $TORCH ..." >&2
        python3 -m pip install -q --only-binary :all: --target "$site" "torch==$TORCH" >&2 || die "pip install torch==$TORCH failed"
    }
fi
grep -q "__version__ = '$TORCH" "$site/torch/version.py" || die "$site has no torch $TORCH"
[ -e "$site/torch/lib/libtorch_cuda.so" ] || die "the torch in $site is without CUDA"

mkdir -p "$out/torch/lib" "$out/torch/nvidia"
for library in libc10 libc10_cuda libtorch libtorch_cpu libtorch_cuda libtorch_cuda_linalg; do
    cp "$site/torch/lib/$library.so" "$out/torch/lib/"
done
cp "$site"/torch/lib/libgomp*.so* "$out/torch/lib/"
# DJL loads whatever lies in PyTorch's folder; this one needs the driver, and PyTorch looks for it only when it compiles kernels
cp "$site/torch/lib/libcaffe2_nvrtc.so" "$out/torch/nvidia/"
for part in "${NVIDIA_PARTS[@]}"; do
    cp "$site/nvidia/$part/lib"/*.so* "$out/torch/nvidia/" || die "$site has no $part"
done

jni=$(find "${MAVEN_REPOSITORY:-$HOME/.m2/repository}/ai/djl/pytorch/pytorch-jni" -name "pytorch-jni-$TORCH-*.jar" | sort | tail -1)
[ -n "$jni" ] || die "no pytorch-jni in Maven's repository: build first"
version=$(basename "$jni" .jar)
version=${version#pytorch-jni-$TORCH-}
folder=$out/djl/pytorch/$TORCH-cu128-linux-x86_64
mkdir -p "$folder"
python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("jnilib/linux-x86_64/cu128/libdjl_torch.so"))' \
    "$jni" >"$folder/$version-libdjl_torch.so"
cp "$here/cuda-entry.sh" "$out/"
chmod -R a+rX "$out"
