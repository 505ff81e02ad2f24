"""Time of one denoising step in Python, in each form that PyTorch offers, side by side.

    python steps.py --bundle ../../../worker/models/scenes-256 --canvas 480x256 128x128 --threads 2 --json steps.json

A step is what the worker does in one: the network's input is put together, the network runs, DDIM moves the latents on. The runners take turns within one
run, since other work on the machine would else hit one of them alone; each turn begins with a step that is not counted.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import torch
from diffusers import DDIMScheduler

from model import LATENT_CHANNELS, TIMESTEPS, ddim, latent_size, load_unet

# name -> (form, precision, diffusers' scheduler does the step)
RUNNERS = {
    "eager fp32": ("eager", "fp32", False),
    "eager bf16": ("eager", "bf16", False),
    "torch.compile bf16": ("compile", "bf16", False),
    "torch.compile bf16 dynamic": ("compile-dynamic", "bf16", False),
    "torch.compile bf16 frozen": ("compile-frozen", "bf16", False),
    "diffusers loop, eager bf16": ("eager", "bf16", True),
    "diffusers loop, torch.compile bf16": ("compile", "bf16", True),
    "bundle through torch.jit bf16": ("bundle", "bf16", False),
}
STEPS = 1000  # of the path that is walked: never reached, so each step is a step within


class Walk:
    """Latents on their way; `step` is what is timed."""

    def __init__(self, net, batch: int, rows: int, columns: int, scheduler: DDIMScheduler | None):
        torch.manual_seed(batch)
        self.net, self.scheduler = net, scheduler
        self.x = torch.randn(batch, LATENT_CHANNELS, rows, columns)
        self.mask, self.shown = torch.ones(batch, 1, rows, columns), torch.randn(batch, LATENT_CHANNELS, rows, columns)
        self.at = TIMESTEPS - 2

    def step(self) -> None:
        t = torch.full((self.x.shape[0],), float(self.at))
        v = self.net(torch.cat([self.x, self.mask, self.shown], 1), t)
        if self.scheduler is None:
            self.x = ddim(self.x, v, t, t - 1)
        else:
            self.x = self.scheduler.step(v, self.at, self.x).prev_sample
        self.at -= 1


def cosine_scheduler() -> DDIMScheduler:
    """diffusers' DDIM on our schedule: its table of kept signal (squared) is set to ours."""
    scheduler = DDIMScheduler(num_train_timesteps=TIMESTEPS, prediction_type="v_prediction", clip_sample=False)
    angle = (torch.arange(TIMESTEPS, dtype=torch.float64) + 1) / TIMESTEPS * (torch.pi / 2)
    scheduler.alphas_cumprod = torch.cos(angle).square().float()
    scheduler.set_timesteps(STEPS)
    return scheduler


@torch.inference_mode()
def measure(bundle: Path, canvas: tuple[int, int], batches: list[int], names: list[str], rounds: int, each: int) -> list[dict]:
    rows, columns = latent_size(*canvas)
    nets, walks, times = {}, {}, {}
    for name in names:
        form, precision, by_scheduler = RUNNERS[name]
        net = nets.setdefault((form, precision), None) or load_unet(bundle, form, precision)
        nets[form, precision] = net
        for batch in batches:
            walks[name, batch] = Walk(net, batch, rows, columns, cosine_scheduler() if by_scheduler else None)
            times[name, batch] = []
            for _ in range(3):
                walks[name, batch].step()
    for _ in range(rounds):
        for key, walk in walks.items():
            walk.step()
            for _ in range(each):
                start, cpu = time.perf_counter(), time.process_time()
                walk.step()
                times[key].append((1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu)))
    return [row(name, batch, found) for (name, batch), found in times.items()]


def row(name: str, batch: int, found: list[tuple[float, float]]) -> dict:
    """`cpu_ms` is the time of all threads on processors: what is left to compare by where other work takes turns with this."""
    wall, cpu = zip(*found)
    return {"runner": name, "batch": batch, "step_ms": round(statistics.median(wall), 3), "best_ms": round(min(wall), 3),
            "cpu_ms": round(statistics.median(cpu), 3), "steps": len(found)}


def table(canvas: str, rows: list[dict]) -> str:
    batches = sorted({row["batch"] for row in rows})
    lines = [f"step of {canvas} px, ms at batch " + " / ".join(map(str, batches)) + ": median; best; median of processor time"]
    for name in dict.fromkeys(row["runner"] for row in rows):
        found = {row["batch"]: row for row in rows if row["runner"] == name}
        lines.append(f"  {name:<36}" + "   ".join(
            "".join(f"{found[batch][figure]:>9.1f}" for batch in batches) for figure in ("step_ms", "best_ms", "cpu_ms")))
    return "\n".join(lines)


def canvas_of(text: str) -> tuple[int, int]:
    width, height = map(int, text.split("x"))
    latent_size(width, height)
    return width, height


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--canvas", type=canvas_of, nargs="+", default=[(480, 256), (128, 128), (192, 128)], help="WIDTHxHEIGHT px")
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 4, 8])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", type=int, default=3, help="steps that count in each turn of a runner")
    parser.add_argument("--runners", nargs="+", choices=list(RUNNERS), default=list(RUNNERS))
    parser.add_argument("--json", type=Path, help="a list with one entry for each canvas; one canvas alone is no list")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)

    reports = []
    for canvas in options.canvas:
        torch._dynamo.reset()
        rows = measure(options.bundle, canvas, options.batches, options.runners, options.rounds, options.each)
        name = "x".join(map(str, canvas))
        reports.append({"canvas": name, "threads": options.threads, "torch": torch.__version__, "rows": rows})
        print(table(name, rows), flush=True)
        if options.json:
            options.json.write_text(json.dumps(reports[0] if len(options.canvas) == 1 else reports, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
