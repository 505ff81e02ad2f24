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
sheet turbo --model scenes-256-turbo
sheet full --model scenes-256
sheet no-draft --model scenes-256 --set kuotu.worker.draft=false --creativity 0.8
sheet no-membrane --model scenes-256 --set kuotu.worker.finish.membrane=false
sheet no-texture --model scenes-256 --set kuotu.worker.finish.texture=false
sheet no-model --model scenes-256 --creativity 0 --steps 1
"$python" -m kuotu_training.judge baselines --work "$work" --photos-limit "$n"
"$python" -m kuotu_training.judge score --work "$work" --photos-limit "$n"
"$python" -m kuotu_training.judge sheets --work "$work" --photos-limit "$n"
