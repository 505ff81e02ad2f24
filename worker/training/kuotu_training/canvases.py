"""Training samples of the UNet: a window of a canvas, what of it is known, and what is shown where nothing is known.

In use the source lies somewhere on the canvas and is mirrored outwards (again and again, when the margin is wide) before the
canvas is encoded. An encoder does not commute with mirroring, so each photograph is encoded in its four flips and the mirrored
canvas is put together from them: exact for reflections on the grid of latents, but for the reach of the encoder at the folds.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .nets import FACTOR, LATENT_CHANNELS, Autoencoder
from .photos import Photo

SHORT_SIDES = (256, 336, 448)  # px: how near the photograph is seen; a canvas at working size has a short side of 256 and more
SMALLEST_KNOWN = 5  # cells


@torch.no_grad()
def encode_photos(net: Autoencoder, photos: list[Photo], where: torch.device) -> list[np.ndarray]:
    """For each photograph and short side: fp16 [2, 2, 4, h, w], indexed by (flipped vertically, flipped horizontally)."""
    found = []
    for photo in photos:
        for short in SHORT_SIDES:
            image = photo.pixels(short)
            h, w = image.shape[0] // FACTOR * FACTOR, image.shape[1] // FACTOR * FACTOR
            x = torch.from_numpy(image[:h, :w].copy()).to(where).permute(2, 0, 1)[None].float() / 255
            flips = torch.cat([x, x.flip(3), x.flip(2), x.flip(2, 3)])
            z = torch.cat([net.encode(f[None]) for f in flips])
            found.append(z.reshape(2, 2, LATENT_CHANNELS, h // FACTOR, w // FACTOR).half().cpu().numpy())
    return found


def cached(net: Autoencoder, photos: list[Photo], where: torch.device, file: Path) -> list[np.ndarray]:
    """encode_photos, kept in a file beside the run: the autoencoder is frozen by now."""
    if file.exists():
        with np.load(file) as stored:
            return [stored[name] for name in stored.files]
    found = encode_photos(net, photos, where)
    part = file.with_suffix(".part.npz")
    np.savez(part, *found)
    part.rename(file)
    return found


@dataclass(frozen=True)
class Rectangle:
    """Cells [top, bottom) x [left, right)."""

    top: int
    left: int
    bottom: int
    right: int


def known_rectangle(height: int, width: int, random: np.random.Generator) -> Rectangle:
    """Where the source lies on a canvas: one side, opposite sides, all around, a corner or anywhere; 15-75 % is left to generate."""
    share = random.uniform(0.25, 0.85)
    kind = random.choice(5, p=[0.35, 0.2, 0.2, 0.1, 0.15])
    if kind <= 1:  # the whole length of one axis
        across = random.random() < 0.6
        h = height if across else _between(height * share, height)
        w = _between(width * share, width) if across else width
        if kind == 0:
            top, left = random.choice([0, height - h]), random.choice([0, width - w])
        else:
            top, left = random.integers(height - h + 1), random.integers(width - w + 1)
    else:
        stretch = np.exp(random.uniform(-0.35, 0.35))
        h = _between(height * np.sqrt(share) * stretch, height)
        w = _between(width * np.sqrt(share) / stretch, width)
        if kind == 2:
            top, left = (height - h) // 2, (width - w) // 2
        elif kind == 3:
            top, left = random.choice([0, height - h]), random.choice([0, width - w])
        else:
            top, left = random.integers(height - h + 1), random.integers(width - w + 1)
    return Rectangle(int(top), int(left), int(top + h), int(left + w))


def _between(size: float, limit: int) -> int:
    return int(min(limit, max(SMALLEST_KNOWN, round(size))))


def mirrored(flips: np.ndarray, known: Rectangle, top: int, left: int, height: int, width: int) -> np.ndarray:
    """The window of the canvas that the source's mirror images fill: [4, height, width] from [2, 2, 4, h, w]."""
    fy, sy = _reflect(np.arange(top, top + height), known.top, known.bottom, flips.shape[3])
    fx, sx = _reflect(np.arange(left, left + width), known.left, known.right, flips.shape[4])
    picked = flips[fy[:, None], fx[None, :], :, sy[:, None], sx[None, :]]
    return picked.transpose(2, 0, 1)


def _reflect(at: np.ndarray, start: int, end: int, total: int) -> tuple[np.ndarray, np.ndarray]:
    """(is flipped, index in that flip's own encoding) of each cell, for mirror images of [start, end) on an axis of `total` cells."""
    length = end - start
    phase = (at - start) % (2 * length)
    flipped = phase >= length
    source = start + np.where(flipped, 2 * length - 1 - phase, phase)
    return flipped.astype(int), np.where(flipped, total - 1 - source, source)


class Canvases:
    """Random batches. Not thread safe: owns its random generator."""

    def __init__(self, encoded: list[np.ndarray], seed: int, tiles: float = 0.25):
        self.encoded, self.tiles = encoded, tiles
        self.random = np.random.default_rng(seed)

    def one(self, height: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(latents [4, h, w], mask [1, h, w] with 1 = to generate, shown [4, h, w]), fp32."""
        r = self.random
        while True:
            flips = self.encoded[r.integers(len(self.encoded))]
            if flips.shape[3] >= height and flips.shape[4] >= width:
                break
        if r.random() < 0.5:
            flips = flips[:, ::-1]
        total_h, total_w = flips.shape[3:]
        top, left = int(r.integers(total_h - height + 1)), int(r.integers(total_w - width + 1))
        if r.random() < self.tiles:  # a tile of a larger canvas: the source may be partly or wholly outside
            known = known_rectangle(total_h, total_w, r)
        else:
            inner = known_rectangle(height, width, r)
            known = Rectangle(top + inner.top, left + inner.left, top + inner.bottom, left + inner.right)
        mask = np.ones((1, height, width), np.float32)
        rows = slice(max(0, known.top - top), max(0, known.bottom - top))
        columns = slice(max(0, known.left - left), max(0, known.right - left))
        mask[:, rows, columns] = 0
        real = flips[0, 0, :, top:top + height, left:left + width]
        shown = mirrored(flips, known, top, left, height, width)
        return real.astype(np.float32), mask, shown.astype(np.float32)

    def batch(self, count: int, height: int, width: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        real, mask, shown = zip(*[self.one(height, width) for _ in range(count)])
        return tuple(torch.from_numpy(np.stack(a)) for a in (real, mask, shown))
