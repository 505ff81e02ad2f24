"""All figures of all methods, and the table of them. A method's figures are kept as they are made: a run that was cut short goes on."""

import json
import os
import statistics
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from kuotu_training.judging import seam
from kuotu_training.judging.cases import Case, Method
from kuotu_training.judging.patches import KINDS, PER_CASE, cut_all
from kuotu_training.judging.tell import Budget, kernel_distances, two_sample

POOLED = ("edge", "mirror", "telea", "navier-stokes", "patchmatch", "full")
"""Methods that teach the network whose features the kernel distance is taken on (those that there are)."""


class Figures:
    """A JSON file of figures, written after each; of one set of cases, budget and seed."""

    def __init__(self, file: Path, what: dict):
        self.file = file
        self.all = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if self.all.get("what") != what:
            self.all = {"what": what, "methods": {}}

    def of(self, method: str) -> dict:
        return self.all["methods"].setdefault(method, {})

    def write(self) -> None:
        half = self.file.with_suffix(".part")
        half.write_text(json.dumps(self.all, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(half, self.file)


@dataclass(frozen=True)
class Work:
    """What is judged, and how: the same for every method."""

    cases: list[Case]
    budget: Budget
    seed: int
    seeds: int

    def described(self) -> dict:
        return {
            "cases": [c.name for c in self.cases],
            "budget": asdict(self.budget),
            "patches": PER_CASE,
            "seed": self.seed,
            "seeds": self.seeds,
        }


def score(methods: list[Method], work: Work, file: Path, processes: int) -> Figures:
    """Judges all methods that have all cases; the two-sample test is the mean of `work.seeds` whole repetitions."""
    figures = Figures(file, work.described())
    whole = [m for m in methods if all(m.has(c) for c in work.cases)]
    for method in [m for m in methods if m not in whole]:
        print(f"{method.name}: left out, {sum(not method.has(c) for c in work.cases)} cases are missing")
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        tasks = [pool.submit(_measured, m, work) for m in whole if "seam_ratio" not in figures.of(m.name)]
        for kind in KINDS:
            rest = [m for m in whole if f"{kind}_accuracy" not in figures.of(m.name)]
            tasks += [pool.submit(_told, m, kind, work, file.parent) for m in rest]
            if any(f"{kind}_distance" not in figures.of(m.name) for m in whole):
                tasks.append(pool.submit(_distances, whole, kind, work))
        for task in as_completed(tasks):
            for name, found in task.result().items():
                figures.of(name).update(found)
                print(name, found, flush=True)
            figures.write()
    return figures


def _measured(method: Method, work: Work) -> dict:
    ratios = [seam.ratio(method.picture(c), c.picture(), c.known) for c in work.cases]
    times = [method.milliseconds(c) for c in work.cases]
    return {method.name: {"seam_ratio": round(statistics.median(ratios), 3), "ms": round(statistics.median(times), 1)}}


def _told(method: Method, kind: str, work: Work, folder: Path) -> dict:
    """The two-sample test; the logits of all patches go to `folder`, for eyes."""
    torch.set_num_threads(1)
    real, owners = cut_all(work.cases, Case.picture, kind, work.seed)
    made, _ = cut_all(work.cases, method.picture, kind, work.seed)
    tests = [two_sample(real, made, owners, work.budget, work.seed + i) for i in range(work.seeds)]
    logits = [np.mean([getattr(t, name) for t in tests], axis=0) for name in ("real_logits", "made_logits")]
    np.savez(folder / f"{method.name}-{kind}.npz", real=logits[0], made=logits[1])
    ends = zip(*((t.accuracy, t.low, t.high) for t in tests), strict=True)
    return {method.name: {f"{kind}_accuracy": [round(100 * statistics.mean(values), 1) for values in ends]}}


def _distances(methods: list[Method], kind: str, work: Work) -> dict:
    torch.set_num_threads(1)
    real, owners = cut_all(work.cases, Case.picture, kind, work.seed)
    made = {m.name: cut_all(work.cases, m.picture, kind, work.seed)[0] for m in methods}
    pooled = [name for name in POOLED if name in made] or list(made)
    found = kernel_distances(real, made, owners, pooled, work.budget, work.seed)
    return {name: {f"{kind}_distance": [round(one.distance, 1), round(one.error, 1)]} for name, one in found.items()}


def table(figures: Figures) -> str:
    """Markdown; one row per method."""
    lines = [
        "| method | border: told apart, % | border: kernel distance | interior: told apart, % | interior: kernel distance | seam ΔE ratio | ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in figures.all["methods"].items():
        cells = [name]
        for kind in KINDS:
            accuracy, distance = row.get(f"{kind}_accuracy"), row.get(f"{kind}_distance")
            cells.append(f"{accuracy[0]} ({accuracy[1]}-{accuracy[2]})" if accuracy else "")
            cells.append(f"{distance[0]} ± {distance[1]}" if distance else "")
        cells += [f"{row['seam_ratio']:.2f}", f"{row['ms']:.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
