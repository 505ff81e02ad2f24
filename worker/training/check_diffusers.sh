#!/bin/bash
# Builds tiny random models of the Stable Diffusion architectures, exports them, lets diffusers' own pipelines compute what they give, and holds
# the worker to it (max |difference| of latents < 1e-3 in fp32). `--keep` makes the result the fixtures that every test run uses.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HF_HUB_OFFLINE=1 OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
quiet='accelerate|^```|^\.$|Loading weights|Writing model|TracerWarning|return func|config attributes|should be kept in float32'

"$python" -m kuotu_training.tiny_diffusers "$work/tiny" 2> >(grep -vE "$quiet" >&2)
for name in sd15 sd2 sdxl; do
    "$python" -m kuotu_training.export_diffusers "$work/tiny/$name" --to "$work/made" --name "$name" --fp32 \
        --licence "none: random numbers" 2> >(grep -vE "$quiet" >&2) > "$work/log"
done
"$python" -m kuotu_training.diffusers_reference "$work/tiny" --to "$work/made" 2> >(grep -vE "$quiet" >&2)
if [ "${1:-}" = --keep ]; then
    rm -rf ../src/test/resources/diffusers
    cp -r "$work/made" ../src/test/resources/diffusers
fi
cd ../..
mvn -q -B -pl common,worker test -Dtest=DiffusersTest -Dsurefire.failIfNoSpecifiedTests=false -Dkuotu.diffusers="$work/made"
echo "the worker's latents equal diffusers'"
