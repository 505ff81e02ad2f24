"""Takes averaged weights from one machine to another, in half precision and in pieces: what a GPU made comes home, and is exported here.

    python -m kuotu_training.carry out --runs runs --to OUT                 (runs/*/final.pt to OUT/weights.00, .01, ...; 15 MiB each)
    python -m kuotu_training.carry in  --runs runs --to OUT                 (the other way; what was there is kept as final.before.pt)

The exporter's torch must be the worker's libtorch; the machine with the GPU may have any, so bundles are not made there.
"""

import argparse
import io
from pathlib import Path

import torch

PIECE = 15 * 2**20
NAMES = ("autoencoder", "decoder", "unet", "turbo", "sharp-x2", "sharp-x4", "sharp-x2-perceptual", "sharp-x4-perceptual", "colourise",
         "style-painted")


def halved(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: t.half() if t.is_floating_point() else t for name, t in state.items()}


def carry_out(runs: Path, to: Path) -> None:
    found = {name: runs / name / "final.pt" for name in NAMES if (runs / name / "final.pt").exists()}
    states = {name: halved(torch.load(file, map_location="cpu", weights_only=True)) for name, file in found.items()}
    buffer = io.BytesIO()
    torch.save(states, buffer)
    content = buffer.getvalue()
    to.mkdir(parents=True, exist_ok=True)
    for i, start in enumerate(range(0, len(content), PIECE)):
        (to / f"weights.{i:02d}").write_bytes(content[start:start + PIECE])
    print(f"{', '.join(states)}: {len(content) / 2**20:.1f} MiB in {to}")


def carry_in(runs: Path, pieces: Path) -> None:
    content = b"".join(file.read_bytes() for file in sorted(pieces.glob("weights.[0-9][0-9]")))
    for name, state in torch.load(io.BytesIO(content), map_location="cpu", weights_only=True).items():
        target = runs / name / "final.pt"
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(target.with_name("final.before.pt"))
        torch.save({key: t.float() if t.is_floating_point() else t for key, t in state.items()}, target)
        print(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("direction", choices=("out", "in"))
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    (carry_out if options.direction == "out" else carry_in)(options.runs, options.to)


if __name__ == "__main__":
    main()
