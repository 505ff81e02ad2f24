"""Patches of pictures, at the same places of a result and of its photograph.

`border` patches have the border in their middle, the source on the left and what was made on the right (turned and flipped until it is
so). `interior` patches lie wholly in what was made, upright. Places are a function of the case and the seed alone, so all methods are
judged at the same ones.
"""

import zlib
from dataclasses import dataclass

import numpy as np

from kuotu_training.judging.cases import Case

SIZE = 64
"""Side of a patch, px."""

KINDS = ("border", "interior")
PER_CASE = {"border": 8, "interior": 8}


@dataclass(frozen=True)
class Place:
    """Top left corner of a patch, and the turn that brings what was made to the right ('' where nothing is turned)."""

    x: int
    y: int
    made: str

    def cut(self, picture: np.ndarray) -> np.ndarray:
        """uint8 [SIZE, SIZE, 3]."""
        patch = picture[self.y : self.y + SIZE, self.x : self.x + SIZE]
        if self.made in ("above", "below"):
            patch = patch.transpose(1, 0, 2)
        return patch[:, ::-1] if self.made in ("left", "above") else patch


def places(case: Case, width: int, height: int, kind: str, seed: int) -> list[Place]:
    """Of one case, at random; none where nothing fits."""
    random = np.random.default_rng((seed, zlib.crc32(case.name.encode()), KINDS.index(kind)))
    boxes = _border_boxes(case, width, height) if kind == "border" else _interior_boxes(case, width, height)
    weights = np.array([(x1 - x0 + 1) * (y1 - y0 + 1) for x0, y0, x1, y1, _ in boxes], np.float64)
    if not boxes:
        return []
    chosen = random.choice(len(boxes), PER_CASE[kind], p=weights / weights.sum())
    return [_within(boxes[i], random) for i in chosen]


def _within(box: tuple, random: np.random.Generator) -> Place:
    x0, y0, x1, y1, made = box
    return Place(int(random.integers(x0, x1 + 1)), int(random.integers(y0, y1 + 1)), made)


def _border_boxes(case: Case, width: int, height: int) -> list[tuple]:
    """Where corners of patches may lie: (x0, y0, x1, y1, side), ends included."""
    x, y, across, down = case.known
    half = SIZE // 2
    lines = [
        (x - half, y, x - half, y + down - SIZE, "left"),
        (x + across - half, y, x + across - half, y + down - SIZE, "right"),
        (x, y - half, x + across - SIZE, y - half, "above"),
        (x, y + down - half, x + across - SIZE, y + down - half, "below"),
    ]
    return [b for b in lines if _fits(b, width, height)]


def _interior_boxes(case: Case, width: int, height: int) -> list[tuple]:
    x, y, across, down = case.known
    parts = [
        (0, 0, x - SIZE, height - SIZE, ""),
        (x + across, 0, width - SIZE, height - SIZE, ""),
        (0, 0, width - SIZE, y - SIZE, ""),
        (0, y + down, width - SIZE, height - SIZE, ""),
    ]
    return [b for b in parts if _fits(b, width, height)]


def _fits(box: tuple, width: int, height: int) -> bool:
    x0, y0, x1, y1, _ = box
    return 0 <= x0 <= x1 <= width - SIZE and 0 <= y0 <= y1 <= height - SIZE


def cut_all(cases: list[Case], picture_of, kind: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Patches of all cases, in order: (uint8 [N, 3, SIZE, SIZE], the photograph's index of each [N])."""
    stems = sorted({case.photo.stem for case in cases})
    cut, owners = [], []
    for case in cases:
        picture = picture_of(case)
        for place in places(case, picture.shape[1], picture.shape[0], kind, seed):
            cut.append(place.cut(picture).transpose(2, 0, 1))
            owners.append(stems.index(case.photo.stem))
    return np.ascontiguousarray(np.stack(cut)), np.array(owners)
