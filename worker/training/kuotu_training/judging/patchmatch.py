"""Completion by patches of the picture itself: a baseline to be judged against, compiled with numba.

Wexler, Shechtman, Irani (2007) with the nearest patches found by PatchMatch (Barnes et al. 2009): from coarse to fine, each place of
the hole finds the known patch that is nearest to its own, and each pixel becomes the weighted mean of what the patches over it say, some
rounds per level. The coarsest level begins as Efros and Leung (1999) grow a texture: ring by ring, the centre of the nearest known patch.
The last round takes the best patch alone (as Newson et al. 2014 do), so nothing is blurred.
"""

import numpy as np
from numba import njit
from PIL import Image

RADIUS = 3
"""Of a patch, px: 7x7."""

COARSEST = 28
"""Short side of the known part at the coarsest level, px (or less)."""

ROUNDS = (12, 8, 6, 4, 3)
"""Of matching and voting, from the coarsest level on; further levels as the last."""

NEARER = 1.3
"""A vote counts less by this factor for each ring away from the border, at the coarsest level (Wexler's confidence)."""


def complete(picture: np.ndarray, known: tuple[int, int, int, int], seed: int) -> np.ndarray:
    """The picture with everything outside of `known` made from what is inside.

    picture: uint8 [H, W, 3], of which only the known part is read; known: (x, y, width, height), px. Returns uint8 [H, W, 3]. Raises
    ValueError when the known part is smaller than four patches.
    """
    levels = _pyramid(picture, known)
    if min(levels[0][1][2:]) < 4 * RADIUS:
        raise ValueError(f"the known part is too small for patches: {known}")
    random = np.random.default_rng(seed)
    work, field = None, None
    for index, (pixels, part) in enumerate(levels):
        hole = np.ones(pixels.shape[:2], np.bool_)
        hole[part[1] : part[1] + part[3], part[0] : part[0] + part[2]] = False
        if work is None:
            work = _grown(pixels.copy(), hole, np.array(part))
            field = _random_field(pixels.shape, part, random)
        else:
            work, field = _next_level(work, field, pixels, hole, part)
        rounds = ROUNDS[min(index, len(ROUNDS) - 1)]
        rings = _rings(hole)
        for step in range(rounds):
            costs = _match(work, field, hole, np.array(part), 2, int(random.integers(2**31)))
            last = index == len(levels) - 1 and step == rounds - 1
            work = _vote(work, field, costs, hole, rings, NEARER ** (-(2.0**-index)), last)
    return np.clip(np.rint(work), 0, 255).astype(np.uint8)


def _pyramid(picture: np.ndarray, known: tuple[int, int, int, int]) -> list:
    """[(float32 [h, w, 3], known part)] from coarse to fine; the known part is scaled alone, so nothing hidden bleeds in."""
    x, y, width, height = known
    source = Image.fromarray(np.ascontiguousarray(picture[y : y + height, x : x + width]))
    levels = []
    scale = 1.0
    while True:
        part = (round(x * scale), round(y * scale), round(width * scale), round(height * scale))
        size = (round(picture.shape[0] * scale), round(picture.shape[1] * scale))
        part = (min(part[0], size[1] - part[2]), min(part[1], size[0] - part[3]), part[2], part[3])
        pixels = np.zeros((*size, 3), np.float32)
        small = source if scale == 1 else source.resize(part[2:], Image.Resampling.BOX, reducing_gap=None)
        pixels[part[1] : part[1] + part[3], part[0] : part[0] + part[2]] = np.asarray(small, np.float32)
        levels.insert(0, (pixels, part))
        if min(part[2:]) / 2 < COARSEST:
            return levels
        scale /= 2


def _random_field(shape: tuple, part: tuple, random: np.random.Generator) -> np.ndarray:
    """int32 [H, W, 2]: for each patch centre, the centre (y, x) of a patch of the known part."""
    field = np.empty((shape[0], shape[1], 2), np.int32)
    field[..., 0] = random.integers(part[1] + RADIUS, part[1] + part[3] - RADIUS, shape[:2])
    field[..., 1] = random.integers(part[0] + RADIUS, part[0] + part[2] - RADIUS, shape[:2])
    return field


