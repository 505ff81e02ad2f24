"""Makes a small copy of a folder of photographs, to take to a machine with a GPU: WebP, scaled down; the manifest, and so the split, as it was.

    python -m kuotu_training.pack --photos DIR --to packed --short-side 320 --quality 80
"""

import argparse
import shutil
from pathlib import Path

from PIL import Image

from . import photos


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--short-side", type=int, default=320)
    parser.add_argument("--quality", type=int, default=80)
    options = parser.parse_args()

    (options.to / "train").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(options.photos / "MANIFEST.tsv", options.to / "MANIFEST.tsv")
    total = 0
    for photo in photos.find(options.photos):
        target = options.to / "train" / photo.path.with_suffix(".webp").name
        if not target.exists():
            Image.fromarray(photo.pixels(options.short_side)).save(target, quality=options.quality, method=4)
        total += target.stat().st_size
    print(f"{options.to}: {total / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
