"""The calls of pdfium that are made once per character or path segment, without the conversions of its wrapper.

Handles and places to write to are plain addresses, so that a call over a whole page is one `map`.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import repeat
from typing import Any

import pypdfium2.raw as raw

_ADDRESS, _INT, _UNSIGNED, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_float


@cache
def call(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The function `name` of pdfium with the given C types."""
    address = ctypes.cast(getattr(raw, name), _ADDRESS).value
    assert address is not None
    return ctypes.CFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int:
    """The address behind a handle of pypdfium2."""
    address = ctypes.cast(handle.raw, _ADDRESS).value
    assert address is not None
    return address


def handles(name: str, parent: int, count: int) -> list[int | None]:
    """`name(parent, 0 … count-1)` as addresses."""
    return list(map(call(name, _ADDRESS, _ADDRESS, ctypes.c_ulong), repeat(parent), range(count)))


def numbers(name: str, items: Iterable[int]) -> list[int]:
    """`name(item)` for each handle, whole numbers."""
    return list(map(call(name, _INT, _ADDRESS), items))


def indexed(name: str, parent: int, count: int) -> list[int]:
    """`name(parent, 0 … count-1)`, whole numbers without sign."""
    return list(map(call(name, _UNSIGNED, _ADDRESS, _INT), repeat(parent), range(count)))


def floats(name: str, items: Sequence[int], width: int) -> list[float]:
    """`name(item, place)` for each handle, where `place` holds `width` floats; a flat buffer."""
    size = 4 * width
    buffer = (_FLOAT * (width * len(items)))()
    start = ctypes.addressof(buffer)
    places = range(start, start + size * len(items), size)
    deque(map(call(name, _INT, _ADDRESS, _ADDRESS), items, places), maxlen=0)
    return list(buffer)


def indexed_floats(name: str, parent: int, indexes: Sequence[int], width: int) -> list[float]:
    """`name(parent, index, place)` for each index, where `place` holds `width` floats; a flat list."""
    size = 4 * width
    buffer = (_FLOAT * (width * len(indexes)))()
    start = ctypes.addressof(buffer)
    places = range(start, start + size * len(indexes), size)
    deque(
        map(call(name, _INT, _ADDRESS, _INT, _ADDRESS), repeat(parent), indexes, places),
        maxlen=0,
    )
    return list(buffer)


def points(name: str, parent: int, count: int) -> tuple[list[float], list[float]]:
    """`name(parent, index, &x, &y)` for each index, in double precision."""
    xs, ys = ((ctypes.c_double * count)() for _ in range(2))
    places = (range(start, start + 8 * count, 8) for start in map(ctypes.addressof, (xs, ys)))
    function = call(name, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
    deque(map(function, repeat(parent), range(count), *places), maxlen=0)
    return list(xs), list(ys)


def sizes(name: str, parent: int, indexes: Sequence[int]) -> list[float]:
    """`name(parent, index)` for each index, in double precision."""
    return list(map(call(name, ctypes.c_double, _ADDRESS, _INT), repeat(parent), indexes))


def pairs(name: str, items: Sequence[int], width: int, kind: Any = _FLOAT) -> list[Sequence[Any]]:
    """`name(item, &a, &b …)` for each handle: `width` buffers of results."""
    count = len(items)
    size = ctypes.sizeof(kind)
    buffers = [(kind * count)() for _ in range(width)]
    places = [range(ctypes.addressof(b), ctypes.addressof(b) + size * count, size) for b in buffers]
    function = call(name, _INT, _ADDRESS, *([_ADDRESS] * width))
    deque(map(function, items, *places), maxlen=0)
    return list(buffers)
