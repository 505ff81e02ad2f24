"""Sheets to look at: for held-out photographs, what is known (on grey), what was made, the original.

    python -m kuotu_training.sheets --photos DIR --to reports/scenes-256.jpg           (from runs/)
    python -m kuotu_training.sheets --photos DIR --from ../models/scenes-256 --to sheet.jpg

The same path as the worker's, at working size and without its finishing: mirror, encode, denoise, decode, paste the known part.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from . import photos
from .canvases import Rectangle
from .diffusion import sample
from .nets import FACTOR, Autoencoder, UNet
from .shipped import load_shipped

SIDE = 256


def cases(width: int, height: int) -> dict[str, Rectangle]:
    """Known parts, px: half of the picture to be added on the right; 40 % all around; the sides of a wide format."""
    def on_grid(value: float) -> int:
        return int(round(value / FACTOR)) * FACTOR

    right = on_grid(width / 1.5)
    x, y = on_grid(width * (1 - 1 / 1.8) / 2), on_grid(height * (1 - 1 / 1.8) / 2)
    third = on_grid(width / 8)
    return {
        "right 50 %": Rectangle(0, 0, height, right),
        "around 40 %": Rectangle(y, x, height - y, width - x),
        "wide": Rectangle(0, third, height, width - third),
    }


def mirrored(image: np.ndarray, known: Rectangle) -> np.ndarray:
    """The canvas with the known part's mirror images everywhere else; [H, W, 3]."""
    def reflect(size: int, start: int, end: int) -> np.ndarray:
        phase = (np.arange(size) - start) % (2 * (end - start))
        return start + np.where(phase < end - start, phase, 2 * (end - start) - 1 - phase)

    rows = reflect(image.shape[0], known.top, known.bottom)
    columns = reflect(image.shape[1], known.left, known.right)
    return image[rows[:, None], columns[None, :]]


@torch.no_grad()
def expand(autoencoder: Autoencoder, unet: UNet, image: np.ndarray, known: Rectangle, steps: int, start: float, seed: int) -> np.ndarray:
    """uint8 [H, W, 3]; H and W must be multiples of 32, the known part on the grid of 8."""
    canvas = torch.from_numpy(mirrored(image, known).copy()).permute(2, 0, 1)[None].float() / 255
    shown = autoencoder.encode(canvas)
    mask = torch.ones(1, 1, *shown.shape[2:])
    mask[:, :, known.top // FACTOR:known.bottom // FACTOR, known.left // FACTOR:known.right // FACTOR] = 0
    noise = torch.randn(shown.shape, generator=torch.Generator().manual_seed(seed))
    made = autoencoder.decode(sample(unet, mask, shown, noise, steps, start))[0].permute(1, 2, 0).clamp(0, 1)
    result = (made.numpy() * 255).round().astype(np.uint8)
    inside = (slice(known.top, known.bottom), slice(known.left, known.right))
    result[inside] = image[inside]
    return result


def fitted(photo: photos.Photo) -> np.ndarray:
    """The middle of a photograph at short side 256, both sides multiples of 32, at most twice as long as wide."""
    image = photo.pixels(SIDE)
    height, width = (min(2 * SIDE, n // 32 * 32) for n in image.shape[:2])
    y, x = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[y:y + height, x:x + width]


def on_grey(image: np.ndarray, known: Rectangle) -> np.ndarray:
    shown = np.full_like(image, 128)
    inside = (slice(known.top, known.bottom), slice(known.left, known.right))
    shown[inside] = image[inside]
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--from", dest="shipped", type=Path, default=None)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--count", type=int, default=8)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--start", type=float, default=0.8)
    parser.add_argument("--case", default=None, help="only this case")
    options = parser.parse_args()

    autoencoder, unet = Autoencoder().eval(), UNet().eval()
    if options.shipped:
        weights = load_shipped(options.shipped)
        autoencoder.load_state_dict(weights["autoencoder"])
        unet.load_state_dict(weights["unet"])
    else:
        autoencoder.load_state_dict(torch.load(options.runs / "autoencoder" / "final.pt", weights_only=True, map_location="cpu"))
        unet.load_state_dict(torch.load(options.runs / "unet" / "state.pt", weights_only=True, map_location="cpu")["average"])

    _, held_out = photos.split(options.photos)
    rows = []
    for photo in held_out[options.skip:options.skip + options.count]:
        image = fitted(photo)
        for name, known in cases(image.shape[1], image.shape[0]).items():
            if options.case in (None, name):
                made = expand(autoencoder, unet, image, known, options.steps, options.start, 1)
                rows.append(np.concatenate([on_grey(image, known), made, image], axis=1))
    width = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((0, 4), (0, width - row.shape[1]), (0, 0)), constant_values=255) for row in rows]
    options.to.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate(padded)).save(options.to, quality=88)


if __name__ == "__main__":
    main()
