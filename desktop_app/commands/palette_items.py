"""What the palette offers, and how a typed text finds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from desktop_app.commands.matching import Texts, find
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


def texts_of(item: Item) -> Texts:
    """Return by what an item can be found."""
    typed = (sign for sign, symbol in _TYPED_SIGNS.items() if symbol == item.symbol)
    signs = (item.symbol, *typed) if item.symbol else ()
    return Texts(item.name, signs, f"{item.help} {item.group}")


def search(text: str, items: Iterable[Item] = ITEMS) -> list[Item]:
    """Return the items that a typed text may mean, the likeliest first; all of them for no text."""
    return [found.thing for found in find(text, items, texts_of)]
