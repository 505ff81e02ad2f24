"""Trains super-resolution: first on distortion (L1 in RGB between the network's enlargement of a bicubic reduction and the original); then, as
a bundle of its own (`--perceptual`), from those weights against a patch discriminator and on inputs that are blurred, noisy and JPEG.

    python -m kuotu_training.sharp --photos DIR --factor 2 --minutes 30
    python -m kuotu_training.sharp --photos DIR --factor 4 --minutes 30               (its body begins as that of sharp-x2, where there is one)
    python -m kuotu_training.sharp --photos DIR --factor 2 --minutes 15 --perceptual
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import photos
from .autoencoder import pixels
from .degradation import Degradation, reduced
from .nets import Patches, Sharp
from .runs import Average, Budget, Mean, Run, batches, device, half_way, learning_rate, set_rate

LARGEST_SCALE = 2.0  # the photographs are JPEG files: seen at half size, half of the time, they are clean
# Of the perceptual losses, by looking: the enlargement must reduce to what was given. The sharp-x2-perceptual that ships was made with 1, 0.4, 1, 0.03;
# sharp-x4 had a grid with these, and jagged edges with those below, after 400 steps each.
FAITHFUL, DISTORTION, MATCHING, DECEIT = 1.0, 1.0, 0.5, 0.01


def luma(x: torch.Tensor) -> torch.Tensor:
    """BT.601 Y in [16, 235]/255 of RGB [N, 3, H, W] in [0, 1]."""
    weights = torch.tensor([65.481, 128.553, 24.966], device=x.device)[None, :, None, None]
    return ((x * weights).sum(1) + 16) / 255


def psnr_y(made: torch.Tensor, real: torch.Tensor, shave: int) -> float:
    """dB on Y, without the outermost `shave` px, as published figures are given."""
    made, real = (luma((x.clamp(0, 1) * 255).round() / 255)[:, shave:-shave, shave:-shave] for x in (made, real))
    return float(-10 * torch.log10((made - real).square().mean()))


def ssim_y(made: torch.Tensor, real: torch.Tensor, shave: int) -> float:
    """Structural similarity on Y: 11x11 Gaussian windows of sigma 1.5, as Wang et al. 2004."""
    a, b = (luma((x.clamp(0, 1) * 255).round() / 255)[:, None, shave:-shave, shave:-shave] for x in (made, real))
    at = torch.arange(11, dtype=torch.float32, device=a.device) - 5
    line = torch.exp(-at.square() / (2 * 1.5 ** 2))
    window = (line[:, None] * line[None, :] / line.sum() ** 2)[None, None]
    mean = [F.conv2d(x, window) for x in (a, b, a * a, b * b, a * b)]
    ma, mb = mean[0], mean[1]
    va, vb, cov = mean[2] - ma * ma, mean[3] - mb * mb, mean[4] - ma * mb
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    return float(((2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))).mean())


def judged_views(held_out: list[photos.Photo], factor: int, where: torch.device, count: int):
    """(original, reduction) of held-out photographs, at most 512x512 px of each."""
    for photo in held_out[:count]:
        image = photo.pixels()
        size = min(image.shape[0], image.shape[1], 512) // factor * factor
        y, x = (image.shape[0] - size) // 2, (image.shape[1] - size) // 2
        real = pixels(np.ascontiguousarray(image[y:y + size, x:x + size].transpose(2, 0, 1)[None]), where)
        yield real, reduced(real, factor)


@torch.no_grad()
def judge(net: Sharp, held_out: list[photos.Photo], where: torch.device, count: int = 20) -> dict[str, float]:
    """Mean PSNR in dB and SSIM on Y, ours and bicubic's."""
    figures: dict[str, list[float]] = {"psnr_y_db": [], "bicubic_db": [], "ssim_y": [], "bicubic_ssim": []}
    for real, small in judged_views(held_out, net.factor, where, count):
        plain = F.interpolate(small, scale_factor=float(net.factor), mode="bicubic", align_corners=False)
        made = net(small)
        figures["psnr_y_db"].append(psnr_y(made, real, net.factor))
        figures["bicubic_db"].append(psnr_y(plain, real, net.factor))
        figures["ssim_y"].append(ssim_y(made, real, net.factor))
        figures["bicubic_ssim"].append(ssim_y(plain, real, net.factor))
    return {name: sum(values) / len(values) for name, values in figures.items()}


