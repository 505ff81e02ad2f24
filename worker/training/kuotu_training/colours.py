"""Trains `colourise`: luma in, chroma out, against a patch discriminator that sees the coloured picture.

    python -m kuotu_training.colours --photos DIR --minutes 30
    python -m kuotu_training.colours --photos DIR --judge REPORT.json        (no training: judges runs/colourise/final.pt)

Pictures are squeezed to squares, as the worker squeezes them: a view is any part of a photograph, of any shape.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from . import photos
from .autoencoder import pixels
from .judging.colour import delta_e2000, lab
from .nets import Colours, Patches, to_rgb, with_chroma
from .runs import Average, Budget, Mean, Run, batches, device, half_way, learning_rate, set_rate

SIDE = 256  # the worker's; training sees smaller views, for time
# Weights of the losses. Chroma of vivid pixels counts more, else grey would be the safe answer to everything.
DISTORTION, VIVID, MATCHING, DECEIT = 4.0, 3.0, 0.05, 0.01
CRITICAL = 0.4  # the share of the time, at its end, in which there is a discriminator: it has little to say of a network that knows nothing


class Squeezed(photos.Views):
    """Views of any shape between 2:3 and 3:2, of at least 0.6 of a photograph's short side, squeezed to squares."""

    def one(self, size: int, largest_scale: float) -> np.ndarray:
        image = self.images[self.random.integers(len(self.images))]
        width, height = (min(1.5 * min(image.size), s) * self.random.uniform(0.6, 1) for s in image.size)
        x, y = self.random.uniform(0, image.width - width), self.random.uniform(0, image.height - height)
        view = np.asarray(image.resize((size, size), Image.Resampling.BILINEAR, box=(x, y, x + width, y + height), reducing_gap=2.0))
        return view[:, ::-1] if self.random.random() < 0.5 else view


