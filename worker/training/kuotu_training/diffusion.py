"""The noise schedule and the reference samplers. The Java worker computes the same numbers (golden.json holds it to that).

Timestep i in [0, 1000) stands for t = (i + 1) / 1000; the signal keeps alpha = cos(pi t / 2), the noise has sigma = sin(pi t / 2), so
that the last timestep is pure noise (zero terminal SNR). Networks predict the velocity v = alpha * noise - sigma * signal.
"""

import math
from collections.abc import Iterator

import torch

TIMESTEPS = 1000


def alpha_sigma(i: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Of timesteps i [N] (real numbers are allowed), shaped [N, 1, 1, 1]."""
    angle = (i + 1) / TIMESTEPS * (math.pi / 2)
    return torch.cos(angle)[:, None, None, None], torch.sin(angle)[:, None, None, None]


def timesteps(steps: int, start: float) -> list[int]:
    """Evenly spaced, descending, from `start` (1 = pure noise) towards 0; one entry per call of the network, none twice."""
    first = round(start * TIMESTEPS) - 1
    steps = min(steps, max(1, first))
    return [round(first * (steps - k) / steps) for k in range(steps)]


@torch.no_grad()
def walk(net, mask: torch.Tensor, shown: torch.Tensor, noise: torch.Tensor, steps: int, start: float,
         method: str = "dpm++2m") -> Iterator[tuple[int, torch.Tensor]]:
    """(timestep, noisy latents [N, 4, H, W]) before each call of the network, then (-1, the latents of the picture). Starts from what
    is shown, noised to the level `start`. `method` is ddim or dpm++2m."""
    count = shown.shape[0]
    path = timesteps(steps, start)
    a, s = alpha_sigma(torch.full((count,), float(path[0]), device=shown.device))
    x, before = a * shown + s * noise, None
    for k, i in enumerate(path):
        yield i, x
        t = torch.full((count,), float(i), device=shown.device)
        a, s = alpha_sigma(t)
        v = net(torch.cat([x, mask, shown], 1), t)
        signal, grain = a * x - s * v, s * x + a * v
        if k + 1 == len(path):
            yield -1, signal
            return
        a_next, s_next = alpha_sigma(torch.full((count,), float(path[k + 1]), device=shown.device))
        if method == "dpm++2m" and before is not None:
            x, before = _second_order(x, signal, before, (path[k - 1], i, path[k + 1]), s, a_next, s_next), signal
        else:
            x, before = a_next * signal + s_next * grain, signal


def sample(net, mask: torch.Tensor, shown: torch.Tensor, noise: torch.Tensor, steps: int, start: float,
           method: str = "dpm++2m") -> torch.Tensor:
    """Latents [N, 4, H, W]: where `walk` ends."""
    *_, (_, latents) = walk(net, mask, shown, noise, steps, start, method)
    return latents


def _second_order(x, signal, before, around, s, a_next, s_next):
    """DPM-Solver++ 2M (multistep, data prediction); `around` = (previous, this, next) timesteps."""
    lam = [math.log(max(1e-12, math.cos(_angle(i)) / math.sin(_angle(i)))) for i in around]
    h, h_before = lam[2] - lam[1], lam[1] - lam[0]
    ratio = h_before / h
    blended = (1 + 1 / (2 * ratio)) * signal - 1 / (2 * ratio) * before
    return s_next / s * x - a_next * math.expm1(-h) * blended


def _angle(i: float) -> float:
    return (i + 1) / TIMESTEPS * (math.pi / 2)
