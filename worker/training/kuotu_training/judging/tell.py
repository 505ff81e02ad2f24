"""Telling made patches from real ones: the two-sample test and the kernel distance.

Two-sample test (Lopez-Paz and Oquab 2017): a small network is trained to tell them, and judged on photographs that it has not seen. 50 % is
perfect: nothing that it could learn tells them apart. Kernel distance (Binkowski et al. 2018): squared maximum mean discrepancy of a
polynomial kernel on the features of such a network. Both count photographs, not patches, as what was drawn at random.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from kuotu_training.judging.patches import SIZE

FEATURES = 96
BATCH = 64
DRAWS = 2000
"""Of the bootstrap."""


@dataclass(frozen=True)
class Budget:
    """Of each network, the same for every method."""

    epochs: int = 14
    folds: int = 3
    rate: float = 3e-3


class Teller(nn.Module):
    """Patches to features [N, FEATURES] and a logit: positive is made, negative is real.

    It is shown the patch's fine detail on a logarithmic scale (grain counts as edges do), what is left of it less its mean (colours of
    one photograph say nothing about another), the reflection of both at the middle column and how far the middle is: so that it can
    compare both sides of the border, as eyes do at once.
    """

    def __init__(self) -> None:
        super().__init__()
        widths = (9, 16, 32, 64, FEATURES)
        layers: list[nn.Module] = []
        for into, out in zip(widths, widths[1:], strict=False):
            layers += [nn.Conv2d(into, out, 5 if into == 9 else 3, stride=2, padding=2 if into == 9 else 1, bias=False)]
            layers += [nn.BatchNorm2d(out), nn.LeakyReLU(0.1)]
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(FEATURES, 1)

    def features(self, patches: torch.Tensor) -> torch.Tensor:
        """patches: uint8 [N, 3, SIZE, SIZE]."""
        pixels = patches.float()
        low = functional.avg_pool2d(functional.pad(pixels, (2, 2, 2, 2), mode="replicate"), 5, stride=1)
        fine = pixels - low
        fine = fine.sign() * fine.abs().log1p() / 1.5
        low = (low - low.mean((2, 3), keepdim=True)) / 40
        column = (torch.arange(SIZE) - (SIZE - 1) / 2).abs() / (SIZE / 2)
        where = column.expand(len(patches), 1, SIZE, SIZE)
        reflected = [part.mean(1, keepdim=True).flip(3) for part in (fine, low)]
        return self.body(torch.cat([fine, low, *reflected, where], 1)).mean((2, 3))

    def forward(self, patches: torch.Tensor) -> torch.Tensor:
        """Logits [N]."""
        return self.head(functional.dropout(self.features(patches), 0.2, self.training)).squeeze(1)


def train(real: np.ndarray, made: np.ndarray, budget: Budget, seed: int) -> Teller:
    """A teller from patches: real is uint8 [N, 3, SIZE, SIZE]; made [K * N, ...] has the same places K times, once for each method.

    Each batch has real and made patches of the same places, so that what differs is how they were made, not what they show.
    """
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    teller = Teller()
    optimizer = torch.optim.AdamW(teller.parameters(), lr=budget.rate, weight_decay=0.02)
    batches = -(-2 * len(real) // BATCH)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, budget.rate, total_steps=budget.epochs * batches)
    teller.train()
    for _ in range(budget.epochs):
        for part in np.array_split(random.permutation(len(real)), batches):
            method = random.integers(len(made) // len(real), size=len(part))
            shown = torch.from_numpy(np.concatenate([real[part], made[method * len(real) + part]]))
            if random.random() < 0.5:
                shown = shown.flip(2)  # along the border
            labels = torch.cat([torch.zeros(len(part)), torch.ones(len(part))])
            loss = functional.binary_cross_entropy_with_logits(teller(shown), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            pace.step()
    return teller.eval()


@torch.no_grad()
def _scored(teller: Teller, patches: np.ndarray, features: bool) -> np.ndarray:
    call = teller.features if features else teller
    return np.concatenate([call(torch.from_numpy(part)).numpy() for part in np.array_split(patches, -(-len(patches) // 256))])


@dataclass(frozen=True)
class TwoSample:
    """`accuracy` is balanced, in [0, 1]; `low` and `high` its 95 % bootstrap interval over photographs; logits as they were judged."""

    accuracy: float
    low: float
    high: float
    real_logits: np.ndarray
    made_logits: np.ndarray


def two_sample(real: np.ndarray, made: np.ndarray, owners: np.ndarray, budget: Budget, seed: int) -> TwoSample:
    """real, made: patches at the same places; owners: photograph of each. No photograph is in both training and judging."""
    count = owners.max() + 1
    folds = np.random.default_rng(seed).permutation(count) % budget.folds
    real_logits, made_logits = np.zeros(len(real), np.float32), np.zeros(len(made), np.float32)
    for fold in range(budget.folds):
        held = folds[owners] == fold
        teller = train(real[~held], made[~held], budget, seed * 100 + fold)
        real_logits[held] = _scored(teller, real[held], features=False)
        made_logits[held] = _scored(teller, made[held], features=False)
    right = (np.bincount(owners, real_logits < 0, count) + np.bincount(owners, made_logits > 0, count)) / 2
    size = np.bincount(owners, minlength=count)
    drawn = np.random.default_rng(seed).integers(count, size=(DRAWS, count))
    low, high = np.percentile(right[drawn].sum(1) / size[drawn].sum(1), (2.5, 97.5))
    return TwoSample(float(right.sum() / size.sum()), float(low), float(high), real_logits, made_logits)


@dataclass(frozen=True)
class KernelDistance:
    """×1000, unbiased: 0 is perfect, and slightly negative figures happen; `error` is the jackknife's over photographs."""

    distance: float
    error: float


