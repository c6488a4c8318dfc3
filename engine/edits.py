"""An edit is a value: what stood before and what stands after, for each key that it changes.

Undo is the edit turned round, a slider drag is the composition of its edits, and views patch
themselves from the same value; nobody writes an inverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Section(StrEnum):
    """A part of the document; within it, a name finds one value."""

    NODES = "nodes"
    """By node id: a ``Leaf`` or an ``Apply``."""
    TARGET = "target"
    """One value under the empty name: the id of the marked target."""
    LAYOUT = "layout"
    """By node id: a ``Point``."""
    TRAINING = "training"
    """One value under the empty name: a ``Training``."""
    GROUPS = "groups"
    """By group id: a ``Group``."""
    FRAMES = "frames"
    """By frame id: a ``Frame``."""
    NOTES = "notes"
    """By note id: a ``Note``."""
    LESSON = "lesson"
    """One value under the empty name: a ``Lesson``."""


class Key(NamedTuple):
    """The place of one value in a document."""

    section: Section
    name: str = ""


class Change(NamedTuple):
    """What stood under a key and what stands after; None is absence."""

    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a document.

    Attributes:
        name: what the user did, as the Undo menu shows it: "Move 3 nodes".
        changes: before and after for each changed key; never a change to the same value.
    """

    name: str
    changes: Mapping[Key, Change]

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.changes)

    def reversed(self) -> Edit:
        """Return the edit that takes this one back."""
        return Edit(
            self.name, {key: Change(after, before) for key, (before, after) in self.changes.items()}
        )

    def then(self, later: Edit) -> Edit:
        """Return the one edit that does this one and then the later one, under the later name."""
        changes = dict(self.changes)
        for key, change in later.changes.items():
            before = changes[key].before if key in changes else change.before
            changes[key] = Change(before, change.after)
        return Edit(later.name, _without_idle(changes))

    def named(self, name: str) -> Edit:
        """Return the same change under another name."""
        return Edit(name, self.changes)

    def names_in(self, section: Section) -> Iterable[str]:
        """Yield the names that change in a section."""
        return (key.name for key in self.changes if key.section is section)


def edit(name: str, changes: Mapping[Key, Change]) -> Edit:
    """Return an edit, without the keys whose value stays the same."""
    return Edit(name, _without_idle(changes))


def _without_idle(changes: Mapping[Key, Change]) -> dict[Key, Change]:
    return {key: change for key, change in changes.items() if _differs(*change)}


def _differs(before: Any, after: Any) -> bool:
    # 0.0 and −0.0 are equal, but a file writes them differently.
    return bool(before != after) or repr(before) != repr(after)
