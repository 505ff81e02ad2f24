"""The networks. Every input and output is fp32 at the border; pictures are RGB in [0, 1], latents have unit scale.

The autoencoder has no normalisation layers: what it does at a place depends on that place's neighbourhood alone, so a picture may
be encoded or decoded in overlapping tiles without a trace, and a result never depends on what else is in the picture.
"""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

LATENT_CHANNELS = 4
FACTOR = 8


def conv(ci: int, co: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(ci, co, 3, stride=stride, padding=1)


class Plain(nn.Module):
    """Residual block without normalisation; the second convolution starts at zero, so that a deep stack starts as the identity."""

    def __init__(self, channels: int):
        super().__init__()
        self.first, self.second = conv(channels, channels), conv(channels, channels)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.relu(self.first(F.relu(x))))


class Encoder(nn.Module):
    """[N, 3, H, W] in [0, 1] -> [N, 4, H/8, W/8] within (-3, 3); H and W must be multiples of 8."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(2), conv(12, 48), Plain(48),
            conv(48, 96, 2), Plain(96), Plain(96),
            conv(96, 160, 2), Plain(160), Plain(160), Plain(160),
            nn.ReLU(), conv(160, LATENT_CHANNELS))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 3.0 * torch.tanh(self.body(x * 2.0 - 1.0) / 3.0)


class Decoder(nn.Module):
    """[N, 4, H, W] -> [N, 3, 8H, 8W]; not clamped."""

    def __init__(self):
        super().__init__()
        self.at_eighth = nn.Sequential(conv(LATENT_CHANNELS, 160), Plain(160), Plain(160), Plain(160))
        self.at_quarter = nn.Sequential(conv(160, 96), Plain(96), Plain(96), Plain(96))
        self.at_half = nn.Sequential(conv(96, 48), Plain(48), Plain(48), nn.ReLU(), conv(48, 12), nn.PixelShuffle(2))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        x = F.interpolate(self.at_eighth(z), scale_factor=2.0, mode="nearest")
        x = F.interpolate(self.at_quarter(x), scale_factor=2.0, mode="nearest")
        return self.at_half(x) * 0.5 + 0.5


class Autoencoder(nn.Module):
    """Encoder and decoder; `encode` and `decode` speak latents of zero mean and unit scale, by statistics that are set once."""

    shift: torch.Tensor
    scale: torch.Tensor

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()
        self.register_buffer("shift", torch.zeros(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("scale", torch.ones(1, LATENT_CHANNELS, 1, 1))

    def encode(self, pixels: torch.Tensor) -> torch.Tensor:
        return (self.encoder(pixels) - self.shift) / self.scale

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        return self.decoder(latents * self.scale + self.shift)


def timestep_features(t: torch.Tensor, width: int) -> torch.Tensor:
    """t [N] in [0, 1000) -> [N, width], cosines then sines."""
    half = width // 2
    rates = torch.exp(-math.log(10000.0) * torch.arange(half, dtype=torch.float32, device=t.device) / half)
    angles = t.to(torch.float32)[:, None] * rates[None]
    return torch.cat([torch.cos(angles), torch.sin(angles)], dim=-1)


class Residual(nn.Module):
    """GroupNorm residual block; the embedding scales and shifts after the second normalisation."""

    def __init__(self, ci: int, co: int, embedding: int):
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(16, ci), conv(ci, co)
        self.condition = nn.Linear(embedding, 2 * co)
        self.norm2, self.conv2 = nn.GroupNorm(16, co), conv(co, co)
        self.skip = nn.Conv2d(ci, co, 1) if ci != co else nn.Identity()
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: torch.Tensor, e: torch.Tensor) -> torch.Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.condition(e)[:, :, None, None].chunk(2, dim=1)
        h = self.norm2(h) * (1 + scale) + shift
        return self.skip(x) + self.conv2(F.silu(h))


class Attention(nn.Module):
    def __init__(self, channels: int, heads: int):
        super().__init__()
        self.norm, self.heads = nn.GroupNorm(16, channels), heads
        self.qkv, self.out = nn.Conv2d(channels, 3 * channels, 1), nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, c, h, w = x.shape
        qkv = self.qkv(self.norm(x)).reshape(n, 3, self.heads, c // self.heads, h * w).transpose(-1, -2)
        y = F.scaled_dot_product_attention(qkv[:, 0], qkv[:, 1], qkv[:, 2])
        return x + self.out(y.transpose(-1, -2).reshape(n, c, h, w))


class Palette(nn.Module):
    """Mean and spread of the latents that are known (and, apart, of all that are shown), as a vector: what colours and contrasts
    this picture has. Given directly, since a small network takes long to learn to look for it."""

    def __init__(self, width: int):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4 * LATENT_CHANNELS + 1, width), nn.SiLU(), nn.Linear(width, width))

    def forward(self, mask: torch.Tensor, shown: torch.Tensor) -> torch.Tensor:
        known = 1.0 - mask
        share = known.mean(dim=(2, 3))
        weight = known / (known.sum(dim=(2, 3), keepdim=True) + 1.0)
        mean = (shown * weight).sum(dim=(2, 3))
        spread = torch.sqrt((torch.square(shown - mean[:, :, None, None]) * weight).sum(dim=(2, 3)) + 1e-4)
        mean_all = shown.mean(dim=(2, 3))
        spread_all = torch.sqrt(torch.square(shown - mean_all[:, :, None, None]).mean(dim=(2, 3)) + 1e-4)
        return self.net(torch.cat([share, mean, spread, mean_all, spread_all], dim=1))


class UNet(nn.Module):
    """Velocity of the noisy latents.

    x [N, 9, H, W]: 4 noisy latents, 1 mask (1 = to be generated), 4 latents of the picture shown (the source, mirrored outwards where
    nothing is known); t [N] timesteps in [0, 1000), one per sample. Returns [N, 4, H, W]. H and W must be multiples of 4.
    """

    def __init__(self, width: int = 96, multiples: tuple[int, int, int] = (1, 2, 3)):
        super().__init__()
        a, b, c = (width * m for m in multiples)
        e = width * 4
        self.width = width
        self.time = nn.Sequential(nn.Linear(width, e), nn.SiLU(), nn.Linear(e, e))
        self.palette = Palette(e)
        self.enter = conv(2 * LATENT_CHANNELS + 1, a)
        self.down1, self.shrink1 = Residual(a, a, e), conv(a, a, 2)
        self.down2, self.look2, self.shrink2 = Residual(a, b, e), Attention(b, 4), conv(b, b, 2)
        self.down3, self.look3 = Residual(b, c, e), Attention(c, 4)
        self.middle1, self.middle2 = Residual(c, c, e), Residual(c, c, e)
        self.look4 = Attention(c, 4)
        self.up3, self.look5, self.grow3 = Residual(2 * c, c, e), Attention(c, 4), conv(c, b)
        self.up2a, self.look6, self.up2b = Residual(2 * b, b, e), Attention(b, 4), Residual(b, b, e)
        self.grow2 = conv(b, a)
        self.up1a, self.up1b = Residual(2 * a, a, e), Residual(a, a, e)
        self.norm, self.leave = nn.GroupNorm(16, a), conv(a, LATENT_CHANNELS)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        return self.body(x, timestep_features(t, self.width).to(x.dtype))

    def body(self, x: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        """The same from given timestep features; every operation here follows the dtype of its inputs."""
        e = F.silu(self.time(features) + self.palette(x[:, 4:5], x[:, 5:9]))
        h1 = self.down1(self.enter(x), e)
        h2 = self.look2(self.down2(self.shrink1(h1), e))
        h3 = self.look3(self.down3(self.shrink2(h2), e))
        h = self.middle2(self.look4(self.middle1(h3, e)), e)
        h = self.look5(self.up3(torch.cat([h, h3], 1), e))
        h = self.grow3(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        h = self.up2b(self.look6(self.up2a(torch.cat([h, h2], 1), e)), e)
        h = self.grow2(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        h = self.up1b(self.up1a(torch.cat([h, h1], 1), e), e)
        return self.leave(F.silu(self.norm(h)))


class Sharp(nn.Module):
    """Super-resolution by `factor` (2 or 4): [N, 3, H, W] in [0, 1] -> [N, 3, fH, fW], not clamped. Adds what it finds to a
    bilinear enlargement; no normalisation, so tiles that overlap by its receptive field join exactly."""

    def __init__(self, factor: int, width: int = 48, blocks: int = 8):
        super().__init__()
        self.factor = factor
        self.enter = conv(3, width)
        self.body = nn.Sequential(*[Plain(width) for _ in range(blocks)], conv(width, width))
        self.leave = nn.Sequential(nn.ReLU(), conv(width, 3 * factor * factor), nn.PixelShuffle(factor))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first = self.enter(x - 0.5)
        grown = F.interpolate(x, scale_factor=float(self.factor), mode="bilinear", align_corners=False)
        return grown + self.leave(first + self.body(first))


class Normed(nn.Module):
    """Residual block with normalisation of each picture by itself, so that what it is batched with makes no difference."""

    def __init__(self, channels: int):
        super().__init__()
        self.body = nn.Sequential(norm(channels), nn.SiLU(), conv(channels, channels), norm(channels), nn.SiLU(), conv(channels, channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


def norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(2 if channels < 16 else 8, channels)


class Colours(nn.Module):
    """Colour of a grey picture: [N, 3, H, W] in [0, 1] (its luma alone is looked at) -> [N, 3, H, W]: that luma, then Cb and Cr plus a half.
    Looks at the whole picture at SIDE x SIDE px, whatever its size, and at where in it things are: what a thing is called is told by far more
    than its neighbourhood. Colour comes at a quarter of that: whoever enlarges it follows the picture's edges."""

    SIDE = 128

    def __init__(self, widths: tuple[int, int, int] = (64, 128, 192)):
        super().__init__()
        a, b, c = widths
        self.enter = conv(16 + 2, a)
        self.level0, self.level1, self.level2 = Normed(a), Normed(b), nn.Sequential(Normed(c), Normed(c))
        self.down1, self.down2 = conv(a, b, 2), conv(b, c, 2)
        self.whole = nn.Sequential(norm(c), nn.SiLU(), nn.AdaptiveAvgPool2d(1), nn.Conv2d(c, c, 1), nn.SiLU(), nn.Conv2d(c, c, 1))
        self.up2, self.join1 = conv(c, b), nn.Sequential(conv(2 * b, b), Normed(b))
        self.up1, self.join0 = conv(b, a), nn.Sequential(conv(2 * a, a), Normed(a))
        self.leave = nn.Sequential(norm(a), nn.SiLU(), conv(a, 2))
        at = torch.linspace(-1, 1, self.SIDE // 4)
        self.register_buffer("place", torch.stack(torch.meshgrid(at, at, indexing="ij"))[None])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = luma_of(x)
        seen = F.pixel_unshuffle(F.interpolate(y, size=(self.SIDE, self.SIDE), mode="area") * 2 - 1, 4)
        place = self.place.type_as(seen).expand(x.shape[0], -1, -1, -1)  # a trace keeps no dtype of type_as
        h0 = self.level0(self.enter(torch.cat([seen, place], 1)))
        h1 = self.level1(self.down1(h0))
        h2 = self.down2(h1)
        h2 = self.level2(h2 + self.whole(h2))
        h = self.join1(torch.cat([self.up2(F.interpolate(h2, scale_factor=2.0, mode="nearest")), h1], 1))
        h = self.join0(torch.cat([self.up1(F.interpolate(h, scale_factor=2.0, mode="nearest")), h0], 1))
        chroma = torch.tanh(self.leave(h)) * 0.5
        return torch.cat([y, F.interpolate(chroma, size=x.shape[2:], mode="bilinear", align_corners=False) + 0.5], 1)


def luma_of(x: torch.Tensor) -> torch.Tensor:
    """BT.601 Y of RGB, full range: [N, 3, H, W] -> [N, 1, H, W]."""
    return 0.299 * x[:, 0:1] + 0.587 * x[:, 1:2] + 0.114 * x[:, 2:3]


def with_chroma(x: torch.Tensor) -> torch.Tensor:
    """RGB -> Y, Cb + 0.5, Cr + 0.5, full range."""
    y = luma_of(x)
    return torch.cat([y, (x[:, 2:3] - y) * 0.564 + 0.5, (x[:, 0:1] - y) * 0.713 + 0.5], 1)


def to_rgb(ycc: torch.Tensor) -> torch.Tensor:
    """The inverse of `with_chroma`; not clamped."""
    y, cb, cr = ycc[:, 0:1], ycc[:, 1:2] - 0.5, ycc[:, 2:3] - 0.5
    red, blue = y + cr / 0.713, y + cb / 0.564
    return torch.cat([red, (y - 0.299 * red - 0.114 * blue) / 0.587, blue], 1)


class Painter(nn.Module):
    """A picture in another manner: [N, 3, H, W] in [0, 1] -> the same form, not clamped. Adds to the picture; no normalisation, so tiles
    that overlap by `reach` join exactly. Works at half size inside."""

    def __init__(self, width: int = 40, blocks: int = 6):
        super().__init__()
        self.reach = 2 * (1 + 2 * blocks + 1) + 2  # even: every tile begins at the same phase of the unshuffling
        self.enter = nn.Sequential(nn.PixelUnshuffle(2), conv(12, width))
        self.body = nn.Sequential(*[Plain(width) for _ in range(blocks)])
        self.leave = nn.Sequential(nn.ReLU(), conv(width, 12), nn.PixelShuffle(2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.leave(self.body(self.enter(x - 0.5)))


class Patches(nn.Module):
    """Patch discriminator: [N, 3, H, W] in [0, 1] -> (scores [N, 1, H/8, W/8], features of each level for feature matching)."""

    def __init__(self, width: int = 32):
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        sizes = [3, width, width * 2, width * 4]
        self.levels = nn.ModuleList([norm(nn.Conv2d(i, o, 4, 2, 1)) for i, o in zip(sizes, sizes[1:])])
        self.score = norm(nn.Conv2d(width * 4, 1, 3, 1, 1))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        found, x = [], x * 2 - 1
        for level in self.levels:
            x = F.leaky_relu(level(x), 0.2)
            found.append(x)
        return self.score(x), found


def parameters_in_millions(net: nn.Module) -> float:
    return sum(p.numel() for p in net.parameters()) / 1e6
