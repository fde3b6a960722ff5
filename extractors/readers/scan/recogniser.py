"""Recognition of print in pictures: where words stand, and the characters of one of them with their places.

The models come with the package rapidocr; nothing is fetched. One thread and a picture at a time: the same bytes
give the same characters whatever stood on the page before.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

HEIGHT = 48  # rows of a picture of a word that the model takes
WIDEST = 60.0  # a word's width to its height; wider ones are cut before
LEAST_WIDE = 1.0
LONGEST = 30  # the longer side of a page to the shorter: the model enlarges the shorter one
PACKAGES = ("rapidocr", "onnxruntime", "cv2")


@dataclass(frozen=True, slots=True)
class Read:
    """One recognised character: its centre as a share of the word's width, and how sure the model is (0 to 1)."""

    text: str
    centre: float
    confidence: float


def missing() -> tuple[str, ...]:
    """What recognition lacks on this machine: names of packages, or of a folder without models; empty when all is there."""
    lacking = tuple(name for name in PACKAGES if importlib.util.find_spec(name) is None)
    if lacking:
        return lacking
    models = _models()
    return tuple(name for name in ("det", "rec") if not any(f"_{name}_" in path.name for path in models))


def _models() -> list[Path]:
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else Path()
    return sorted(folder.glob("*.onnx"))


@cache
def _engine(_process: int) -> Any:
    """The models, loaded by each process for itself: a fork must not use those of its parent."""
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def find_words(pixels: Pixels) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom in pixels of the stretches of print on a page; none on a strip that is no page."""
    import cv2

    if max(pixels.shape) > LONGEST * min(pixels.shape):
        return []
    found = _engine(os.getpid())._load_det_model()(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)).boxes
    if found is None:
        return []
    return [
        (float(box[:, 0].min()), float(box[:, 1].min()), float(box[:, 0].max()), float(box[:, 1].max()))
        for box in found
    ]


def give_back_memory() -> None:
    """Return what a page took to the system, where the C library can: pieces of it would stay, more with every page."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def read_word(pixels: Pixels) -> tuple[Read, ...]:
    """The characters of a picture of one stretch of print, from left to right."""
    import cv2
    import numpy as np

    rows, columns = pixels.shape
    if rows < 2 or columns < 2:
        return ()
    reader = _engine(os.getpid())._load_rec_model()
    ratio = max(min(columns / rows, WIDEST), LEAST_WIDE)
    picture = reader.resize_norm_img(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), ratio)
    odds = reader.session(picture[np.newaxis].astype(np.float32))[0]
    used = min(1.0, columns / rows / ratio)
    return _decoded(odds.argmax(axis=1), odds.max(axis=1), reader.postprocess_op.character, used)


def _decoded(best: Any, odds: Any, characters: list[str], used: float) -> tuple[Read, ...]:
    """Characters of the best path: repeats in a row are one, the first entry stands for none."""
    steps = len(best)
    found: list[Read] = []
    start = 0
    for step in range(1, steps + 1):
        if step < steps and best[step] == best[start]:
            continue
        if best[start] != 0:
            centre = (start + step) / 2 / steps / used
            sure = round(float(odds[start:step].max()), 4)
            found.append(Read(characters[int(best[start])], min(centre, 1.0), sure))
        start = step
    return tuple(found)