class Training:
    """One run: the network, its average, and a discriminator that only the perceptual kind asks; `step` does one batch."""

    def __init__(self, run: Run, factor: int, perceptual: bool, start: dict | None, rate: float):
        self.where, self.perceptual, self.rate = device(), perceptual, rate
        self.net = Sharp(factor).to(self.where, memory_format=torch.channels_last)
        state = run.load(self.where)
        if state is None and start is not None:
            self.net.load_state_dict(fitting(start, self.net), strict=False)
        self.critic = Patches().to(self.where, memory_format=torch.channels_last)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), betas=(0.9, 0.99), weight_decay=0.0)
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), betas=(0.5, 0.99), weight_decay=0.0)
        self.average = Average(self.net, 0.999)
        self.steps = 0
        if state is not None:
            self._resume(state)
        self.degradation = Degradation(factor, self.steps)

    def _resume(self, state: dict) -> None:
        self.net.load_state_dict(state["net"])
        self.average.net.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.perceptual:
            self.critic.load_state_dict(state["critic"])
            self.critic_optimizer.load_state_dict(state["critic_optimizer"])
        self.steps = self.average.updates = state["steps"]

    def state(self) -> dict:
        state = {"net": self.net.state_dict(), "average": self.average.net.state_dict(),
                 "optimizer": self.optimizer.state_dict(), "steps": self.steps}
        if self.perceptual:
            state |= {"critic": self.critic.state_dict(), "critic_optimizer": self.critic_optimizer.state_dict()}
        return state

    def step(self, real: torch.Tensor, left: float, cool: float) -> dict[str, float]:
        rate = learning_rate(self.steps, self.rate, 200, left, cool)
        set_rate(self.optimizer, rate)
        small = (self.degradation(real) if self.perceptual else reduced(real, self.net.factor))
        with half_way(self.where):
            made = self.net(small.contiguous(memory_format=torch.channels_last)).float()
        loss = (made - real).abs().mean()
        figures = {"l1": float(loss.detach())}
        if self.perceptual:
            loss = DISTORTION * loss + self._looks(made, real, figures)
        self._descend(self.optimizer, loss, self.net)
        if self.perceptual:
            figures["critic"] = self._criticise(made.detach(), real, rate)
        self.average.update(self.net)
        self.steps += 1
        return figures

    def _looks(self, made: torch.Tensor, real: torch.Tensor, figures: dict[str, float]) -> torch.Tensor:
        faithful = (F.avg_pool2d(made, self.net.factor) - F.avg_pool2d(real, self.net.factor)).abs().mean()
        self.critic.requires_grad_(False)
        score, found = self.critic(made)
        with torch.no_grad():
            _, wanted = self.critic(real)
        matching = sum(((f - w).abs().mean() for f, w in zip(found, wanted)), torch.zeros((), device=made.device))
        self.critic.requires_grad_(True)
        figures["matching"], figures["score"] = float(matching.detach()), float(score.detach().float().mean())
        deceit = DECEIT * learning_rate(self.steps, 1.0, 150) * score.float().mean()
        return FAITHFUL * faithful + MATCHING * matching - deceit

    def _criticise(self, made: torch.Tensor, real: torch.Tensor, rate: float) -> float:
        set_rate(self.critic_optimizer, 2 * rate)
        with half_way(self.where):
            loss = (F.relu(1 - self.critic(real)[0].float()) + F.relu(1 + self.critic(made)[0].float())).mean()
        self._descend(self.critic_optimizer, loss, self.critic)
        return float(loss.detach())

    @staticmethod
    def _descend(optimizer: torch.optim.Optimizer, loss: torch.Tensor, net: torch.nn.Module) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.5)
        optimizer.step()


def fitting(weights: dict, net: Sharp) -> dict:
    """Those of a network of another factor that this one has too: everything but its last layer."""
    mine = net.state_dict()
    return {name: w for name, w in weights.items() if mine[name].shape == w.shape}


def starting_weights(runs: Path, factor: int, perceptual: bool) -> dict | None:
    """Where there is no state to go on from: weights of the same bundle, else of the one that it grows out of."""
    ancestors = [f"sharp-x{factor}-perceptual", f"sharp-x{factor}"] if perceptual else [f"sharp-x{factor}", "sharp-x2"]
    for name in ancestors:
        file = runs / name / "final.pt"
        if file.exists():
            return torch.load(file, map_location=device(), weights_only=True)
    if perceptual:
        raise FileNotFoundError(f"{runs}/{ancestors[-1]}/final.pt: the perceptual kind grows out of the other; train that first")
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--factor", type=int, choices=(2, 4), default=2)
    parser.add_argument("--perceptual", action="store_true")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=None, help="px of the original's views; 48 px of the small picture unless given")
    parser.add_argument("--rate", type=float, default=None)
    parser.add_argument("--cool", type=float, default=0.0, help="share of the minutes over which the rate falls to nothing at the end")
    options = parser.parse_args()

    run = Run(options.runs / (f"sharp-x{options.factor}" + ("-perceptual" if options.perceptual else "")))
    start = starting_weights(options.runs, options.factor, options.perceptual)
    rate = options.rate or (2e-4 if options.perceptual else 5e-4)
    training = Training(run, options.factor, options.perceptual, start, rate)
    train, held_out = photos.split(options.photos)
    views = photos.Views(train, None, training.steps)
    size = options.size or 48 * options.factor
    ahead = batches(lambda n: views.source(n, options.batch, size, LARGEST_SCALE), training.where)
    budget, mean = Budget(options.minutes), Mean()

    while not budget.over():
        mean.add(**training.step(pixels(next(ahead), training.where), budget.left(), options.cool))
        if run.due_to_speak():
            run.speak(step=training.steps, **mean.take())
        if run.due_to_save(600):
            run.save(training.state())
            run.speak(step=training.steps, **judge(training.average.net, held_out, training.where))
    run.save(training.state())
    torch.save(training.average.net.state_dict(), run.folder / "final.pt")
    run.speak(step=training.steps, **judge(training.average.net, held_out, training.where))


if __name__ == "__main__":
    main()
