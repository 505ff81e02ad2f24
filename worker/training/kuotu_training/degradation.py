"""What happens to pictures before somebody wants them larger: blur, reduction, noise, JPEG."""

import io

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

BLUR_SHARE, NOISE_SHARE, JPEG_SHARE = 0.5, 0.4, 0.6  # of the pictures; a tenth or so stays clean
LARGEST_BLUR = 0.9  # sigma in px of the small picture
LARGEST_NOISE = 8 / 255
JPEG_QUALITY = (60, 96)


def reduced(x: torch.Tensor, factor: int) -> torch.Tensor:
    """Bicubic with antialiasing: the reduction that published figures assume; rounded to 8 bits like a file."""
    small = F.interpolate(x, scale_factor=1 / factor, mode="bicubic", antialias=True, align_corners=False)
    return (small.clamp(0, 1) * 255).round() / 255


class Degradation:
    """Each picture of a batch by its own chance. Owns its random generator."""

    def __init__(self, factor: int, seed: int):
        self.factor, self.random = factor, np.random.default_rng(seed)

    def __call__(self, real: torch.Tensor) -> torch.Tensor:
        """[N, 3, H, W] in [0, 1] -> [N, 3, H/factor, W/factor]."""
        return torch.cat([self._one(x[None]) for x in real])

    def _one(self, x: torch.Tensor) -> torch.Tensor:
        if self.random.random() < BLUR_SHARE:
            x = _blurred(x, self.random.uniform(0.2, LARGEST_BLUR) * self.factor)
        small = reduced(x, self.factor)
        if self.random.random() < NOISE_SHARE:
            small = (small + torch.randn_like(small) * self.random.uniform(0, LARGEST_NOISE)).clamp(0, 1)
        if self.random.random() < JPEG_SHARE:
            small = _jpeg(small, int(self.random.integers(*JPEG_QUALITY)))
        return small


def _blurred(x: torch.Tensor, sigma: float) -> torch.Tensor:
    reach = max(1, round(3 * sigma))
    at = torch.arange(-reach, reach + 1, dtype=torch.float32, device=x.device)
    kernel = torch.exp(-at.square() / (2 * sigma * sigma))
    kernel = (kernel / kernel.sum()).repeat(3, 1)
    x = F.conv2d(F.pad(x, (reach, reach, 0, 0), "reflect"), kernel[:, None, None, :], groups=3)
    return F.conv2d(F.pad(x, (0, 0, reach, reach), "reflect"), kernel[:, None, :, None], groups=3)


def _jpeg(x: torch.Tensor, quality: int) -> torch.Tensor:
    picture = Image.fromarray((x[0].permute(1, 2, 0) * 255).round().byte().cpu().numpy())
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    pixels = torch.from_numpy(np.asarray(Image.open(file)).copy())
    return pixels.to(x.device).permute(2, 0, 1)[None].float() / 255