def kernel_distances(
    real: np.ndarray, made: dict[str, np.ndarray], owners: np.ndarray, pooled: list[str], budget: Budget, seed: int
) -> dict[str, KernelDistance]:
    """Of each method, on features of one network: trained to tell the `pooled` methods from the photographs of one half, used on the other
    half, and the other way round. Figures compare within one call only."""
    count = owners.max() + 1
    half = np.random.default_rng(seed).permutation(count) % 2
    parts: dict[str, list[tuple[np.ndarray, ...]]] = {name: [] for name in made}
    for side in range(2):
        learn, judge = half[owners] == side, half[owners] != side
        teller = train(real[learn], np.concatenate([made[n][learn] for n in pooled]), budget, seed * 100 + side)
        features = _scored(teller, real, features=True)
        mean, spread = features[learn].mean(0), features[learn].std(0) + 1e-6
        places = np.unique(owners[judge], return_inverse=True)[1]
        known = _unit((features[judge] - mean) / spread)
        for name, patches in made.items():
            other = _unit((_scored(teller, patches[judge], features=True) - mean) / spread)
            parts[name].append(_blocks(known, other, places))
    return {name: _with_error(blocks) for name, blocks in parts.items()}


def _unit(features: np.ndarray) -> np.ndarray:
    """Of length 1: what no photograph ever showed gives features far beyond all others, whose cubes would drown everything else."""
    return features.astype(np.float64) / (np.linalg.norm(features, axis=1, keepdims=True) + 1e-6)


def _blocks(known: np.ndarray, other: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, ...]:
    """Sums of the kernel by pairs of photographs: real-real, made-made, real-made, and how many pairs; [P, P] each."""
    count = places.max() + 1
    member = np.zeros((count, len(places)))
    member[places, np.arange(len(places))] = 1

    def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return member @ (a @ b.T + 1) ** 3 @ member.T

    return kernel(known, known), kernel(other, other), kernel(known, other), np.outer(member.sum(1), member.sum(1))


def _with_error(halves: list[tuple[np.ndarray, ...]]) -> KernelDistance:
    """Only pairs of different photographs count: patches of one photograph are alike, and a made one is like the real one beside it."""
    distance = float(np.mean([_discrepancy(*blocks) for blocks in halves]))
    variance = 0.0
    for blocks in halves:
        count = len(blocks[0])
        without = [_discrepancy(*(np.delete(np.delete(b, i, 0), i, 1) for b in blocks)) for i in range(count)]
        variance += (count - 1) * float(np.var(without)) / len(halves) ** 2
    return KernelDistance(1000 * distance, 1000 * variance**0.5)


def _discrepancy(real: np.ndarray, made: np.ndarray, cross: np.ndarray, pairs: np.ndarray) -> float:
    apart = ~np.eye(len(pairs), dtype=bool)
    return float((real[apart].sum() + made[apart].sum() - 2 * cross[apart].sum()) / pairs[apart].sum())
