"""The contenders of a group of work, lined up before one work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final, TypeVar

from engine.benchmarks import names
from engine.benchmarks.clock import Collector, Contender, Ready, Unable

Given = TypeVar("Given")

MAKES_OBJECTS: Final = (
    names.VALUE, names.VALUE_COLLECTING, names.MICROGRAD, names.MICROGRAD_COLLECTING, names.PYTORCH,
)  # fmt: skip
"""Those that make an object for each scalar node: their time grows as the number of nodes does."""
_COLLECTING: Final = (names.VALUE_COLLECTING, names.MICROGRAD_COLLECTING)


def line_up(
    prepares: Mapping[str, Callable[[Given], Ready]],
    work: Given,
    *,
    without: Iterable[str] = (),
    reason: str = "",
) -> dict[str, Contender]:
    """Return the contenders by name.

    Args:
        prepares: what makes each ready for a work.
        work: what they are to do.
        without: those that are not asked.
        reason: why they are not.
    """
    return {
        name: Contender(
            _unable(reason) if name in without else partial(prepare, work),
            Collector.ON if name in _COLLECTING else Collector.OFF,
        )
        for name, prepare in prepares.items()
    }


def _unable(reason: str) -> Callable[[], Ready]:
    def prepare() -> Ready:
        raise Unable(reason)

    return prepare
