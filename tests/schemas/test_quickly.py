"""Records that are made quickly are frozen data classes like any other."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from schemas.quickly import changed, quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Place:
    """A record with a default and a field that is made of the others."""

    page: int
    line: int = 1
    name: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"{self.page}:{self.line}")


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A record whose fields are given by name."""

    page: int
    note: str | None = None


def test_fields_defaults_and_what_is_made_of_them_are_those_of_the_data_class() -> None:
    assert Place(2) == Place(2, 1) == Place(page=2, line=1) and Place(2) != Place(3)
    assert Place(2, 3).name == "2:3" and hash(Place(2)) == hash(Place(2, 1))
    assert repr(Named(page=1)) == "Named(page=1, note=None)"
    assert replace(Named(page=1), note="a") == changed(Named(page=1), note="a") == Named(page=1, note="a")


def test_nothing_changes_a_record_once_it_is_made() -> None:
    place = Place(2)
    with pytest.raises(FrozenInstanceError):
        place.line = 3  # type: ignore[misc]
    assert changed(place, line=3).line == 3 and place.line == 1


def test_a_wrong_call_is_refused() -> None:
    with pytest.raises(TypeError):
        Place()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Named(1)  # type: ignore[call-arg,misc]
    with pytest.raises(AttributeError):
        changed(Named(page=1), pages=2)
    with pytest.raises(TypeError):
        quickly_made(
            dataclass(frozen=True, slots=True)(
                type("Bad", (), {"__annotations__": {"all": list}, "all": field(default_factory=list)})
            )
        )
