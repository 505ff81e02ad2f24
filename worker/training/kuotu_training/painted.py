"""Trains `style-painted`: a small network that paints as a slow filter does (Kuwahara's, in its generalised form, at two sizes, then a little more
colour). The filter looks at every pixel's neighbourhood eight times over; the network is one batched call of a device.

    python -m kuotu_training.painted --photos DIR --minutes 8
    python -m kuotu_training.painted --photos DIR --judge REPORT.json
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F

from . import photos
from .autoencoder import pixels
from .nets import Painter, luma_of
from .runs import Average, Budget, Mean, Run, batches, device, half_way, learning_rate, set_rate

SECTORS, RADIUS, SHARPNESS, VIVID = 8, 4, 6.0, 1.15
EDGE = 2 * RADIUS + 4  # px of a view's border whose strokes the filter cannot know


def sector_kernels(radius: int) -> torch.Tensor:
    """[SECTORS, 1, k, k]: Gaussian wedges, each of sum 1."""
    at = torch.arange(-radius, radius + 1, dtype=torch.float32)
    y, x = torch.meshgrid(at, at, indexing="ij")
    angle, distance = torch.atan2(y, x), torch.hypot(x, y)
    falloff = torch.exp(-distance.square() / (2 * (radius / 2) ** 2)) * (distance <= radius + 0.5)
    kernels = []
    for sector in range(SECTORS):
        centre = 2 * torch.pi * sector / SECTORS
        off = torch.remainder(angle - centre + torch.pi, 2 * torch.pi) - torch.pi
        wedge = torch.clamp(1 - off.abs() / (2 * torch.pi / SECTORS), 0) * falloff
        wedge[radius, radius] = falloff[radius, radius] / SECTORS
        kernels.append(wedge / wedge.sum())
    return torch.stack(kernels)[:, None]


def kuwahara(x: torch.Tensor, radius: int) -> torch.Tensor:
    """[N, 3, H, W]: the mean of each wedge, weighted by how little varies in it (Papari et al. 2007)."""
    kernels = sector_kernels(radius).to(x.device).repeat(3, 1, 1, 1)
    padded = F.pad(x, (radius,) * 4, "replicate")
    mean = F.conv2d(padded, kernels, groups=3).unflatten(1, (3, SECTORS))
    square = F.conv2d(padded.square(), kernels, groups=3).unflatten(1, (3, SECTORS))
    spread = (square - mean.square()).clamp(0).sum(1, keepdim=True).sqrt()
    weight = 1 / (1 + (64 * spread) ** SHARPNESS)
    weight = weight / (weight.sum(2, keepdim=True) + 1e-12)
    return (mean * weight).sum(2)


def painted(x: torch.Tensor) -> torch.Tensor:
    """What the network is to make of [N, 3, H, W] in [0, 1]."""
    strokes = kuwahara(kuwahara(x, RADIUS), 2)
    y = luma_of(strokes)
    return (y + (strokes - y) * VIVID).clamp(0, 1)


def psnr(a: torch.Tensor, b: torch.Tensor) -> float:
    return float(-10 * torch.log10((a.clamp(0, 1) - b)[..., EDGE:-EDGE, EDGE:-EDGE].square().mean()))


@torch.no_grad()
def judge(net: Painter, held_out: list[photos.Photo], where: torch.device, count: int = 40) -> dict[str, float]:
    """Mean PSNR in dB of held-out photographs (middle, 384 px) against the filter: the network's, and the photograph's itself."""
    ours, none = [], []
    for photo in held_out[:count]:
        image = photo.pixels(512)
        side = min(384, *image.shape[:2]) // 2 * 2
        top, left = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
        x = pixels(image[None, top:top + side, left:left + side].transpose(0, 3, 1, 2).copy(), where)
        wanted = painted(x)
        ours.append(psnr(net(x), wanted))
        none.append(psnr(x, wanted))
    return {"psnr_db": sum(ours) / len(ours), "unchanged_db": sum(none) / len(none), "photographs": len(ours)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--size", type=int, default=96, help="px of the views")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--cool", type=float, default=0.4)
    parser.add_argument("--judge", type=Path)
    options = parser.parse_args()

    where, run = device(), Run(options.runs / "style-painted")
    train, held_out = photos.split(options.photos)
    net = Painter().to(where, memory_format=torch.channels_last)
    if options.judge:
        net.load_state_dict(torch.load(run.folder / "final.pt", weights_only=True, map_location=where))
        options.judge.write_text(json.dumps(judge(net.eval(), held_out, where), indent=2) + "\n", encoding="utf-8")
        print(options.judge.read_text(encoding="utf-8"))
        return
    run.begin_from_weights(net)
    average, optimizer = Average(net, 0.998), torch.optim.AdamW(net.parameters(), betas=(0.9, 0.99), weight_decay=0.0)
    views = photos.Views(train[::2], 512, 1)
    ahead = batches(lambda n: views.source(n, options.batch, options.size, 2.0), where)
    budget, mean, steps = Budget(options.minutes), Mean(), 0
    while not budget.over():
        set_rate(optimizer, learning_rate(steps, options.rate, 50, budget.left(), options.cool))
        real = pixels(next(ahead), where)
        with torch.no_grad():
            wanted = painted(real)
        with half_way(where):
            made = net(real).float()
        loss = (made - wanted)[..., EDGE:-EDGE, EDGE:-EDGE].abs().mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.5)
        optimizer.step()
        average.update(net)
        steps += 1
        mean.add(l1=float(loss.detach()))
        if run.due_to_speak():
            run.speak(step=steps, **mean.take())
    torch.save(average.net.state_dict(), run.folder / "final.pt")
    run.speak(step=steps, **judge(average.net, held_out, where, 12))


if __name__ == "__main__":
    main()
