"""What must hold of groups, frames and notes after an edit, and what a deletion takes with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from engine.annotations import Group, check_frame, check_group, check_note
from engine.edits import Change, Key, Section
from engine.rules import EditError

if TYPE_CHECKING:
    from engine.document import Document


def check_annotations(
    document: Document, changes: Mapping[Key, Change], is_there: Callable[[str], bool]
) -> None:
    """Raise unless an edit leaves groups, frames and notes consistent.

    Args:
        document: as it is before the edit.
        changes: what the edit changes.
        is_there: tells whether a node is in the graph after the edit.

    Raises:
        EditError: with one sentence.
    """
    after = _After(document, changes)
    after.check_removals(is_there)
    if after.changed_groups:
        after.check_groups(is_there)
    for key, change in changes.items():
        if change.after is not None and key.section in (Section.FRAMES, Section.NOTES):
            (check_frame if key.section is Section.FRAMES else check_note)(change.after)
            after.check_sheet(change.after.group)


class _After:
    """The groups as an edit would leave them."""

    def __init__(self, document: Document, changes: Mapping[Key, Change]) -> None:
        self.document = document
        self.changes = changes
        self.changed_groups: dict[str, Group | None] = {
            key.name: change.after
            for key, change in changes.items()
            if key.section is Section.GROUPS
        }

    def group(self, group_id: str) -> Group | None:
        if group_id in self.changed_groups:
            return self.changed_groups[group_id]
        return self.document.groups.get(group_id)

    def check_removals(self, is_there: Callable[[str], bool]) -> None:
        for key, change in self.changes.items():
            if key.section is Section.NODES and change.after is None:
                owner = self.group(self.document.group_of.get(key.name, ""))
                if owner is not None and key.name in owner.members and not is_there(key.name):
                    raise EditError(f"{key.name} is in {owner.title} but no longer in the graph.")

    def check_groups(self, is_there: Callable[[str], bool]) -> None:
        for group_id, group in self.changed_groups.items():
            if group is not None:
                check_group(group)
                self._check_members(group_id, group, is_there)
                self.check_sheet(group.parent)
                self._check_tree(group_id)
        parents = {each.parent for each in self._all_groups().values()}
        self._check_not_empty(parents)
        self._check_nothing_left_on(parents)

    def check_sheet(self, group_id: str | None) -> None:
        if group_id is not None and self.group(group_id) is None:
            raise EditError(f"There is no group {group_id}.")

    def _check_members(self, group_id: str, group: Group, is_there: Callable[[str], bool]) -> None:
        for node_id in group.members:
            if not is_there(node_id):
                raise EditError(f"There is no node {node_id} to be in {group.title}.")
        taken = {
            node_id: other_id
            for other_id, other in self.changed_groups.items()
            if other is not None and other_id != group_id
            for node_id in other.members
        }
        for node_id in group.members:
            before = self.document.group_of.get(node_id)
            if before is not None and before not in self.changed_groups:
                taken[node_id] = before
            if node_id in taken:
                other = self.group(taken[node_id])
                title = other.title if other else taken[node_id]
                raise EditError(f"{node_id} cannot be in {group.title} and in {title}.")

    def _check_tree(self, group_id: str) -> None:
        seen = {group_id}
        group = self.group(group_id)
        while group is not None and group.parent is not None:
            if group.parent in seen:
                raise EditError(f"The group {group.title} cannot lie in itself.")
            seen.add(group.parent)
            group = self.group(group.parent)

    def _all_groups(self) -> dict[str, Group]:
        everything = {**self.document.groups, **self.changed_groups}
        return {group_id: group for group_id, group in everything.items() if group is not None}

    def _check_not_empty(self, parents: Iterable[str | None]) -> None:
        for group_id, group in self._all_groups().items():
            if not group.members and group_id not in parents:
                raise EditError(f"The group {group.title} would be empty.")

    def _check_nothing_left_on(self, parents: Iterable[str | None]) -> None:
        """Raise where something lies on the sheet of a group that goes."""
        gone = {group_id for group_id, group in self.changed_groups.items() if group is None}
        sheets = set(parents)
        for section in (Section.FRAMES, Section.NOTES):
            kept = self.document.section(section)
            changed = {k.name: c.after for k, c in self.changes.items() if k.section is section}
            sheets |= {each.group for each in {**kept, **changed}.values() if each is not None}
        for group_id in gone & sheets:
            raise EditError(f"The group {group_id} cannot go: something lies in it.")


def with_what_hangs_on_nodes(document: Document, values: Mapping[Key, Any]) -> dict[Key, Any]:
    """Return new values of keys, and those of the groups that lose nodes by them.

    A group that would be empty goes, and what frames and notes lie in it.
    """
    full = dict(values)
    owners = document.group_of
    gone = {
        key.name
        for key, value in values.items()
        if key.section is Section.NODES and value is None and key.name in owners
    }
    for group_id in {owners[node_id] for node_id in gone}:
        key = Key(Section.GROUPS, group_id)
        group = full.get(key, document.groups[group_id])
        if group is not None:
            members = tuple(n for n in group.members if n not in gone)
            full[key] = msgspec.structs.replace(group, members=members)
            _drop_if_empty(document, full, group_id)
    return full


def _drop_if_empty(document: Document, values: dict[Key, Any], group_id: str | None) -> None:
    while group_id is not None:
        key = Key(Section.GROUPS, group_id)
        group = values.get(key, document.groups.get(group_id))
        changed = {k.name: v for k, v in values.items() if k.section is Section.GROUPS}
        groups = {**document.groups, **changed}
        if (
            group is None
            or group.members
            or any(g and g.parent == group_id for g in groups.values())
        ):
            return
        values[key] = None
        for section in (Section.FRAMES, Section.NOTES):
            for name, each in document.section(section).items():
                if each.group == group_id:
                    values[Key(section, name)] = None
        group_id = group.parent
