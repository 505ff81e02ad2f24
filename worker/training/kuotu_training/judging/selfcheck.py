"""Does the judge tell what it should, and nothing else? On textures made for the purpose, no photograph needed."""

import numpy as np

from kuotu_training.judging.patches import SIZE
from kuotu_training.judging.tell import Budget, kernel_distances, two_sample

PHOTOS, EACH = 16, 24


def _texture(random: np.random.Generator, owners: np.ndarray) -> np.ndarray:
    """Grain over slow waves, another colour for each photograph: uint8 [N, 3, SIZE, SIZE]."""
    colours = np.random.default_rng(5).uniform(60, 190, (owners.max() + 1, 3, 1, 1))
    across = np.linspace(0, 1, SIZE)
    angle, phase = random.uniform(0, 2 * np.pi, (2, len(owners), 1, 1, 1))
    waves = np.sin(phase + 9 * (np.cos(angle) * across[:, None] + np.sin(angle) * across[None, :]))
    grain = random.normal(0, 12, (len(owners), 3, SIZE, SIZE))
    return np.clip(colours[owners] + 25 * waves + grain, 0, 255).astype(np.uint8)


def _blurred(patches: np.ndarray) -> np.ndarray:
    """The right half, as a soft decoder would make it."""
    soft = patches.astype(np.float32)
    for axis in (2, 3):
        soft = (np.roll(soft, 1, axis) + 2 * soft + np.roll(soft, -1, axis)) / 4
    return np.concatenate([patches[..., : SIZE // 2], soft[..., SIZE // 2 :].astype(np.uint8)], axis=3)


def _mirrored(patches: np.ndarray) -> np.ndarray:
    left = patches[..., : SIZE // 2]
    return np.concatenate([left, left[..., ::-1]], axis=3)


def run(seed: int) -> bool:
    """Prints the figures; False where one is not what it must be."""
    random = np.random.default_rng(seed)
    owners = np.repeat(np.arange(PHOTOS), EACH)
    real = _texture(random, owners)
    made = {"the same": _texture(random, owners), "blurred": _blurred(_texture(random, owners)), "mirrored": _mirrored(_texture(random, owners))}
    budget = Budget(epochs=8, folds=2)
    distances = kernel_distances(real, made, owners, ["blurred", "mirrored"], budget, seed)
    fine = True
    for name, patches in made.items():
        test, distance = two_sample(real, patches, owners, budget, seed), distances[name]
        alike = test.low - 0.02 <= 0.5 <= test.high + 0.02 and abs(distance.distance) < 4 * distance.error + 1
        apart = test.low > 0.9 and distance.distance > 8 * distance.error
        fine &= alike if name == "the same" else apart
        print(f"{name}: told apart {100 * test.accuracy:.1f} %, kernel distance {distance.distance:.1f} ± {distance.error:.1f}", flush=True)
    return bool(fine)
