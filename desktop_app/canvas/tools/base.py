"""What a gesture is: from a press until its release, or until Esc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from desktop_app.canvas.hits import Hit

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

DRAG_DISTANCE: Final = 4.0
"""How many pixels the pointer must go before a press becomes a drag."""

SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
CTRL: Final = Qt.KeyboardModifier.ControlModifier
ALT: Final = Qt.KeyboardModifier.AltModifier


class Pointer(NamedTuple):
    """Where the pointer is and what is held down.

    Attributes:
        at: the point of the widget.
        plane: the point of the plane.
        button: the button that was pressed or released.
        modifiers: the modifier keys that are held.
        hit: what lies there.
        space: whether the space bar is held.
    """

    at: QPointF
    plane: QPointF
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    hit: Hit
    space: bool = False

    def holds(self, modifier: Qt.KeyboardModifier) -> bool:
        """Tell whether a modifier key is held."""
        return bool(self.modifiers & modifier)

    @property
    def is_left(self) -> bool:
        """Whether the main button was pressed."""
        return self.button == Qt.MouseButton.LeftButton


class Tool:
    """One gesture under way.

    Attributes:
        cursor: the pointer's shape meanwhile, or None to leave it.
    """

    cursor: Qt.CursorShape | None = None

    def __init__(self, canvas: Canvas, pointer: Pointer) -> None:
        """Begin with a press."""
        self.canvas = canvas
        self.pressed = pointer

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer."""

    def release(self, pointer: Pointer) -> None:
        """Finish: make the edit."""

    def cancel(self) -> None:
        """Leave everything as it was before the press."""

    def paint(self, painter: QPainter) -> None:
        """Paint what the gesture shows, in the plane, on top of the picture."""

    def has_gone(self, pointer: Pointer) -> bool:
        """Tell whether the pointer has left the place of the press."""
        return (pointer.at - self.pressed.at).manhattanLength() >= DRAG_DISTANCE
