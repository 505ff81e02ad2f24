"""Distils the UNet to four steps: the student learns to land, in one DDIM step, where the teacher lands in four of its own.

    python -m kuotu_training.turbo --photos DIR --minutes 30        (teacher: runs/unet/final.pt; goes on from runs/turbo/state.pt)
    python -m kuotu_training.turbo --photos DIR --from ../models/scenes-256       (teacher from shipped weights alone)

The teacher walks from the mirrored source, as in use, with DPM-Solver++ 2M; each quarter of its walk is one lesson for the student.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from . import photos
from .canvases import Canvases, cached
from .diffusion import alpha_sigma, sample, walk
from .nets import Autoencoder, UNet
from .runs import Average, Budget, Mean, Run, batches, device, half_way, learning_rate, set_rate
from .shipped import load_shipped
from .unet import KNOWN_WEIGHT, SIZE_SHARES, SIZES

STEPS = 4  # of the student
TEACHER_STEPS = 16
USUAL_START = 0.4  # half of the lessons start there, the others anywhere a request may ask for
STARTS = (0.25, 1.0)


def velocity_between(x: torch.Tensor, i: torch.Tensor, goal: torch.Tensor, then: torch.Tensor) -> torch.Tensor:
    """The velocity at timesteps i [N] that takes x to `goal` at timesteps `then` [N] in one DDIM step; -1 is the picture itself."""
    a, s = alpha_sigma(i)
    a_then, s_then = alpha_sigma(then)  # of -1: exactly 1 and 0
    return (goal - (a_then * a + s_then * s) * x) / (s_then * a - a_then * s)


def lessons(teacher, mask, shown, start: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """(x [4N, 4, H, W], timesteps [4N], velocity [4N, 4, H, W]): the quarters of N walks."""
    with half_way(shown.device):
        stops = list(walk(teacher, mask, shown, torch.randn_like(shown), TEACHER_STEPS, start))
    stops = [(i, x.float()) for i, x in stops[::TEACHER_STEPS // STEPS]]
    xs, ts, vs = [], [], []
    for (i, x), (then, goal) in zip(stops, stops[1:]):
        now = torch.full((x.shape[0],), float(i), device=x.device)
        xs.append(x)
        ts.append(now)
        vs.append(velocity_between(x, now, goal, torch.full_like(now, float(then))))
    return torch.cat(xs), torch.cat(ts), torch.cat(vs)


class Training:
    def __init__(self, run: Run, teacher: UNet, rate: float):
        self.where, self.rate, self.teacher = device(), rate, teacher
        self.net = UNet().to(self.where, memory_format=torch.channels_last)
        self.net.load_state_dict(teacher.state_dict())
        self.optimizer = torch.optim.AdamW(self.net.parameters(), betas=(0.9, 0.99), weight_decay=0.0)
        self.average = Average(self.net, 0.995)
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

    def step(self, mask: torch.Tensor, shown: torch.Tensor, start: float, left: float, cool: float) -> float:
        set_rate(self.optimizer, learning_rate(self.steps, self.rate, 50, left, cool))
        x, t, wanted = lessons(self.teacher, mask, shown, start)
        mask4, shown4 = mask.repeat(STEPS, 1, 1, 1), shown.repeat(STEPS, 1, 1, 1)
        with half_way(self.where):
            made = self.net(torch.cat([x, mask4, shown4], 1).contiguous(memory_format=torch.channels_last), t)
        weight = mask4 + KNOWN_WEIGHT * (1 - mask4)
        loss = ((made.float() - wanted).square() * weight).sum() / (weight.sum() * x.shape[1])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.average.update(self.net)
        self.steps += 1
        return float(loss.detach())


@torch.no_grad()
def judge(student, teacher, canvases: Canvases, where: torch.device) -> dict[str, float]:
    """Root mean square distance, in the generated part, of four steps from the teacher's 16: the student's, and the teacher's own with
    either sampler. The same 32 held-out canvases and noises each time."""
    canvases.random = np.random.default_rng(1)
    generator = torch.Generator().manual_seed(1)
    runs = {"turbo": (student, "ddim"), "base_ddim": (teacher, "ddim"), "base_dpmpp2m": (teacher, "dpm++2m")}
    sums = dict.fromkeys(runs, 0.0)
    for _ in range(2):
        _, mask, shown = (a.to(where) for a in canvases.batch(16, 32, 32))
        noise = torch.randn(shown.shape, generator=generator).to(where)
        with half_way(where):
            goal = sample(teacher, mask, shown, noise, TEACHER_STEPS, USUAL_START)
            for name, (net, method) in runs.items():
                made = sample(net, mask, shown, noise, STEPS, USUAL_START, method)
                sums[name] += float(((made - goal).square() * mask).sum() / (mask.sum() * goal.shape[1]))
    return {f"{name}_from_teacher": (total / 2) ** 0.5 for name, total in sums.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--batch", type=int, default=8, help="walks; lessons are four times as many")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--cool", type=float, default=0.3, help="share of the minutes over which the rate falls to nothing at the end")
    parser.add_argument("--from", dest="start", type=Path, default=None, help="a shipped bundle that teaches")
    options = parser.parse_args()

    where, run = device(), Run(options.runs / "turbo")
    weights = load_shipped(options.start) if options.start else {}

    def found(role: str, folder: str) -> dict:
        return weights.get(role) or torch.load(options.runs / folder / "final.pt", map_location=where, weights_only=True)

    autoencoder = Autoencoder().to(where).eval()
    autoencoder.load_state_dict(found("autoencoder", "autoencoder"))
    teacher = UNet().to(where, memory_format=torch.channels_last).eval().requires_grad_(False)
    teacher.load_state_dict(found("unet", "unet"))
    train, held_out = photos.split(options.photos)
    seen = cached(autoencoder, train, where, options.runs / "latents-train.npz")
    unseen = cached(autoencoder, held_out, where, options.runs / "latents-held-out.npz")
    training = Training(run, teacher, options.rate)
    random = np.random.default_rng(training.steps)

    def source(process: int):
        canvases = Canvases(seen, 1000 * training.steps + process)
        return lambda: canvases.batch(options.batch, *SIZES[canvases.random.choice(len(SIZES), p=SIZE_SHARES)])

    ahead, judged = batches(source, where), Canvases(unseen, 1)
    budget, mean = Budget(options.minutes), Mean()
    run.speak(step=training.steps, **judge(training.average.net, teacher, judged, where))
    while not budget.over():
        _, mask, shown = (a.to(where, non_blocking=True) for a in next(ahead))
        start = USUAL_START if random.random() < 0.5 else float(random.uniform(*STARTS))
        mean.add(loss=training.step(mask, shown, start, budget.left(), options.cool))
        if run.due_to_speak():
            run.speak(step=training.steps, **mean.take())
        if run.due_to_save(300):
            run.save(training.state())
            run.speak(step=training.steps, **judge(training.average.net, teacher, judged, where))
    run.save(training.state())
    torch.save(training.average.net.state_dict(), run.folder / "final.pt")
    run.speak(step=training.steps, **judge(training.average.net, teacher, judged, where))


if __name__ == "__main__":
    main()
