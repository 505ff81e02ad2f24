"""Trains the UNet on latents of the frozen autoencoder.

    python -m kuotu_training.unet --photos DIR --minutes 120            (goes on from runs/unet/state.pt when that is there)
    python -m kuotu_training.unet --photos DIR --minutes 9 --batch 256  (on a GPU)
    python -m kuotu_training.unet --photos DIR --from ../models/scenes-256    (starts again from shipped weights alone)
"""

import argparse
from pathlib import Path

import torch

from . import photos
from .canvases import Canvases, cached
from .diffusion import TIMESTEPS, alpha_sigma
from .nets import Autoencoder, UNet
from .runs import Average, Budget, Mean, Run, batches, device, half_way, learning_rate, set_rate
from .shipped import load_shipped

SIZES = ((32, 32), (32, 48), (40, 40))  # cells; canvases at working size
SIZE_SHARES = (0.6, 0.25, 0.15)
KNOWN_WEIGHT = 0.2  # of the loss where the picture is known: enough to tie both sides of the border together


class Training:
    def __init__(self, run: Run, rate: float, start: dict | None):
        self.where, self.rate = device(), rate
        self.net = UNet().to(self.where, memory_format=torch.channels_last)
        state = run.load(self.where)
        if state is None and start is not None:
            self.net.load_state_dict(start)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), betas=(0.9, 0.99), weight_decay=0.01)
        self.average = Average(self.net)
        self.steps = self.samples = 0
        if state is not None:
            self.net.load_state_dict(state["net"])
            self.average.net.load_state_dict(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.steps = self.average.updates = state["steps"]
            self.samples = state["samples"]

    def state(self) -> dict:
        return {"net": self.net.state_dict(), "average": self.average.net.state_dict(),
                "optimizer": self.optimizer.state_dict(), "steps": self.steps, "samples": self.samples}

    def step(self, real: torch.Tensor, mask: torch.Tensor, shown: torch.Tensor, left: float, cool: float) -> dict[str, float]:
        set_rate(self.optimizer, learning_rate(self.steps, self.rate, 500, left, cool))
        t = drawn_timesteps(real.shape[0], self.where)
        loss, generated = velocity_loss(self.net, real, mask, shown, t, torch.randn_like(real))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.average.update(self.net)
        self.steps += 1
        self.samples += real.shape[0]
        return {"loss": float(loss.detach()), "generated": float(generated)}


def drawn_timesteps(count: int, where: torch.device) -> torch.Tensor:
    """Logit-normal around the middle, where structure is decided; a tenth uniform, so that no level is ever forgotten."""
    middle = torch.sigmoid(torch.randn(count, device=where) + 0.3)
    even = torch.rand(count, device=where)
    return torch.where(torch.rand(count, device=where) < 0.1, even, middle) * TIMESTEPS - 1


def velocity_loss(net, real, mask, shown, t, noise) -> tuple[torch.Tensor, torch.Tensor]:
    """(the loss, its mean over the generated part alone)."""
    a, s = alpha_sigma(t)
    x = torch.cat([a * real + s * noise, mask, shown], 1)
    with half_way(real.device):
        made = net(x.contiguous(memory_format=torch.channels_last), t)
    squared = (made.float() - (a * noise - s * real)).square()
    weight = mask + KNOWN_WEIGHT * (1 - mask)
    loss = (squared * weight).sum() / (weight.sum() * real.shape[1])
    with torch.no_grad():
        generated = (squared * mask).sum() / (mask.sum().clamp(min=1) * real.shape[1])
    return loss, generated


@torch.no_grad()
def judge(net, canvases: Canvases, where: torch.device) -> float:
    """Loss of the generated part on the same 64 held-out canvases, timesteps and noises each time."""
    canvases.random = type(canvases.random)(type(canvases.random.bit_generator)(1))
    generator = torch.Generator().manual_seed(1)
    total = 0.0
    for t in (150.0, 400.0, 650.0, 900.0):
        real, mask, shown = (a.to(where) for a in canvases.batch(16, 32, 32))
        noise = torch.randn(real.shape, generator=generator).to(where)
        total += float(velocity_loss(net, real, mask, shown, torch.full((16,), t, device=where), noise)[1])
    return total / 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--cool", type=float, default=0.0, help="share of the minutes over which the rate falls to nothing at the end")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--from", dest="start", type=Path, default=None, help="a shipped bundle to start from")
    options = parser.parse_args()

    where, run = device(), Run(options.runs / "unet")
    weights = load_shipped(options.start) if options.start else {}
    autoencoder = Autoencoder().to(where).eval()
    autoencoder.load_state_dict(
        weights.get("autoencoder")
        or torch.load(options.runs / "autoencoder" / "final.pt", map_location=where, weights_only=True))
    train, held_out = photos.split(options.photos)
    seen = cached(autoencoder, train, where, options.runs / "latents-train.npz")
    unseen = cached(autoencoder, held_out, where, options.runs / "latents-held-out.npz")

    training = Training(run, options.rate, weights.get("unet"))
    seed = options.seed if options.seed is not None else training.steps

    def source(process: int):
        canvases = Canvases(seen, 1000 * seed + process)
        return lambda: canvases.batch(options.batch, *SIZES[canvases.random.choice(len(SIZES), p=SIZE_SHARES)])

    ahead = batches(source, where)
    judged = Canvases(unseen, 1)
    budget, mean = Budget(options.minutes), Mean()
    while not budget.over():
        batch = (a.to(where, non_blocking=True) for a in next(ahead))
        mean.add(**training.step(*batch, budget.left(), options.cool))
        if run.due_to_speak():
            run.speak(step=training.steps, samples=training.samples, **mean.take())
        if run.due_to_save(600):
            run.save(training.state())
            run.speak(step=training.steps, held_out=judge(training.average.net, judged, where))
    run.save(training.state())
    torch.save(training.average.net.state_dict(), run.folder / "final.pt")
    run.speak(step=training.steps, held_out=judge(training.average.net, judged, where))


if __name__ == "__main__":
    main()
