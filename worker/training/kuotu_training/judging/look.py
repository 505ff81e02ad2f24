"""Pictures for eyes: sheets of whole results, and the patches that were told apart with most confidence. They show photographs: not to ship."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from kuotu_training.judging.cases import Case, Method
from kuotu_training.judging.patches import cut_all

CELL = 300
"""Width of a cell, px."""


def sheets(methods: list[Method], cases: list[Case], folder: Path, rows: int = 6) -> list[Path]:
    """JPEGs with a column for each method between the source and the photograph, `rows` cases each."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for first in range(0, len(cases), rows):
        strips = [_strip(case, methods) for case in cases[first : first + rows]]
        sheet = np.concatenate([_header(methods), *strips])
        written.append(folder / f"sheet-{first // rows:02d}.jpg")
        Image.fromarray(sheet).save(written[-1], quality=88)
    return written


def _header(methods: list[Method]) -> np.ndarray:
    names = ["source", *[m.name for m in methods], "photograph"]
    image = Image.new("RGB", (CELL * len(names), 16), "white")
    for i, name in enumerate(names):
        ImageDraw.Draw(image).text((i * CELL + 4, 2), name, fill="black")
    return np.asarray(image)


def _strip(case: Case, methods: list[Method]) -> np.ndarray:
    photo = case.picture()
    x, y, width, height = case.known
    source = np.full_like(photo, 128)
    source[y : y + height, x : x + width] = photo[y : y + height, x : x + width]
    pictures = [source, *[m.picture(case) if m.has(case) else np.full_like(photo, 255) for m in methods], photo]
    size = (CELL - 4, round((CELL - 4) * photo.shape[0] / photo.shape[1]))
    cells = [np.asarray(Image.fromarray(p).resize(size, Image.Resampling.LANCZOS)) for p in pictures]
    return np.concatenate([np.pad(c, ((0, 4), (0, 4), (0, 0)), constant_values=255) for c in cells], axis=1)


def confident(method: Method, cases: list[Case], kind: str, logits: Path, seed: int, to: Path, count: int = 40) -> None:
    """Above each other: the made patches that were most surely seen to be made (first row), and the photograph at the same places."""
    real, _ = cut_all(cases, Case.picture, kind, seed)
    made, _ = cut_all(cases, method.picture, kind, seed)
    scores = np.load(logits)["made"]
    if len(scores) != len(made):
        raise ValueError(f"{logits} is of other cases: score and sheets need the same --photos-limit and --seed")
    worst = np.argsort(-scores)[:count]
    lines = []
    for part in np.array_split(worst, 4):
        lines += [np.concatenate(list(stack[part].transpose(0, 2, 3, 1)), axis=1) for stack in (made, real)]
        lines.append(np.full((6, lines[-1].shape[1], 3), 255, np.uint8))
    Image.fromarray(np.concatenate(lines)).resize((lines[0].shape[1] * 2, sum(len(line) for line in lines) * 2)).save(to, quality=92)
