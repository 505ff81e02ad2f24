"""Tiny random bundles of the tasks `colourise` and `style`, for the worker's tests: what they make is no picture, but every part of the way is there.

    python -m kuotu_training.tiny_images --to ../src/test/resources/images
"""

import argparse
import shutil
from pathlib import Path

import torch

from .export import write_image
from .nets import Colours, Painter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(5)
    for name, net in (("tiny-colourise", Colours((4, 6, 8))), ("tiny-style", Painter(4, 1))):
        for weights in net.parameters():
            torch.nn.init.normal_(weights, std=0.15)
        folder = options.to / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_image(net, folder, name, "CC0-1.0 (random weights)")


if __name__ == "__main__":
    main()