class Training:
    """One run: the network, its average, the discriminator; `step` does one batch."""

    def __init__(self, run: Run, rate: float):
        self.where, self.rate = device(), rate
        state = run.load(self.where)
        self.net = Colours().to(self.where, memory_format=torch.channels_last)
        self.critic = Patches().to(self.where, memory_format=torch.channels_last)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), betas=(0.9, 0.99), weight_decay=0.0)
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), betas=(0.5, 0.99), weight_decay=0.0)
        self.average = Average(self.net, 0.998)
        self.steps = 0
        if state is None:
            run.begin_from_weights(self.net, self.average.net)
        else:
            self.net.load_state_dict(state["net"])
            self.average.net.load_state_dict(state["average"])
            self.critic.load_state_dict(state["critic"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.critic_optimizer.load_state_dict(state["critic_optimizer"])
            self.steps = self.average.updates = state["steps"]

    def state(self) -> dict:
        return {"net": self.net.state_dict(), "average": self.average.net.state_dict(), "critic": self.critic.state_dict(),
                "optimizer": self.optimizer.state_dict(), "critic_optimizer": self.critic_optimizer.state_dict(), "steps": self.steps}

    def step(self, real: torch.Tensor, left: float, cool: float) -> dict[str, float]:
        rate = learning_rate(self.steps, self.rate, 100, left, cool)
        set_rate(self.optimizer, rate)
        with half_way(self.where):
            made = self.net(real).float()
        truth = with_chroma(real)
        error = (made - truth)[:, 1:].abs().sum(1)
        weight = 1 + VIVID * (truth[:, 1:] - 0.5).abs().sum(1)
        figures = {"l1": float(error.mean().detach())}
        coloured = to_rgb(torch.cat([truth[:, :1], made[:, 1:]], 1))
        loss = DISTORTION * (weight * error).mean()
        critical = left < CRITICAL
        if critical:
            loss = loss + self._looks(coloured, real, figures)
        self._descend(self.optimizer, loss, self.net)
        if critical:
            figures["critic"] = self._criticise(coloured.detach(), real, rate)
        self.average.update(self.net)
        self.steps += 1
        return figures

    def _looks(self, made: torch.Tensor, real: torch.Tensor, figures: dict[str, float]) -> torch.Tensor:
        self.critic.requires_grad_(False)
        with half_way(self.where):
            score, found = self.critic(made)
            with torch.no_grad():
                _, wanted = self.critic(real)
        matching = sum(((f.float() - w.float()).abs().mean() for f, w in zip(found, wanted)), torch.zeros((), device=made.device))
        self.critic.requires_grad_(True)
        figures["score"] = float(score.detach().float().mean())
        return MATCHING * matching - DECEIT * score.float().mean()

    def _criticise(self, made: torch.Tensor, real: torch.Tensor, rate: float) -> float:
        set_rate(self.critic_optimizer, rate)
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


def squeezed(photo: photos.Photo) -> np.ndarray:
    """The whole photograph, [SIDE, SIDE, 3], uint8."""
    return np.asarray(Image.fromarray(photo.pixels(512)).resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def colourfulness(rgb: np.ndarray) -> float:
    """Hasler and Suesstrunk 2003, of [H, W, 3] in [0, 255]."""
    red, green, blue = (rgb[..., c].astype(np.float64) for c in range(3))
    rg, yb = red - green, (red + green) / 2 - blue
    return float(np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean()))


def agreement(made: np.ndarray, real: np.ndarray) -> float:
    """Of [H, W, 3] in CIELAB: how far hues point the same way, -1 to 1; each pixel counts by the chroma that it really has. Grey says nothing: 0."""
    a, b = made[..., 1:], real[..., 1:]
    chroma = np.hypot(b[..., 0], b[..., 1])
    cosine = (a * b).sum(-1) / np.maximum(np.hypot(a[..., 0], a[..., 1]) * chroma, 1e-6)
    return float((cosine * chroma).sum() / max(chroma.sum(), 1e-6))


def mean_chroma(train: list[photos.Photo]) -> np.ndarray:
    """Cb and Cr that a constant guess takes: the mean of photographs that train."""
    views = np.stack([squeezed(p) for p in train[:: max(1, len(train) // 150)]]).transpose(0, 3, 1, 2)
    return with_chroma(torch.from_numpy(views.copy()).float() / 255)[:, 1:].mean(dim=(0, 2, 3)).numpy()


@torch.no_grad()
def judge(net: Colours, train: list[photos.Photo], held_out: list[photos.Photo], where: torch.device) -> dict:
    """Of held-out photographs, whole, squeezed: mean CIEDE2000 and mean error of (a, b) of ours, of grey, of the mean colour; colourfulness;
    agreement of hues; and on how many photographs ours is nearer to the truth than grey. Intervals are a bootstrap's over photographs."""
    constant = torch.from_numpy(mean_chroma(train)).float()[None, :, None, None]
    rows = []
    for photo in held_out:
        real = squeezed(photo)
        x = torch.from_numpy(real.transpose(2, 0, 1).copy())[None].float() / 255
        truth = with_chroma(x)
        ycc = {"ours": net(x.to(where)).float().cpu(), "grey": torch.full_like(truth, 0.5), "mean": constant.expand(1, 2, SIDE, SIDE)}
        row = {"colourful_truth": colourfulness(real)}
        for name, guess in ycc.items():
            rgb = to_rgb(torch.cat([truth[:, :1], guess[:, -2:]], 1)).clamp(0, 1)[0].permute(1, 2, 0).numpy()
            a, b = lab(rgb), lab(real / 255.0)
            row[f"delta_e_{name}"] = float(delta_e2000(a, b).mean())
            row[f"ab_error_{name}"] = float(np.hypot(a[..., 1] - b[..., 1], a[..., 2] - b[..., 2]).mean())
            row[f"colourful_{name}"] = colourfulness(rgb * 255)
            row[f"agreement_{name}"] = agreement(a, b) if name != "grey" else 0.0
        rows.append(row)
    figures = {key: float(np.mean([r[key] for r in rows])) for key in rows[0]}
    gain = np.array([r["delta_e_grey"] - r["delta_e_ours"] for r in rows])
    return figures | {"photographs": len(rows), "nearer_than_grey": int((gain > 0).sum()), "delta_e_gain": float(gain.mean()),
                      "delta_e_gain_95": interval(gain), "agreement_95": interval(np.array([r["agreement_ours"] for r in rows])),
                      "agreement_over_mean_95": interval(np.array([r["agreement_ours"] - r["agreement_mean"] for r in rows]))}


def interval(values: np.ndarray) -> list[float]:
    """Of the mean, 95 %, by bootstrap."""
    draws = np.random.default_rng(1).choice(values, (2000, len(values))).mean(1)
    return [float(q) for q in np.quantile(draws, (0.025, 0.975))]


def sheet(net: Colours, held_out: list[photos.Photo], where: torch.device, file: Path, count: int = 10) -> None:
    """Truth, grey and ours of some held-out photographs, to look at; does not ship."""
    rows = []
    for photo in held_out[:: max(1, len(held_out) // count)][:count]:
        real = squeezed(photo)
        x = torch.from_numpy(real.transpose(2, 0, 1).copy())[None].float() / 255
        with torch.no_grad():
            made = to_rgb(torch.cat([with_chroma(x)[:, :1], net(x.to(where)).float().cpu()[:, 1:]], 1))
        grey = with_chroma(x)[:, :1].expand(-1, 3, -1, -1)
        rows.append(np.concatenate([(p[0].clamp(0, 1) * 255).byte().permute(1, 2, 0).numpy() for p in (x, grey, made)], 1))
    Image.fromarray(np.concatenate(rows, 0)).save(file, quality=88)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=Colours.SIDE, help="px of the views")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--cool", type=float, default=0.3, help="share of the minutes over which the rate falls to nothing at the end")
    parser.add_argument("--judge", type=Path, help="write a report of what there is, and a sheet beside it")
    options = parser.parse_args()

    run = Run(options.runs / "colourise")
    train, held_out = photos.split(options.photos)
    if options.judge:
        net = Colours().to(device()).eval()
        net.load_state_dict(torch.load(run.folder / "final.pt", weights_only=True, map_location=device()))
        options.judge.write_text(json.dumps(judge(net, train, held_out, device()), indent=2) + "\n", encoding="utf-8")
        sheet(net, held_out, device(), run.folder / "sheet.jpg")
        print(options.judge.read_text(encoding="utf-8"))
        return
    training = Training(run, options.rate)
    views = Squeezed(train, 192, training.steps)
    ahead = batches(lambda n: views.source(n, options.batch, options.size, 1.0), training.where)
    budget, mean = Budget(options.minutes), Mean()
    while not budget.over():
        mean.add(**training.step(pixels(next(ahead), training.where), budget.left(), options.cool))
        if run.due_to_speak():
            run.speak(step=training.steps, **mean.take())
        if run.due_to_save(240):
            run.save(training.state())
            torch.save(training.average.net.state_dict(), run.folder / "final.pt")
    run.save(training.state())
    torch.save(training.average.net.state_dict(), run.folder / "final.pt")
    run.speak(step=training.steps)


if __name__ == "__main__":
    main()
