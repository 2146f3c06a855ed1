"""scikit-learn's handwritten digits as pictures in folders: real data that comes with a package.

1797 pictures of 8 x 8 pixels (UCI, 43 people); written as PNG, as they are or larger.
"""

from pathlib import Path

import numpy as np
from PIL import Image


def write_digits(
    root: Path, *, per_class: int | None = None, classes: int = 10, test: float = 0.2, side: int = 8
) -> Path:
    """train/ and test/, in each a folder per digit. `per_class`: pictures of each digit, all if None.

    Always the same pictures: each fifth of a class is in test, the val part is for the training to set aside.
    """
    # Here, because importing scikit-learn takes a second.
    from sklearn.datasets import load_digits

    found = load_digits()
    for digit in range(classes):
        every = round(1 / test) if test else 0
        for number, pixels in enumerate(found.images[found.target == digit][:per_class]):
            part = "test" if every and number % every == every - 1 else "train"
            folder = root / part / str(digit)
            folder.mkdir(parents=True, exist_ok=True)
            picture = Image.fromarray(np.round(pixels * 255 / 16).astype(np.uint8))
            if side != picture.width:
                picture = picture.resize((side, side), Image.Resampling.BICUBIC)
            picture.save(folder / f"{number:03d}.png")
    return root
