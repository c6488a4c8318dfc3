"""What a gesture is: from a press until its release, or until Esc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

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
        space: whether the space bar is held, which pans.
        cuts: whether Y is held, which cuts.
        time: when it was there, in milliseconds from any start.
    """

    at: QPointF
    plane: QPointF
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    hit: Hit
    space: bool = False
    cuts: bool = False
    time: int = 0

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
        goes_on: whether it needs no button held: a click or Enter finishes it.
    """

    cursor: Qt.CursorShape | None = None
    goes_on: bool = False

    def __init__(self, canvas: Canvas, pointer: Pointer) -> None:
        """Begin with a press."""
        self.canvas = canvas
        self.pressed = pointer

    def move(self, pointer: Pointer) -> None:
        """Follow the pointer."""

    def release(self, pointer: Pointer) -> None:
        """Finish: make the edit."""

    def press_key(self, event: QKeyEvent) -> None:
        """Take a key; Esc never comes here, nor Enter where it finishes the gesture."""

    def confirm(self) -> None:
        """Finish by Enter; asked of gestures that need no button held."""
        self.leave()

    def leave(self) -> None:
        """Finish without a place, because something else begins: by default, leave all as it was.

        Asked of gestures that need no button held.
        """
        self.cancel()

    def cancel(self) -> None:
        """Leave everything as it was before the press."""

    def paint(self, painter: QPainter) -> None:
        """Paint what the gesture shows, in the plane, on top of the picture."""

    def has_gone(self, pointer: Pointer) -> bool:
        """Tell whether the pointer has left the place of the press."""
        return (pointer.at - self.pressed.at).manhattanLength() >= DRAG_DISTANCE
