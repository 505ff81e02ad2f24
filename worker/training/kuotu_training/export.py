"""Writes bundles: TorchScript files, bundle.json with the sha256 of every file, golden inputs and outputs, attribution.

    python -m kuotu_training.export scenes-256 --photos DIR --to ../models
    python -m kuotu_training.export sharp-x2   --photos DIR --to ../models      (and so on: BUNDLES)

A bundle is written beside the old one and swapped in whole, so a reader never sees half of it.
"""

import argparse
import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import torch

from .diffusion import TIMESTEPS, sample
from .nets import FACTOR, LATENT_CHANNELS, Autoencoder, Colours, Painter, Sharp, UNet, timestep_features
from .packed import flat_half, pack, save, unflatten

# What a request gets that does not say: by bundle.
OUTPAINTERS = {
    "scenes-256": {"run": "unet", "defaults": {"steps": 12, "sampler": "dpm++2m", "creativity": 0.4}, "preferred_on": []},
    "scenes-256-turbo": {"run": "turbo", "defaults": {"steps": 4, "sampler": "ddim", "creativity": 0.4}, "preferred_on": ["cpu"]},
}
UPSCALERS = {"sharp-x2": 2, "sharp-x4": 4, "sharp-x2-perceptual": 2, "sharp-x4-perceptual": 4}
IMAGES = ("colourise", "style-painted")  # one call a picture or tile
BUNDLES = (*OUTPAINTERS, *UPSCALERS, *IMAGES)
LICENCE = "CC-BY-SA-4.0 (weights); photographs under the licences in ATTRIBUTION.tsv"


def rounded(net: torch.nn.Module) -> torch.nn.Module:
    """The network with its weights as they are stored (fp16), so that goldens show what the worker computes."""
    unflatten(net, flat_half(net).float())
    return net.eval()


def write_golden(folder: Path, **arrays: torch.Tensor) -> None:
    np.savez(folder / "golden.npz", **{name: a.numpy() for name, a in arrays.items()})


