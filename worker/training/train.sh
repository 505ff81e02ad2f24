#!/usr/bin/env bash
# Trains and exports one bundle: ./train.sh scenes-256|sharp-x2|sharp-x4 PHOTOS
#
# Goes on from runs/ where an earlier call stopped. MINUTES (of the main network, default 60), AUTOENCODER_MINUTES (default 60, only when
# there is no autoencoder yet), DECODER_MINUTES (default 0: adversarial fine-tuning of the decoder), BATCH, RUNS, TO, PYTHON change
# what it does. The same script runs on a CPU and on a GPU. It yields the processor to everything else (nice 19).
set -euo pipefail
cd "$(dirname "$0")"
bundle=${1:?which bundle: scenes-256, sharp-x2 or sharp-x4}
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
sharp-x2 | sharp-x4)
    train sharp --factor "${bundle: -1}" --minutes "$minutes" --batch "${BATCH:-16}"
    ;;
*)
    echo "train.sh: no bundle is called $bundle; there are scenes-256, sharp-x2, sharp-x4" >&2
    exit 2
    ;;
esac
"$python" -m kuotu_training.export "$bundle" --photos "$photos" --runs "$runs" --to "${TO:-../models}"
