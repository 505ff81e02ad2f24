"""The networks of a shipped bundle in Python: the same weights (fp16 as stored, cast once) in every form that PyTorch runs them in."""

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "worker" / "training"))

from kuotu_training.diffusion import TIMESTEPS, alpha_sigma, timesteps  # noqa: E402
from kuotu_training.nets import FACTOR, LATENT_CHANNELS, Autoencoder, UNet, timestep_features  # noqa: E402
from kuotu_training.shipped import load_shipped  # noqa: E402

PRECISIONS = {"fp32": 0, "bf16": 1}
FORMS = ("eager", "compile", "compile-dynamic", "compile-frozen", "bundle")


class AtBorder(torch.nn.Module):
    """fp32 in and out, `dtype` within: what the bundle's own module does."""

    def __init__(self, unet: UNet, dtype: torch.dtype):
        super().__init__()
        self.unet, self.dtype = unet.to(dtype), dtype

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        features = timestep_features(t, self.unet.width).to(self.dtype)
        return self.unet.body(x.to(self.dtype), features).to(torch.float32)


def load_unet(bundle: Path, form: str, precision: str):
    """(x [N, 9, H/8, W/8], t [N]) -> velocity [N, 4, H/8, W/8]; fp32 outside. Compiles, where it does, in the first call of a shape."""
    if form == "bundle":
        module = torch.jit.load(str(bundle / "unet.pt"), map_location="cpu")
        module.prepare(torch.tensor(PRECISIONS[precision]))
        return module
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[precision]
    unet = UNet().eval().requires_grad_(False)
    unet.load_state_dict(load_shipped(bundle)["unet"])
    module = AtBorder(unet, dtype)
    if form == "eager":
        return module
    torch._dynamo.config.cache_size_limit = 64
    if form == "compile-frozen":
        # weights become constants in the layout that oneDNN likes; the best that inductor has to offer on a processor
        return torch.compile(module.to(memory_format=torch.channels_last), dynamic=False, options={"freezing": True})
    return torch.compile(module, dynamic=form == "compile-dynamic")


class Pictures:
    """The bundle's autoencoder, computed in `precision`."""

    def __init__(self, bundle: Path, precision: str):
        self.dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[precision]
        net = Autoencoder().eval().requires_grad_(False)
        net.load_state_dict(load_shipped(bundle)["autoencoder"])
        self.net = net.to(self.dtype)

    def encode(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.net.encode(pixels.to(self.dtype)).float()

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        return self.net.decode(latents.to(self.dtype)).float().clamp(0, 1)


def latent_size(width: int, height: int) -> tuple[int, int]:
    """(rows, columns) of the latents of a canvas in px; ValueError where the network does not take it."""
    for name, length in (("width", width), ("height", height)):
        if length < 4 * FACTOR or length % (4 * FACTOR):
            raise ValueError(f"{name} {length} px is no multiple of {4 * FACTOR}")
    return height // FACTOR, width // FACTOR


def ddim(x: torch.Tensor, v: torch.Tensor, now: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """One step of DDIM for latents x [N, 4, H, W] and velocities v: from timesteps `now` [N] to `after` [N], of which -1 is the picture."""
    (a, s), (a_next, s_next) = alpha_sigma(now), alpha_sigma(after)
    return a_next * (a * x - s * v) + s_next * (s * x + a * v)
