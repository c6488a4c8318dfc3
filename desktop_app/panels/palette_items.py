"""What the palette offers, and how a typed text finds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from engine.graph import Role
from engine.ops import OPS


class Item(NamedTuple):
    """One row of the palette.

    Attributes:
        key: what is dragged and added: ``"op:mul"`` or ``"leaf:parameter"``.
        name: its name.
        symbol: its sign; empty for a leaf, which has an icon.
        help: one line.
        group: the heading that it stands under.
        kind: ``"op"`` or a leaf's role: it gives the colour and a leaf's icon.
        more: what a tip says beside the help.
    """

    key: str
    name: str
    symbol: str
    help: str
    group: str
    kind: str
    more: str = ""


_LEAVES: Final = (
    Item("leaf:parameter", "Parameter", "", "A number that a step changes.", "Values", "parameter"),
    Item("leaf:constant", "Constant", "", "A number that is held.", "Values", "constant"),
    Item("leaf:input", "Input", "", "A number that comes from the data.", "Values", "input"),
)

ITEMS: Final = (
    *_LEAVES,
    *(
        Item(
            f"op:{op.name}",
            op.name.replace("_", " "),
            op.symbol,
            op.help,
            op.group,
            "op",
            f"{op.gate} Defined for {op.domain}.",
        )
        for op in OPS.values()
        if op.offered
    ),
)
"""Everything that can be added, in the order in which it is listed."""

_TYPED_SIGNS: Final = {
    "*": "×", "·": "×", "/": "÷", "-": "−", "^": "xⁿ", "**": "xⁿ", "^2": "x²", "**2": "x²",
    "plus": "+", "minus": "−", "times": "×", "divide": "÷", "power": "xⁿ", "pi": "∏",
}  # fmt: skip


def item_of(key: str) -> Item | None:
    """Return the item with a key, or None."""
    return next((item for item in ITEMS if item.key == key), None)


def role_of(item: Item) -> Role | None:
    """Return the role of a leaf's item, or None for an op's."""
    return None if item.kind == "op" else Role(item.kind)


def search(text: str, items: Iterable[Item] = ITEMS) -> list[Item]:
    """Return the items that a typed text may mean, the likeliest first; all of them for no text."""
    wanted = " ".join(text.lower().split())
    if not wanted:
        return list(items)
    ranked = [(_rank(item, wanted), item) for item in items]
    found = [(rank, item) for rank, item in ranked if rank is not None]
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def _rank(item: Item, wanted: str) -> int | None:
    """Return how far an item is from what was typed; None where it is something else."""
    name, symbol = item.name.lower(), item.symbol.lower()
    if wanted in (name, symbol) or _TYPED_SIGNS.get(wanted) == item.symbol:
        return 0
    if name.startswith(wanted):
        return 1
    if any(word.startswith(wanted) for word in name.split()):
        return 2
    if wanted in name or (symbol and wanted in symbol):
        return 3
    if _all_words_begin(wanted, f"{name} {item.help.lower()} {item.group.lower()}"):
        return 4
    return 5 if _in_order(wanted, name) else None


def _all_words_begin(wanted: str, text: str) -> bool:
    words = [word.strip("().:,") for word in text.split()]
    return all(any(word.startswith(part) for word in words) for part in wanted.split())


def _in_order(wanted: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in wanted)