def write_manifest(folder: Path, description: dict, licence: str = LICENCE) -> None:
    files = {}
    for file in sorted(folder.iterdir()):
        with file.open("rb") as content:
            files[file.name] = {"bytes": file.stat().st_size, "sha256": hashlib.file_digest(content, "sha256").hexdigest()}
    digest = hashlib.sha256("".join(f["sha256"] for f in files.values()).encode()).hexdigest()[:8]
    manifest = {"format": 1, **description, "version": f"{date.today().isoformat()}-{digest}", "licence": licence, "files": files}
    (folder / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


@torch.no_grad()
def scenes(runs: Path, folder: Path, name: str) -> None:
    recipe = OUTPAINTERS[name]
    autoencoder = Autoencoder()
    whole = torch.load(runs / "autoencoder" / "final.pt", weights_only=True, map_location="cpu")
    autoencoder.load_state_dict(whole)
    crisper = runs / "decoder" / "final.pt"
    if crisper.exists():  # trained against a discriminator; its encoder is the frozen one
        autoencoder.load_state_dict(torch.load(crisper, weights_only=True, map_location="cpu"))
        autoencoder.shift.copy_(whole["shift"])
        autoencoder.scale.copy_(whole["scale"])
    unet = UNet()
    unet.load_state_dict(torch.load(runs / recipe["run"] / "final.pt", weights_only=True, map_location="cpu"))
    rounded(autoencoder.encoder), rounded(autoencoder.decoder), rounded(unet), autoencoder.eval()

    torch.manual_seed(0)
    pixels, latents = torch.rand(2, 3, 64, 96), torch.randn(2, LATENT_CHANNELS, 32, 32)
    x, t = torch.randn(2, 2 * LATENT_CHANNELS + 1, 32, 32), torch.tensor([1.0, 500.0])
    encode = _with_statistics(autoencoder, lambda net, p, shift, scale: (net(p) - shift) / scale)
    decode = _with_statistics(autoencoder, lambda net, z, shift, scale: net(z * scale + shift))
    save(pack(autoencoder.encoder, encode, (pixels,)), folder / "encoder.pt")
    save(pack(autoencoder.decoder, decode, (latents,)), folder / "decoder.pt")
    save(pack(unet, lambda net, a, f: net.body(a, f), (x, timestep_features(t, unet.width))), folder / "unet.pt")
    torch.save({"shift": autoencoder.shift, "scale": autoencoder.scale}, folder / "statistics.pt")

    mask, shown, noise = (torch.rand(1, 1, 32, 40) > 0.5).float(), torch.randn(1, 4, 32, 40), torch.randn(1, 4, 32, 40)
    write_golden(
        folder, encoder_in=pixels, encoder_out=autoencoder.encode(pixels), decoder_in=latents,
        decoder_out=autoencoder.decode(latents), unet_in=x, unet_timesteps=t, unet_out=unet(x, t),
        sampler_mask=mask, sampler_shown=shown, sampler_noise=noise,
        sampler_ddim=sample(unet, mask, shown, noise, 7, 0.8, "ddim"),
        sampler_dpmpp2m=sample(unet, mask, shown, noise, 7, 0.8, "dpm++2m"))
    write_manifest(folder, {
        "name": name, "task": "outpaint", "preferred_on": recipe["preferred_on"],
        "outpaint": {
            "native_size": 256, "largest": 512, "factor": FACTOR, "latent_channels": LATENT_CHANNELS, "multiple": 4 * FACTOR,
            "shown": "mirror", "looks": "source",
            "schedule": {"kind": "cosine", "timesteps": TIMESTEPS, "prediction": "velocity"},
            "defaults": recipe["defaults"], "limits": {"steps": 100}}})


def _with_statistics(autoencoder: Autoencoder, call):
    """The statistics become constants of the trace; type_as is recorded as such, a plain to() would freeze dtype and device."""
    shift, scale = autoencoder.shift.clone(), autoencoder.scale.clone()
    return lambda net, x: call(net, x, shift.type_as(x), scale.type_as(x))


@torch.no_grad()
def sharp(runs: Path, folder: Path, name: str) -> None:
    factor = UPSCALERS[name]
    net = Sharp(factor)
    net.load_state_dict(torch.load(runs / name / "final.pt", weights_only=True, map_location="cpu"))
    rounded(net)
    torch.manual_seed(0)
    x = torch.rand(2, 3, 40, 56)
    save(pack(net, lambda n, a: n(a), (x,)), folder / "upscaler.pt")
    write_golden(folder, upscaler_in=x, upscaler_out=net(x))
    reach = 1 + 2 * 8 + 1 + 1  # px of the small picture: how far one output pixel looks, by 3x3 convolutions
    write_manifest(folder, {"name": name, "task": "upscale", "upscale": {"factor": factor, "reach": reach}})


def image(runs: Path, folder: Path, name: str) -> None:
    net: torch.nn.Module = Colours() if name == "colourise" else Painter()
    net.load_state_dict(torch.load(runs / name / "final.pt", weights_only=True, map_location="cpu"))
    write_image(net, folder, name)


@torch.no_grad()
def write_image(net: torch.nn.Module, folder: Path, name: str, licence: str = LICENCE) -> None:
    """A bundle of the task `colourise` or `style`, by the kind of network."""
    rounded(net)
    torch.manual_seed(0)
    x = torch.rand(2, 3, 48, 64)
    save(pack(net, lambda n, a: n(a), (x,)), folder / "image.pt")
    write_golden(folder, image_in=x, image_out=net(x))
    task = "colourise" if isinstance(net, Colours) else "style"
    section = {"side": 256, "reach": 0} if isinstance(net, Colours) else {"side": 0, "reach": net.reach}
    write_manifest(folder, {"name": name, "task": task, "image": section}, licence)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", choices=BUNDLES)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()

    part = options.to / f".{options.bundle}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    shutil.copyfile(options.photos / "MANIFEST.tsv", part / "ATTRIBUTION.tsv")
    write = scenes if options.bundle in OUTPAINTERS else image if options.bundle in IMAGES else sharp
    write(options.runs, part, options.bundle)
    target = options.to / options.bundle
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    for file in sorted(target.iterdir()):
        print(f"{file.stat().st_size:>10} {file}")


if __name__ == "__main__":
    main()
