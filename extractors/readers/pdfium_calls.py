"""The calls of pdfium that are made once per character or path, without the conversions of its wrapper.

A call costs most of its time in the passing of arguments. So what is the same for all calls, and references to the places
of results, are made once and passed as they are, and a call over a whole page is one `map`. Handles are kept as addresses.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

CHUNK = 2048

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Argument = Integers | Sequence[Any] | int
"""An argument over all calls: addresses of handles as an array, or C `int` as a sequence; one address for all of them."""

Handle = ctypes.c_void_p
_Pointer = ctypes.POINTER(ctypes.c_byte)  # passed in two thirds of the time that a `c_void_p` takes


class _Room:
    """Memory for the results of `CHUNK` calls, `width` numbers each, and the references that a call takes."""

    def __init__(self, kind: Any, width: int, pointers: int) -> None:
        self.numbers = np.zeros((CHUNK, width), dtype=kind)
        memory = (ctypes.c_byte * self.numbers.nbytes).from_buffer(self.numbers.data)
        row, size = self.numbers.strides[0], self.numbers.itemsize
        self.places = [
            [ctypes.byref(memory, at) for at in range(first, row * CHUNK, row)]
            for first in range(0, pointers * size, size)
        ]


class _Rooms(threading.local):
    """The memory of a thread, kept from page to page: handles that take any address, and rooms by shape."""

    def __init__(self) -> None:
        self.addresses = np.zeros(CHUNK, dtype=np.int64)
        self.handles = [_Pointer.from_buffer(self.addresses.data, 8 * at) for at in range(CHUNK)]
        self.made: dict[tuple[Any, int, int], _Room] = {}

    def of(self, kind: Any, width: int, pointers: int) -> _Room:
        """The room for a shape of results."""
        key = (kind, width, pointers)
        if key not in self.made:
            self.made[key] = _Room(kind, width, pointers)
        return self.made[key]

    def given(self, arguments: Sequence[Argument], start: int, count: int) -> list[Iterable[Any]]:
        """The arguments of so many calls, at most `CHUNK`, from number `start` on; at most one of them holds handles."""
        parts: list[Iterable[Any]] = []
        for own in arguments:
            if isinstance(own, int):
                parts.append(repeat(Handle.from_param(own), count))
            elif isinstance(own, np.ndarray):
                self.addresses[:count] = own[start : start + count]
                parts.append(self.handles[:count])
            else:
                parts.append(own[start : start + count] if len(own) > count else own)
        return parts


_ROOMS = _Rooms()


class _Whole(ctypes._CFuncPtr):  # type: ignore[name-defined, misc]  # the stubs leave it out
    """A function that returns a C `int`, as ctypes takes for granted where nothing is said: a fifth faster than if it is."""

    _flags_ = ctypes.PYFUNCTYPE(None)._flags_


@cache
def call(name: str, result: Any = None) -> Callable[..., Any]:
    """The function `name` of pdfium; its arguments have to be C objects, or numbers that are a C `int`."""
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address is not None
    return _Whole(address) if result is ctypes.c_int else ctypes.PYFUNCTYPE(result)(address)


def address_of(handle: Any) -> int:
    """The address that a handle of pdfium is."""
    address = ctypes.cast(handle, Handle).value
    assert address is not None
    return address


def handles(name: str, *arguments: Argument) -> Integers:
    """`name(…)` for each set of arguments: addresses, 0 where there is none."""
    return _returned(name, ctypes.c_ssize_t, np.int64, arguments)


def numbers(name: str, *arguments: Argument) -> Integers:
    """`name(…)` for each set of arguments, whole numbers."""
    return _returned(name, ctypes.c_int, np.int64, arguments)


def codes(name: str, *arguments: Argument) -> Integers:
    """`name(…)` for each set of arguments, whole numbers without sign."""
    return _returned(name, ctypes.c_uint, np.int64, arguments)


def sizes(name: str, *arguments: Argument) -> Floats:
    """`name(…)` for each set of arguments, in double precision."""
    return _returned(name, ctypes.c_double, np.float64, arguments)


def structures(name: str, width: int, *arguments: Argument) -> Floats:
    """`name(…, &structure)` for each set of arguments, where a structure holds `width` floats; a row for each."""
    return _written(name, _ROOMS.of(np.float32, width, 1), np.float64, arguments)


def floats(name: str, width: int, *arguments: Argument) -> Floats:
    """`name(…, &a, &b …)` for each set of arguments, where `width` floats are written; a row for each."""
    return _written(name, _ROOMS.of(np.float32, width, width), np.float64, arguments)


def doubles(name: str, width: int, *arguments: Argument) -> Floats:
    """`name(…, &a, &b …)` for each set of arguments, where `width` doubles are written; a row for each."""
    return _written(name, _ROOMS.of(np.float64, width, width), np.float64, arguments)


def whole(name: str, width: int, *arguments: Argument) -> Integers:
    """`name(…, &a, &b …)` for each set of arguments, where `width` C `int` are written; a row for each."""
    return _written(name, _ROOMS.of(np.intc, width, width), np.int64, arguments)


def _returned(name: str, result: Any, kind: Any, arguments: Sequence[Argument]) -> NDArray[Any]:
    count = _count(arguments)
    function = call(name, result)
    if count <= CHUNK:
        return np.fromiter(map(function, *_ROOMS.given(arguments, 0, count)), kind, count)
    found = np.empty(count, dtype=kind)
    for start in range(0, count, CHUNK):
        part = _ROOMS.given(arguments, start, min(CHUNK, count - start))
        found[start : start + CHUNK] = list(map(function, *part))
    return found


def _written(name: str, room: _Room, kind: Any, arguments: Sequence[Argument]) -> NDArray[Any]:
    count = _count(arguments)
    found = np.empty(
        (count, room.numbers.shape[1]), dtype=kind, order="F"
    )  # its columns are what is reckoned with
    function = call(name)
    for start in range(0, count, CHUNK):
        filled = room.numbers[: min(CHUNK, count - start)]
        filled.fill(0)
        part = _ROOMS.given(arguments, start, len(filled))
        deque(map(function, *part, *room.places), maxlen=0)
        found[start : start + CHUNK] = filled
    return found


def _count(arguments: Sequence[Argument]) -> int:
    """How many calls: the length of the arguments that differ, one where none does."""
    for own in arguments:
        if not isinstance(own, int):
            return len(own)
    return 1