def _next_level(work, field, pixels, hole, part):
    """The hole from the coarser level, and its matches at the same places, both twice as large."""
    height, width = hole.shape
    coarse = Image.fromarray(np.clip(np.rint(work), 0, 255).astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
    finer = np.where(hole[..., None], np.asarray(coarse, np.float32), pixels)
    rows = np.minimum(np.arange(height) // 2, field.shape[0] - 1)
    columns = np.minimum(np.arange(width) // 2, field.shape[1] - 1)
    doubled = field[rows][:, columns] * 2
    doubled[..., 0] += np.arange(height)[:, None] % 2
    doubled[..., 1] += np.arange(width)[None, :] % 2
    doubled[..., 0] = np.clip(doubled[..., 0], part[1] + RADIUS, part[1] + part[3] - RADIUS - 1)
    doubled[..., 1] = np.clip(doubled[..., 1], part[0] + RADIUS, part[0] + part[2] - RADIUS - 1)
    return np.ascontiguousarray(finer, np.float32), np.ascontiguousarray(doubled, np.int32)


def _rings(hole: np.ndarray) -> np.ndarray:
    """float32 [H, W]: how many px into the hole (chessboard distance to the known rectangle)."""
    ys, xs = np.nonzero(~hole)
    rows, columns = np.arange(hole.shape[0])[:, None], np.arange(hole.shape[1])[None, :]
    down = np.maximum(np.maximum(ys.min() - rows, rows - ys.max()), 0)
    across = np.maximum(np.maximum(xs.min() - columns, columns - xs.max()), 0)
    return np.maximum(down, across).astype(np.float32)


@njit(cache=True)
def _grown(work, hole, part):
    """Efros and Leung, ring by ring, deterministic: each pixel takes the centre of the known patch that is nearest in what is filled."""
    height, width = hole.shape
    filled = ~hole
    while True:
        ring = np.zeros((height, width), np.bool_)
        any_left = False
        for y in range(height):
            for x in range(width):
                if not filled[y, x]:
                    for dy in range(-1, 2):
                        for dx in range(-1, 2):
                            v, u = y + dy, x + dx
                            if 0 <= v < height and 0 <= u < width and filled[v, u]:
                                ring[y, x] = True
                                any_left = True
        if not any_left:
            return work
        for y in range(height):
            for x in range(width):
                if ring[y, x]:
                    best, by, bx = np.inf, 0, 0
                    for sy in range(part[1] + RADIUS, part[1] + part[3] - RADIUS):
                        for sx in range(part[0] + RADIUS, part[0] + part[2] - RADIUS):
                            cost = 0.0
                            for dy in range(-RADIUS, RADIUS + 1):
                                for dx in range(-RADIUS, RADIUS + 1):
                                    v, u = y + dy, x + dx
                                    if 0 <= v < height and 0 <= u < width and filled[v, u]:
                                        for c in range(3):
                                            d = work[v, u, c] - work[sy + dy, sx + dx, c]
                                            cost += d * d
                                if cost >= best:
                                    break
                            if cost < best:
                                best, by, bx = cost, sy, sx
                    for c in range(3):
                        work[y, x, c] = work[by, bx, c]
        for y in range(height):
            for x in range(width):
                filled[y, x] = filled[y, x] or ring[y, x]


@njit(cache=True, fastmath=True)
def _cost(work, y, x, sy, sx, best):
    """Sum of squared differences of two patches, or something beyond `best`."""
    cost = np.float32(0)
    for dy in range(-RADIUS, RADIUS + 1):
        for dx in range(-RADIUS, RADIUS + 1):
            for c in range(3):
                d = work[y + dy, x + dx, c] - work[sy + dy, sx + dx, c]
                cost += d * d
        if cost >= best:
            return cost
    return cost


@njit(cache=True)
def _touches(hole, y, x):
    for dy in (-RADIUS, 0, RADIUS):
        for dx in (-RADIUS, 0, RADIUS):
            if hole[y + dy, x + dx]:
                return True
    return False


@njit(cache=True)
def _match(work, field, hole, part, rounds, seed):
    """PatchMatch; improves `field` in place and returns the costs, float32 [H, W], -1 where no patch is wanted."""
    np.random.seed(seed)
    height, width = hole.shape
    low_y, high_y = part[1] + RADIUS, part[1] + part[3] - RADIUS - 1
    low_x, high_x = part[0] + RADIUS, part[0] + part[2] - RADIUS - 1
    costs = np.full((height, width), np.float32(-1))
    for y in range(RADIUS, height - RADIUS):
        for x in range(RADIUS, width - RADIUS):
            if _touches(hole, y, x):
                costs[y, x] = _cost(work, y, x, field[y, x, 0], field[y, x, 1], np.float32(np.inf))
    for round_ in range(rounds):
        step = 1 if round_ % 2 == 0 else -1
        for i in range(RADIUS, height - RADIUS):
            y = i if step == 1 else height - 1 - i
            for j in range(RADIUS, width - RADIUS):
                x = j if step == 1 else width - 1 - j
                if costs[y, x] < 0:
                    continue
                for neighbour in range(2):
                    v = y - step if neighbour == 0 else y
                    u = x if neighbour == 0 else x - step
                    if costs[v, u] < 0:
                        continue
                    sy = min(max(field[v, u, 0] + y - v, low_y), high_y)
                    sx = min(max(field[v, u, 1] + x - u, low_x), high_x)
                    cost = _cost(work, y, x, sy, sx, costs[y, x])
                    if cost < costs[y, x]:
                        costs[y, x], field[y, x, 0], field[y, x, 1] = cost, sy, sx
                reach = max(part[2], part[3])
                while reach >= 1:
                    sy = min(max(field[y, x, 0] + np.random.randint(-reach, reach + 1), low_y), high_y)
                    sx = min(max(field[y, x, 1] + np.random.randint(-reach, reach + 1), low_x), high_x)
                    cost = _cost(work, y, x, sy, sx, costs[y, x])
                    if cost < costs[y, x]:
                        costs[y, x], field[y, x, 0], field[y, x, 1] = cost, sy, sx
                    reach //= 2
    return costs


def _vote(work, field, costs, hole, rings, fading, best_alone):
    """Each pixel of the hole from the patches over it; their spread is the 75th percentile of the costs, as in Wexler et al."""
    spread = float(np.percentile(costs[costs >= 0], 75)) + 1e-3
    return _voted(work, field, costs, hole, rings, spread, fading, best_alone)


@njit(cache=True)
def _voted(work, field, costs, hole, rings, spread, fading, best_alone):
    height, width = hole.shape
    out = work.copy()
    for y in range(height):
        for x in range(width):
            if not hole[y, x]:
                continue
            total, most = 0.0, -1.0
            r, g, b = 0.0, 0.0, 0.0
            for dy in range(-RADIUS, RADIUS + 1):
                for dx in range(-RADIUS, RADIUS + 1):
                    v, u = y + dy, x + dx
                    if v < 0 or u < 0 or v >= height or u >= width or costs[v, u] < 0:
                        continue
                    weight = np.exp(-costs[v, u] / (2 * spread)) * fading ** rings[v, u]
                    sy, sx = field[v, u, 0] - dy, field[v, u, 1] - dx
                    if best_alone:
                        if weight > most:
                            most, total = weight, 1.0
                            r, g, b = work[sy, sx, 0], work[sy, sx, 1], work[sy, sx, 2]
                    else:
                        total += weight
                        r += weight * work[sy, sx, 0]
                        g += weight * work[sy, sx, 1]
                        b += weight * work[sy, sx, 2]
            if total > 0:
                out[y, x, 0], out[y, x, 1], out[y, x, 2] = r / total, g / total, b / total
    return out
