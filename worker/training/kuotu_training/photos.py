"""The photographs: which ones train, which ones judge, and random views of them.

A folder of photographs is `MANIFEST.tsv` (columns `file` and `sha256` are used) beside `train/*`. A packed folder (see pack.py) has
the same form. The split is a function of the sha256 alone, so it is the same on every machine and never moves.
"""

import copy
import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Photo:
    """One photograph on disk; `sha256` is that of the original file, also when this is a packed copy."""

    path: Path
    sha256: str

    @property
    def held_out(self) -> bool:
        """True for the fixed tenth that no weight ever sees."""
        return int(self.sha256[:8], 16) % 10 == 0

    def pixels(self, short_side: int | None = None) -> np.ndarray:
        """RGB, uint8, [H, W, 3]; scaled down so that the short side is `short_side` px when that is smaller."""
        with Image.open(self.path) as image:
            image = image.convert("RGB")
            if short_side is not None and short_side < min(image.size):
                scale = short_side / min(image.size)
                size = (round(image.width * scale), round(image.height * scale))
                image = image.resize(size, Image.Resampling.LANCZOS)
            return np.asarray(image)


def find(folder: Path) -> list[Photo]:
    """All photographs of the manifest, in its order. Raises ValueError when the folder has none."""
    manifest = folder / "MANIFEST.tsv"
    if manifest.exists():
        with open(manifest, newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        photos = [Photo(_existing(folder / "train", row["file"]), row["sha256"]) for row in rows]
    else:
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"))
        photos = [Photo(p, hashlib.sha256(p.read_bytes()).hexdigest()) for p in files]
    if not photos:
        raise ValueError(f"no photographs under {folder}")
    return photos


def split(folder: Path) -> tuple[list[Photo], list[Photo]]:
    """(train, held out)."""
    photos = find(folder)
    return [p for p in photos if not p.held_out], [p for p in photos if p.held_out]


def _existing(folder: Path, name: str) -> Path:
    """The file itself, or its packed WebP copy."""
    path = folder / name
    return path if path.exists() else path.with_suffix(".webp")


class Views:
    """Random square views of photographs: any place, any scale from 1:1 down to the whole short side, flipped half of the time.

    Keeps every photograph decoded in memory (about 1 MB each at short side 512). Not thread safe: owns its random generator.
    """

    def __init__(self, photos: list[Photo], short_side: int | None, seed: int):
        self.images = [Image.fromarray(p.pixels(short_side)) for p in photos]
        self.seed, self.random = seed, np.random.default_rng(seed)

    def one(self, size: int, largest_scale: float) -> np.ndarray:
        """uint8 [size, size, 3]; the view covers size*s px of the photograph with s log-uniform in [1, largest_scale]."""
        image = self.images[self.random.integers(len(self.images))]
        limit = max(1.0, min(largest_scale, min(image.size) / size))
        side = size * float(np.exp(self.random.uniform(0, np.log(limit))))
        side = min(side, min(image.size))
        x = self.random.uniform(0, image.width - side)
        y = self.random.uniform(0, image.height - side)
        if side < size * 1.02:
            box = (int(x), int(y), int(x) + size, int(y) + size)
            view = image.crop(box)
        else:
            view = image.resize((size, size), Image.Resampling.LANCZOS, box=(x, y, x + side, y + side))
        pixels = np.asarray(view)
        return pixels[:, ::-1] if self.random.random() < 0.5 else pixels

    def source(self, process: int, count: int, size: int, largest_scale: float) -> Callable[[], np.ndarray]:
        """A source of batches for one process: the pictures are shared with the others, the random generator is not."""
        views = copy.copy(self)
        views.random = self.random if process == 0 else np.random.default_rng((self.seed, process))
        return lambda: views.batch(count, size, largest_scale)

    def batch(self, count: int, size: int, largest_scale: float) -> np.ndarray:
        """uint8 [count, 3, size, size]."""
        stack = np.stack([self.one(size, largest_scale) for _ in range(count)])
        return np.ascontiguousarray(stack.transpose(0, 3, 1, 2))
