"""Looks at what `kuotu demo` wrote with none of Kuotu's code: sizes, and that the original's pixels are in the result as they were.

    python3 verify_demo.py FOLDER
"""

import hashlib
import json
import sys
from pathlib import Path

from PIL import Image


def main(folder: Path) -> None:
    source = Image.open(folder / "source.jpg").convert("RGB")
    result = Image.open(folder / "expanded.png")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["state"] == "succeeded", manifest["state"]
    canvas = manifest["job"]["spec"]["canvas"]
    assert result.size == (canvas["width"], canvas["height"]), (result.size, canvas)
    assert result.height == source.height, "16:9 of a 4:3 picture grows sideways only"
    assert abs(result.width - source.height * 16 / 9) < 1, result.size
    assert result.mode == "RGB", result.mode

    left, top = canvas["left"], canvas["top"]
    kept = result.crop((left, top, left + source.width, top + source.height))
    assert kept.tobytes() == source.tobytes(), "the original's pixels were changed"
    assert hashlib.sha256(kept.tobytes()).hexdigest() == manifest["making"]["original_sha256"]

    for name, box in {"left": (0, 0, left, result.height), "right": (left + source.width, 0, result.width, result.height)}.items():
        colours = len(set(result.crop(box).getdata()))
        assert colours > 1000, f"the {name} side has {colours} colours: nothing was made there"

    file = (folder / "expanded.png").read_bytes()
    output = manifest["outputs"][0]
    assert len(file) == output["bytes"] and hashlib.sha256(file).hexdigest() == output["sha256"]
    print(f"{result.width}x{result.height} px; {source.width}x{source.height} original px identical; both sides were made")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
