#!/usr/bin/env bash
# Trains and exports one bundle: ./train.sh BUNDLE PHOTOS
# Bundles: scenes-256, scenes-256-turbo (after it), sharp-x2, sharp-x4, sharp-x2-perceptual and sharp-x4-perceptual (after those),
# colourise, style-painted.
#
# Goes on from runs/ where an earlier call stopped. MINUTES (of the main network, default 60), AUTOENCODER_MINUTES (default 60, only when
# there is no autoencoder yet), DECODER_MINUTES (default 0: adversarial fine-tuning of the decoder), BATCH, RUNS, TO, PYTHON change
# what it does. The same script runs on a CPU and on a GPU. It yields the processor to everything else (nice 19).
set -euo pipefail
cd "$(dirname "$0")"
bundle=${1:?which bundle: scenes-256, scenes-256-turbo, sharp-x2, sharp-x4, sharp-x2-perceptual, sharp-x4-perceptual, colourise or style-painted}
photos=${2:?folder of photographs with MANIFEST.tsv}
runs=${RUNS:-runs}
python=${PYTHON:-python3}
minutes=${MINUTES:-60}
export OMP_WAIT_POLICY=PASSIVE
train() { nice -n 19 "$python" -m "kuotu_training.$@" --photos "$photos" --runs "$runs"; }

case $bundle in
scenes-256)
    [ -e "$runs/autoencoder/final.pt" ] || train autoencoder --minutes "${AUTOENCODER_MINUTES:-60}"
    [ "${DECODER_MINUTES:-0}" = 0 ] || train autoencoder --adversarial --minutes "$DECODER_MINUTES"
    train unet --minutes "$minutes" --batch "${BATCH:-32}"
    ;;
scenes-256-turbo)
    train turbo --minutes "$minutes" --batch "${BATCH:-8}"
    ;;
sharp-x2 | sharp-x4)
    train sharp --factor "${bundle: -1}" --minutes "$minutes" --batch "${BATCH:-16}"
    ;;
sharp-x2-perceptual | sharp-x4-perceptual)
    train sharp --factor "${bundle:7:1}" --minutes "$minutes" --batch "${BATCH:-16}" --perceptual
    ;;
colourise)
    train colours --minutes "$minutes" --batch "${BATCH:-16}"
    ;;
style-painted)
    train painted --minutes "$minutes" --batch "${BATCH:-8}"
    ;;
*)
    echo "train.sh: no bundle is called $bundle; see the head of this file" >&2
    exit 2
    ;;
esac
"$python" -m kuotu_training.export "$bundle" --photos "$photos" --runs "$runs" --to "${TO:-../models}"
