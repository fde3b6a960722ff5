"""A font with Chinese characters on this machine, for charts."""

from __future__ import annotations

import os
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "GONGKAI_FONT"
SUFFIXES = (".ttf", ".otf", ".ttc")
# Beginnings of file names, best first.
NAMES = (
    "NotoSansCJK", "NotoSansSC", "SourceHanSans", "NotoSerifCJK", "wqy", "LXGWWenKai", "DroidSansFallback",
    "PingFang", "STHeiti", "Hiragino", "msyh", "simhei", "simsun", "uming", "ukai", "arphic",
)  # fmt: skip
FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts",
    "/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
# Packages that carry such a font as data.
PACKAGES = ("rapidocr", "mplfonts")


@cache
def chinese_font() -> Path | None:
    """The font file to use: that of the environment variable, one of the system, one of a package, or None."""
    named = os.environ.get(VARIABLE)
    if named and Path(named).is_file():
        return Path(named)
    folders = [Path(folder).expanduser() for folder in FOLDERS]
    return _best(folders) or _best(_package_folders())


def _best(folders: list[Path]) -> Path | None:
    files = [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES
    ]
    files.sort(key=lambda path: "bold" in path.name.lower() or "black" in path.name.lower())
    for name in NAMES:
        for path in files:
            if path.name.lower().startswith(name.lower()):
                return path
    return None


def _package_folders() -> list[Path]:
    found = [find_spec(name) for name in PACKAGES]
    return [Path(place) for spec in found if spec for place in spec.submodule_search_locations or ()]


def use_in_charts() -> str | None:
    """Let matplotlib draw Chinese: gives the font's name; without a font says what to do, and None."""
    from matplotlib import font_manager, rcParams

    path = chinese_font()
    if path is None:
        warnings.warn(
            "no font with Chinese characters: charts show boxes; install fonts-noto-cjk or set GONGKAI_FONT",
            stacklevel=2,
        )
        return None
    font_manager.fontManager.addfont(str(path))
    name = font_manager.FontProperties(fname=str(path)).get_name()
    rcParams["font.sans-serif"] = [name, *rcParams["font.sans-serif"]]
    rcParams["font.family"] = "sans-serif"
    rcParams["axes.unicode_minus"] = False
    return name
