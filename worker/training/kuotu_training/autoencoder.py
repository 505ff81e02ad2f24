"""Trains the autoencoder: first whole, on distortion alone; then (`--adversarial`) the decoder, against a patch discriminator,
with the encoder frozen so that latents keep their meaning and a UNet trained on them stays valid.

    python -m kuotu_training.autoencoder --photos DIR --minutes 60
    python -m kuotu_training.autoencoder --photos DIR --minutes 30 --adversarial
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import photos
from .nets import Autoencoder, Patches
from .runs import Average, Budget, Mean, Run, batches, device, half_way, learning_rate, set_rate

LATENT_NOISE = 0.05  # added before decoding: the decoder must forgive what a diffusion model gets slightly wrong
LARGEST_SCALE = 4.0  # views cover up to 4x their size: at working size a whole photograph is seen


def pixels(batch: np.ndarray | torch.Tensor, where: torch.device) -> torch.Tensor:
    """uint8 -> fp32 in [0, 1], channels last in memory."""
    x = torch.as_tensor(batch).to(where).float().div_(255)
    return x.contiguous(memory_format=torch.channels_last)


def distortion(made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """L1, and L1 of the gradients at three scales: edges count more than their share of pixels."""
    total = (made - real).abs().mean()
    for level in range(3):
        if level > 0:
            made, real = F.avg_pool2d(made, 2), F.avg_pool2d(real, 2)
        total = total + ((made.diff(dim=2) - real.diff(dim=2)).abs().mean()
                         + (made.diff(dim=3) - real.diff(dim=3)).abs().mean()) * 0.5
    return total


@torch.no_grad()
def psnr(net: Autoencoder, views: torch.Tensor) -> float:
    """Mean over pictures, dB, of decode(encode(x))."""
    made = torch.cat([net.decode(net.encode(v[None])) for v in views]).clamp(0, 1)
    mse = (made - views).square().mean(dim=(1, 2, 3))
    return float((-10 * torch.log10(mse)).mean())


def judge_views(held_out: list[photos.Photo], where: torch.device, count: int = 40) -> torch.Tensor:
    """The same 256x256 views each time: the middle of held-out photographs at short side 320."""
    views = []
    for photo in held_out[:count]:
        image = photo.pixels(320)
        y, x = (image.shape[0] - 256) // 2, (image.shape[1] - 256) // 2
        views.append(image[y:y + 256, x:x + 256].transpose(2, 0, 1))
    return pixels(np.ascontiguousarray(np.stack(views)), where)


class Training:
    """One run: networks, optimisers, their averages; `step` does one batch."""

    def __init__(self, run: Run, adversarial: bool, start: dict | None, rate: float):
        self.where, self.adversarial, self.rate = device(), adversarial, rate
        self.net = Autoencoder().to(self.where, memory_format=torch.channels_last)
        state = run.load(self.where)
        if state is None and start is not None:
            self.net.load_state_dict(start)
        self.net.encoder.requires_grad_(not adversarial)
        self.critic = Patches().to(self.where, memory_format=torch.channels_last)
        trained = [p for p in self.net.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(trained, betas=(0.9, 0.99), weight_decay=1e-4)
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), betas=(0.5, 0.99), weight_decay=0.0)
        self.average = Average(self.net, 0.999)
        self.steps = 0
        if state is not None:
            self._resume(state)

    def _resume(self, state: dict) -> None:
        self.net.load_state_dict(state["net"])
        self.average.net.load_state_dict(state["average"])
        self.critic.load_state_dict(state["critic"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.critic_optimizer.load_state_dict(state["critic_optimizer"])
        self.steps = self.average.updates = state["steps"]

    def state(self) -> dict:
        return {"net": self.net.state_dict(), "average": self.average.net.state_dict(), "critic": self.critic.state_dict(),
                "optimizer": self.optimizer.state_dict(), "critic_optimizer": self.critic_optimizer.state_dict(),
                "steps": self.steps}

    def step(self, real: torch.Tensor) -> dict[str, float]:
        set_rate(self.optimizer, learning_rate(self.steps, self.rate, 300))
        with half_way(self.where):
            latents = self.net.encode(real)
            made = self.net.decode(latents + torch.randn_like(latents) * LATENT_NOISE).float()
            loss = distortion(made, real)
            figures = {"distortion": float(loss)}
            if self.adversarial:
                loss = loss + self._deceive(made, real, figures)
        self._descend(self.optimizer, loss, self.net)
        if self.adversarial:
            figures["critic"] = self._criticise(made.detach(), real)
        self.average.update(self.net)
        self.steps += 1
        return figures

    def _deceive(self, made: torch.Tensor, real: torch.Tensor, figures: dict[str, float]) -> torch.Tensor:
        """Feature matching keeps the decoder honest while the hinge makes it crisp; weights found by looking."""
        self.critic.requires_grad_(False)
        score, found = self.critic(made)
        with torch.no_grad():
            _, wanted = self.critic(real)
        matching = sum(((f - w).abs().mean() for f, w in zip(found, wanted)), torch.zeros((), device=made.device))
        self.critic.requires_grad_(True)
        figures["matching"], figures["score"] = float(matching), float(score.float().mean())
        return 0.5 * matching - 0.02 * learning_rate(self.steps, 1.0, 1000) * score.float().mean()

    def _criticise(self, made: torch.Tensor, real: torch.Tensor) -> float:
        set_rate(self.critic_optimizer, learning_rate(self.steps, self.rate, 100))
        with half_way(self.where):
            loss = (F.relu(1 - self.critic(real)[0].float()) + F.relu(1 + self.critic(made)[0].float())).mean()
        self._descend(self.critic_optimizer, loss, self.critic)
        return float(loss)

    @staticmethod
    def _descend(optimizer: torch.optim.Optimizer, loss: torch.Tensor, net: torch.nn.Module) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()


@torch.no_grad()
def normalise(net: Autoencoder, views: torch.Tensor) -> None:
    """Sets the statistics that give latents zero mean and unit scale. Once, before a UNet is trained on them."""
    raw = torch.cat([net.encoder(v[None]) for v in views])
    net.shift.copy_(raw.mean(dim=(0, 2, 3), keepdim=True))
    net.scale.copy_(raw.std(dim=(0, 2, 3), keepdim=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--rate", type=float, default=None)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--adversarial", action="store_true")
    options = parser.parse_args()

    run = Run(options.runs / ("decoder" if options.adversarial else "autoencoder"))
    start = None
    if options.adversarial:
        start = torch.load(options.runs / "autoencoder" / "final.pt", map_location=device(), weights_only=True)
    rate = options.rate or (1e-4 if options.adversarial else 4e-4)
    training = Training(run, options.adversarial, start, rate)
    train, held_out = photos.split(options.photos)
    views = photos.Views(train, 512, options.seed if options.seed is not None else training.steps)
    judged = judge_views(held_out, training.where)
    ahead = batches(lambda n: views.source(n, options.batch, options.size, LARGEST_SCALE), training.where)
    budget, mean = Budget(options.minutes), Mean()
    while not budget.over():
        mean.add(**training.step(pixels(next(ahead), training.where)))
        if run.due_to_speak():
            run.speak(step=training.steps, **mean.take())
        if run.due_to_save(600):
            run.save(training.state())
            run.speak(step=training.steps, psnr_held_out_db=psnr(training.average.net, judged))
    if not options.adversarial:
        normalise(training.average.net, judged)
    run.save(training.state())
    torch.save(training.average.net.state_dict(), run.folder / "final.pt")
    run.speak(step=training.steps, psnr_held_out_db=psnr(training.average.net, judged))


if __name__ == "__main__":
    main()
