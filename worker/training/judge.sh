#!/usr/bin/env bash
# Judges what ships: ./judge.sh PHOTOS WORK. See README.md. N: photographs (24). PYTHON: with requirements.txt and requirements-judge.txt.
set -euo pipefail
photos=$(readlink -f "$1")
mkdir -p "$2"
work=$(readlink -f "$2")
cd "$(dirname "$(readlink -f "$0")")"
n=${N:-24}
python=${PYTHON:-python3}

sheet() { # name of the variant, what is special about it
    local name=$1
    shift
    ../../kuotu sheet "$work/photos" --count "$n" --side 100000 --results "$work/results/$name" --set kuotu.worker.threads=1 "$@"
}

"$python" -m kuotu_training.judge prepare --photos "$photos" --work "$work" --photos-limit "$n"
sheet full
sheet no-start --creativity 1
sheet no-membrane --set kuotu.worker.finish.membrane=false
sheet no-texture --set kuotu.worker.finish.texture=false
sheet steps-4 --steps 4
"$python" -m kuotu_training.judge baselines --work "$work" --photos-limit "$n"
"$python" -m kuotu_training.judge score --work "$work" --photos-limit "$n"
"$python" -m kuotu_training.judge sheets --work "$work" --photos-limit "$n"
