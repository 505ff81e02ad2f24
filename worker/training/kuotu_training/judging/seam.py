"""How much of a line there is where a source ends; as `kuotu sheet` measures it."""

import numpy as np
from skimage.color import deltaE_ciede2000, rgb2lab


def across(picture: np.ndarray, known: tuple[int, int, int, int]) -> float:
    """Mean CIEDE2000 between the two pixels on either side of the border of `known`, for all sides that lie within the picture."""
    x, y, width, height = known
    rows, columns = np.s_[y : y + height], np.s_[x : x + width]
    pairs = []
    if x > 0:
        pairs.append((picture[rows, x - 1], picture[rows, x]))
    if x + width < picture.shape[1]:
        pairs.append((picture[rows, x + width - 1], picture[rows, x + width]))
    if y > 0:
        pairs.append((picture[y - 1, columns], picture[y, columns]))
    if y + height < picture.shape[0]:
        pairs.append((picture[y + height - 1, columns], picture[y + height, columns]))
    inside, outside = (np.concatenate([pair[i] for pair in pairs])[None] for i in (0, 1))
    return float(deltaE_ciede2000(rgb2lab(inside), rgb2lab(outside)).mean())


def ratio(picture: np.ndarray, photo: np.ndarray, known: tuple[int, int, int, int]) -> float:
    """1 is a border like the same line of the photograph."""
    return across(picture, known) / max(across(photo, known), 1e-3)
