"""Reads weights back out of shipped bundles, so that training can start again from what is in the repository alone.

    python -m kuotu_training.shipped --from ../models/scenes-256 --runs runs        (writes runs/autoencoder/final.pt)
    python -m kuotu_training.shipped --from ../models/sharp-x2 --runs runs          (writes runs/sharp-x2/final.pt)
"""

import argparse
from pathlib import Path

import torch

from .nets import Autoencoder, Colours, Painter, Sharp, UNet
from .packed import stored_weights, unflatten


def load_shipped(bundle: Path) -> dict[str, dict]:
    """State dicts by role: `autoencoder` and `unet` of an outpainting bundle, `sharp` of an upscaler, `image` of a colouriser or style."""
    if (bundle / "image.pt").exists():
        net = Colours() if bundle.name == "colourise" else Painter()
        unflatten(net, stored_weights(bundle / "image.pt").float())
        return {"image": net.state_dict()}
    if (bundle / "upscaler.pt").exists():
        flat = stored_weights(bundle / "upscaler.pt").float()
        for factor in (2, 4):
            sharp = Sharp(factor)
            if flat.numel() == sum(p.numel() for p in sharp.parameters()):
                unflatten(sharp, flat)
                return {"sharp": sharp.state_dict()}
        raise ValueError(f"{bundle}/upscaler.pt: {flat.numel()} weights fit no upscaler")
    autoencoder, unet = Autoencoder(), UNet()
    unflatten(autoencoder.encoder, stored_weights(bundle / "encoder.pt").float())
    unflatten(autoencoder.decoder, stored_weights(bundle / "decoder.pt").float())
    unflatten(unet, stored_weights(bundle / "unet.pt").float())
    statistics = torch.load(bundle / "statistics.pt", weights_only=True)
    autoencoder.shift.copy_(statistics["shift"])
    autoencoder.scale.copy_(statistics["scale"])
    return {"autoencoder": autoencoder.state_dict(), "unet": unet.state_dict()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="start", type=Path, required=True, help="a bundle")
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    options = parser.parse_args()
    weights = load_shipped(options.start)
    target = options.runs / ("autoencoder" if "autoencoder" in weights else options.start.name) / "final.pt"
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(weights.get("autoencoder") or weights.get("sharp") or weights["image"], target)
    print(target)


if __name__ == "__main__":
    main()
