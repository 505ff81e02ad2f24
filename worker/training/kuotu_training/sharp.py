"""Trains super-resolution on distortion: L1 in RGB between the network's enlargement of a bicubic reduction and the original.

    python -m kuotu_training.sharp --photos DIR --factor 2 --minutes 30
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import photos
from .autoencoder import pixels
from .nets import Sharp
from .runs import Average, Budget, Mean, Run, batches, device, half_way, learning_rate, set_rate

LARGEST_SCALE = 2.0  # the photographs are JPEG files: seen at half size, half of the time, they are clean


def reduced(x: torch.Tensor, factor: int) -> torch.Tensor:
    """Bicubic with antialiasing: the reduction that published figures assume; rounded to 8 bits like a file."""
    small = F.interpolate(x, scale_factor=1 / factor, mode="bicubic", antialias=True, align_corners=False)
    return (small.clamp(0, 1) * 255).round() / 255


def luma(x: torch.Tensor) -> torch.Tensor:
    """BT.601 Y in [16, 235]/255 of RGB [N, 3, H, W] in [0, 1]."""
    weights = torch.tensor([65.481, 128.553, 24.966], device=x.device)[None, :, None, None]
    return ((x * weights).sum(1) + 16) / 255


def psnr_y(made: torch.Tensor, real: torch.Tensor, shave: int) -> float:
    """dB on Y, without the outermost `shave` px, as published figures are given."""
    made, real = (luma((x.clamp(0, 1) * 255).round() / 255)[:, shave:-shave, shave:-shave] for x in (made, real))
    return float(-10 * torch.log10((made - real).square().mean()))


@torch.no_grad()
def judge(net: Sharp, held_out: list[photos.Photo], where: torch.device, count: int = 20) -> tuple[float, float]:
    """(ours, bicubic): mean PSNR on Y in dB over held-out photographs, at most 512x512 px of each."""
    ours, bicubic = [], []
    for photo in held_out[:count]:
        image = photo.pixels()
        size = min(image.shape[0], image.shape[1], 512) // net.factor * net.factor
        y, x = (image.shape[0] - size) // 2, (image.shape[1] - size) // 2
        real = pixels(np.ascontiguousarray(image[y:y + size, x:x + size].transpose(2, 0, 1)[None]), where)
        small = reduced(real, net.factor)
        plain = F.interpolate(small, scale_factor=float(net.factor), mode="bicubic", align_corners=False)
        ours.append(psnr_y(net(small), real, net.factor))
        bicubic.append(psnr_y(plain, real, net.factor))
    return sum(ours) / len(ours), sum(bicubic) / len(bicubic)


class Training:
    def __init__(self, run: Run, factor: int, rate: float):
        self.where, self.rate = device(), rate
        self.net = Sharp(factor).to(self.where, memory_format=torch.channels_last)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), betas=(0.9, 0.99), weight_decay=0.0)
        self.average = Average(self.net, 0.999)
        self.steps = 0
        state = run.load(self.where)
        if state is not None:
            self.net.load_state_dict(state["net"])
            self.average.net.load_state_dict(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.steps = self.average.updates = state["steps"]

    def state(self) -> dict:
        return {"net": self.net.state_dict(), "average": self.average.net.state_dict(),
                "optimizer": self.optimizer.state_dict(), "steps": self.steps}

    def step(self, real: torch.Tensor) -> dict[str, float]:
        set_rate(self.optimizer, learning_rate(self.steps, self.rate, 200))
        small = reduced(real, self.net.factor).contiguous(memory_format=torch.channels_last)
        with half_way(self.where):
            made = self.net(small)
        loss = (made.float() - real).abs().mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 0.5)
        self.optimizer.step()
        self.average.update(self.net)
        self.steps += 1
        return {"l1": float(loss.detach())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--factor", type=int, choices=(2, 4), default=2)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--rate", type=float, default=5e-4)
    options = parser.parse_args()

    run = Run(options.runs / f"sharp-x{options.factor}")
    training = Training(run, options.factor, options.rate)
    train, held_out = photos.split(options.photos)
    views = photos.Views(train, None, training.steps)
    ahead = batches(lambda n: views.source(n, options.batch, options.size, LARGEST_SCALE), training.where)
    budget, mean = Budget(options.minutes), Mean()

    def speak_of_quality() -> None:
        ours, bicubic = judge(training.average.net, held_out, training.where)
        run.speak(step=training.steps, psnr_y_db=ours, bicubic_db=bicubic)

    while not budget.over():
        mean.add(**training.step(pixels(next(ahead), training.where)))
        if run.due_to_speak():
            run.speak(step=training.steps, **mean.take())
        if run.due_to_save(600):
            run.save(training.state())
            speak_of_quality()
    run.save(training.state())
    torch.save(training.average.net.state_dict(), run.folder / "final.pt")
    speak_of_quality()


if __name__ == "__main__":
    main()
