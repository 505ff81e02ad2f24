"""The cases that all methods fill: photographs with a part hidden.

A work folder holds `photos/NAME.png` and, for each method, `results/METHOD/NAME-CASE.png` with `results.jsonl` beside them (what
`kuotu sheet --results` writes). All are PNG of one size per photograph: no method's pictures went through a codec or a scaler that the
photographs did not go through.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from kuotu_training import photos

LONG_SIDE = 768
"""Of the photographs that judge, px."""

PARTS = ("RIGHT", "AROUND", "SIDES")


@dataclass(frozen=True)
class Case:
    """A photograph with a part hidden; `known` is (x, y, width, height), px."""

    photo: Path
    part: str
    known: tuple[int, int, int, int]

    @property
    def name(self) -> str:
        return f"{self.photo.stem}-{self.part.lower()}"

    def picture(self) -> np.ndarray:
        """The photograph, uint8 [H, W, 3]."""
        return pixels(self.photo)


def pixels(file: Path) -> np.ndarray:
    """uint8 [H, W, 3]."""
    with Image.open(file) as image:
        return np.asarray(image.convert("RGB"))


def known_part(part: str, width: int, height: int) -> tuple[int, int, int, int]:
    """As HiddenPart of `kuotu sheet` has it; checked against what that wrote wherever results are read."""
    if part == "RIGHT":
        return 0, 0, _rounded(width / 1.5), height
    if part == "AROUND":
        across, down = _rounded(width / 1.8), _rounded(height / 1.8)
        return (width - across) // 2, (height - down) // 2, across, down
    if part == "SIDES":
        across = _rounded(width * 0.75)
        return (width - across) // 2, 0, across, height
    raise ValueError(f"part: {part} is none of {PARTS}")


def _rounded(value: float) -> int:
    return int(np.floor(value + 0.5))


def prepare(source: Path, work: Path, most: int) -> int:
    """Writes up to `most` held-out photographs, those of the smallest sha256, as `work/photos/*.png`; returns how many there are."""
    held_out = sorted(photos.split(source)[1], key=lambda p: p.sha256)[:most]
    folder = work / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    for photo in held_out:
        to = folder / f"{photo.path.stem}.png"
        if not to.exists():
            with Image.open(photo.path) as image:
                save(np.asarray(_scaled(image.convert("RGB"))), to)
    return len(held_out)


def _scaled(image: Image.Image) -> Image.Image:
    scale = LONG_SIDE / max(image.size)
    if scale >= 1:
        return image
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)


def save(picture: np.ndarray, to: Path) -> None:
    """As PNG, whole or not at all."""
    half = to.with_suffix(".part")
    Image.fromarray(picture).save(half, format="PNG", compress_level=3)
    os.replace(half, to)


def find(work: Path, most: int | None = None) -> list[Case]:
    """Cases of the work folder's photographs, by name; those of the first `most` photographs."""
    cases = []
    for photo in sorted((work / "photos").glob("*.png"))[:most]:
        with Image.open(photo) as image:
            width, height = image.size
        cases += [Case(photo, part, known_part(part, width, height)) for part in PARTS]
    if not cases:
        raise ValueError(f"no photographs under {work / 'photos'}: run prepare first")
    return cases


@dataclass(frozen=True)
class Method:
    """A folder of results; `lines` by case name."""

    name: str
    folder: Path
    lines: dict[str, dict]

    def has(self, case: Case) -> bool:
        return case.name in self.lines and (self.folder / f"{case.name}.png").exists()

    def picture(self, case: Case) -> np.ndarray:
        """uint8 [H, W, 3]. Raises ValueError when it is no result of this case: other size, or the known part was changed."""
        result, photo = pixels(self.folder / f"{case.name}.png"), case.picture()
        x, y, width, height = case.known
        inside = np.s_[y : y + height, x : x + width]
        if result.shape != photo.shape or not np.array_equal(result[inside], photo[inside]):
            raise ValueError(f"{self.name}: {case.name} does not show the known part as it was")
        return result

    def milliseconds(self, case: Case) -> float:
        """Wall time of one picture; of a worker, the sum of its phases."""
        line = self.lines[case.name]
        return float(line["ms"]) if "ms" in line else float(sum(line["making"]["millis"].values()))


def methods(work: Path) -> list[Method]:
    """All folders of results. Raises ValueError where one folder mixes models or settings."""
    found = []
    for file in sorted((work / "results").glob("*/results.jsonl")):
        lines = {}
        for text in file.read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            lines[f"{Path(line['photo']).stem}-{line['case'].lower()}"] = line
        if len({_made_by(line) for line in lines.values()}) > 1:
            raise ValueError(f"{file} mixes results of several models or settings")
        found.append(Method(file.parent.name, file.parent, lines))
    return found


def _made_by(line: dict) -> str:
    making = line.get("making", {})
    keys = ("bundle", "bundle_version", "steps", "sampler", "creativity")
    return json.dumps([line.get("seed"), line.get("settings"), [making.get(key) for key in keys]], sort_keys=True)
