"""What one would use without a model, for the same cases; each result's wall time is kept beside it."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from kuotu_training.judging import patchmatch
from kuotu_training.judging.cases import Case, save

Fill = Callable[[np.ndarray, tuple[int, int, int, int]], np.ndarray]
"""(uint8 [H, W, 3] of which only the known part may be read, known part) -> uint8 [H, W, 3]."""

INPAINT_RADIUS = 3
"""Of OpenCV's inpaintings, px: what its documentation uses."""


def _padded(mode: str) -> Fill:
    def fill(picture: np.ndarray, known: tuple[int, int, int, int]) -> np.ndarray:
        x, y, width, height = known
        around = ((y, picture.shape[0] - y - height), (x, picture.shape[1] - x - width), (0, 0))
        return np.pad(picture[y : y + height, x : x + width], around, mode=mode)

    return fill


def _opencv(method: int) -> Fill:
    def fill(picture: np.ndarray, known: tuple[int, int, int, int]) -> np.ndarray:
        x, y, width, height = known
        hole = np.full(picture.shape[:2], 255, np.uint8)
        hole[y : y + height, x : x + width] = 0
        return cv2.inpaint(np.where(hole[..., None] > 0, 0, picture).astype(np.uint8), hole, INPAINT_RADIUS, method)

    return fill


def _patches(picture: np.ndarray, known: tuple[int, int, int, int]) -> np.ndarray:
    return patchmatch.complete(picture, known, seed=1)


BASELINES: dict[str, Fill] = {
    "edge": _padded("edge"),
    "mirror": _padded("symmetric"),
    "telea": _opencv(cv2.INPAINT_TELEA),
    "navier-stokes": _opencv(cv2.INPAINT_NS),
    "patchmatch": _patches,
}


def make(work: Path, cases: list[Case]) -> None:
    """Writes what is missing of `work/results/BASELINE`."""
    for name, fill in BASELINES.items():
        folder = work / "results" / name
        folder.mkdir(parents=True, exist_ok=True)
        missing = [case for case in cases if not (folder / f"{case.name}.png").exists()]
        if missing and fill is _patches:
            warm = missing[0]
            fill(warm.picture()[::4, ::4].copy(), tuple(v // 4 for v in warm.known))  # compiled before it is timed
        for case in missing:
            picture = case.picture()
            begun = time.perf_counter()
            made = fill(picture, case.known)
            _write(folder, case, made, 1000 * (time.perf_counter() - begun))
        print(f"{name}: {len(missing)} made", flush=True)


def _write(folder: Path, case: Case, made: np.ndarray, milliseconds: float) -> None:
    line = {"photo": case.photo.name, "case": case.part, "ms": round(milliseconds, 1)}
    with open(folder / "results.jsonl", "a", encoding="utf-8") as lines:
        lines.write(json.dumps(line) + "\n")
    save(made, folder / f"{case.name}.png")
