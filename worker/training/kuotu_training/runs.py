"""What every training run shares: a time budget, a moving average of the weights, checkpoints that survive a kill, a log of losses."""

import contextlib
import copy
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch


class Budget:
    """Ends a run after so many minutes, however slow the machine is; steps are counted over all sessions of a run."""

    def __init__(self, minutes: float):
        self.seconds = 60 * minutes
        self.end = time.monotonic() + self.seconds

    def over(self) -> bool:
        return time.monotonic() >= self.end

    def left(self) -> float:
        """The share of it that is left."""
        return max(0.0, (self.end - time.monotonic()) / self.seconds)


class Average:
    """Exponential moving average of a network's weights: what is judged and shipped. Starts fast (a young average follows closely)."""

    def __init__(self, net: torch.nn.Module, decay: float = 0.9995):
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        self.decay, self.updates = decay, 0

    @torch.no_grad()
    def update(self, net: torch.nn.Module) -> None:
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        pairs = zip(self.net.parameters(), net.parameters())
        mine, theirs = zip(*pairs)
        torch._foreach_lerp_(list(mine), [p.detach() for p in theirs], 1 - decay)
        for a, b in zip(self.net.buffers(), net.buffers()):
            a.copy_(b)


class Run:
    """A folder under runs/ with `state.pt` (everything to go on) and `log.jsonl` (one line each time it speaks)."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.state_file = folder, folder / "state.pt"
        self.spoke = self.saved = time.monotonic()

    def load(self, device: torch.device) -> dict | None:
        if not self.state_file.exists():
            return None
        return torch.load(self.state_file, map_location=device, weights_only=True)

    def begin_from_weights(self, *nets: torch.nn.Module) -> None:
        """Where only averaged weights are left of an earlier run, such as those that ship, these; else nothing."""
        final = self.folder / "final.pt"
        if final.exists():
            for net in nets:
                net.load_state_dict(torch.load(final, weights_only=True, map_location="cpu"))

    def save(self, state: dict) -> None:
        """Atomic: a kill in the middle leaves the last one."""
        part = self.state_file.with_suffix(".part")
        torch.save(state, part)
        os.replace(part, self.state_file)
        self.saved = time.monotonic()

    def due_to_save(self, every_s: float = 300) -> bool:
        return time.monotonic() - self.saved > every_s

    def due_to_speak(self, every_s: float = 60) -> bool:
        return time.monotonic() - self.spoke > every_s

    def speak(self, **figures: float) -> None:
        rounded = {k: round(v, 5) if isinstance(v, float) else v for k, v in figures.items()}
        line = json.dumps({"at": int(time.time()), **rounded})
        with open(self.folder / "log.jsonl", "a", encoding="utf-8") as log:
            log.write(line + "\n")
        print(f"{self.folder.name}: {line}", flush=True)
        self.spoke = time.monotonic()


class Mean:
    """The mean of the figures since it was last taken."""

    def __init__(self):
        self.sums: dict[str, float] = {}
        self.count = 0

    def add(self, **figures: torch.Tensor | float) -> None:
        for name, value in figures.items():
            self.sums[name] = self.sums.get(name, 0.0) + float(value)
        self.count += 1

    def take(self) -> dict[str, float]:
        means = {name: value / max(1, self.count) for name, value in self.sums.items()}
        self.sums, self.count = {}, 0
        return means


def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class _Endless(torch.utils.data.IterableDataset):
    """Batches for ever. `make(n)` gives the n-th process its own source of batches, so that no two draw the same."""

    def __init__(self, make: Callable[[int], Callable[[], object]]):
        self.make = make

    def __iter__(self) -> Iterator[object]:
        process = torch.utils.data.get_worker_info()
        batch = self.make(process.id if process else 0)
        while True:
            yield batch()


def batches(make: Callable[[int], Callable[[], object]], where: torch.device) -> Iterator[object]:
    """On a CPU made as they are asked for; for a GPU, which is faster than they are made, ahead of it by processes."""
    processes = max(1, (os.cpu_count() or 2) - 2) if where.type == "cuda" else 0
    return iter(torch.utils.data.DataLoader(
        _Endless(make), batch_size=None, num_workers=processes, pin_memory=processes > 0, prefetch_factor=4 if processes else None))


def half_way(device: torch.device) -> contextlib.AbstractContextManager:
    """bf16 autocast: the convolutions run in bf16, the weights and the losses stay in fp32."""
    return torch.autocast(device.type, dtype=torch.bfloat16)


def learning_rate(step: int, peak: float, warm_up: int, left: float = 1.0, cool: float = 0.0) -> float:
    """Linear warm-up, then constant, as a run has no known end. One that is the last for now may cool: over the last `cool` of its
    time the rate falls linearly to nothing; the next run begins at the peak again."""
    falling = min(1.0, left / cool) if cool > 0 else 1.0
    return peak * min(1.0, (step + 1) / warm_up) * falling


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate
