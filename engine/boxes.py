"""How large a node's box is and where its ports lie: the facts that Tidy and the canvas share.

Lengths are pixels at 100 %; offsets are from the box's top left corner, y pointing down.
"""

from __future__ import annotations

from typing import Final

from engine.graph import Apply, Node
from engine.ops import OPS

WIDTH: Final = 156.0
"""The width of every box."""
HEADER: Final = 28.0
"""The height of the part with the name."""
ROW: Final = 28.0
"""The height of the row of the value, and of the row of the gradient."""
_PORT_ROW: Final = 22.0


def shown_ports(node: Node) -> int:
    """Return how many ports a node shows: a variadic op has one more than it has operands."""
    if not isinstance(node, Apply):
        return 0
    return len(node.operands) + (1 if OPS[node.op].variadic else 0)


def height(ports: int) -> float:
    """Return the height of a box with so many ports."""
    return HEADER + max(2 * ROW, _PORT_ROW * ports)


def port_offset(ports: int, operand: int) -> float:
    """Return how far below the top a port lies, at the left side of the box."""
    return HEADER + (height(ports) - HEADER) * (operand + 0.5) / ports


OUTPUT_OFFSET: Final = HEADER + ROW / 2
"""How far below the top the output lies, at the right side: beside the value."""
