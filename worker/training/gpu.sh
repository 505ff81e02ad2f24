#!/usr/bin/env bash
# One sitting on a machine with a GPU: ./gpu.sh PHOTOS OUT
#
# Trains what is worth most first, each stage within its minutes, from the weights that ship (or from runs/ where there is one), and leaves
# the averaged weights in pieces, the logs and a sheet in OUT. May be called again, on the same machine or on a bare one.
# DECODER, UNET, TURBO, SHARP2, SHARP4, LOOKS2, LOOKS4 (the perceptual ones), COLOURS are minutes (0 leaves a stage out); BATCH is the UNet's; RUNS, PYTHON as for train.sh.
set -euo pipefail
cd "$(dirname "$0")"
photos=${1:?folder of photographs, see kuotu_training/pack.py}
out=${2:?folder for what comes back}
runs=${RUNS:-runs}
python=${PYTHON:-python3}
mkdir -p "$out" "$runs"

stage() { # minutes, module, its options
    local minutes=$1 module=$2
    shift 2
    [ "$minutes" = 0 ] && return
    echo "== $module, $minutes minutes"
    "$python" -u -m "kuotu_training.$module" --photos "$photos" --runs "$runs" --minutes "$minutes" "$@" 2>&1 | tee -a "$out/log.txt"
}

for bundle in scenes-256 sharp-x2 sharp-x4 sharp-x2-perceptual sharp-x4-perceptual colourise style-painted; do
    run=${bundle/scenes-256/autoencoder}
    if [ ! -e "$runs/$run/final.pt" ] && [ -e "../models/$bundle" ]; then
        "$python" -m kuotu_training.shipped --from "../models/$bundle" --runs "$runs"
    fi
done
stage "${UNET:-5}" unet --from ../models/scenes-256 --batch "${BATCH:-256}" --cool 0.3
stage "${TURBO:-1.5}" turbo --batch 64
stage "${DECODER:-1}" autoencoder --adversarial --batch 64 --size 192
stage "${SHARP2:-0.3}" sharp --factor 2 --batch 64
stage "${SHARP4:-0.3}" sharp --factor 4 --batch 64
stage "${LOOKS2:-0.3}" sharp --factor 2 --batch 64 --perceptual
stage "${LOOKS4:-0.3}" sharp --factor 4 --batch 64 --perceptual
stage "${COLOURS:-1.5}" colours --batch 128
"$python" -m kuotu_training.carry out --runs "$runs" --to "$out"
"$python" -m kuotu_training.sheets --photos "$photos" --runs "$runs" --to "$out/sheet.jpg" --count 6 || echo "no sheet"
