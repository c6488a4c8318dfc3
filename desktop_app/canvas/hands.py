"""Mouse and keys on the canvas: they begin gestures, lead them and finish them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPointingDevice, QWheelEvent

from desktop_app.canvas import hits, tips
from desktop_app.canvas.hits import Hit, Part
from desktop_app.canvas.overlay import Overlay
from desktop_app.canvas.tools.base import Pointer, Tool

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Hands:
    """Follows the events of one canvas.

    Attributes:
        tool: the gesture under way, or None.
        took_right_button: whether the last press of the right button was a gesture's, not a menu's.
    """

    def __init__(self, canvas: Canvas) -> None:
        """Begin with nothing under way."""
        self._canvas = canvas
        self._space = self._cuts = False
        self.tool: Tool | None = None
        self.took_right_button = False

    def press(self, event: QMouseEvent) -> None:
        """Begin a gesture, finish one that needs no button, or select what a menu is for."""
        pointer = self._pointer(event)
        right = event.button() == Qt.MouseButton.RightButton
        if self.tool is not None:
            self._press_again(pointer, right=right)
            return
        self.tool = self._start(pointer)
        self.took_right_button = right and self.tool is not None
        if self.tool is None and right:
            self._select_for_menu(pointer.hit)
            return
        self._show_cursor(pointer.hit)

    def begin(self, tool: Tool) -> None:
        """Begin a gesture that needs no button held."""
        self.tool = tool
        self._show_cursor(hits.NOTHING)

    def move(self, event: QMouseEvent) -> None:
        """Lead the gesture on, or light up what the pointer is on."""
        pointer = self._pointer(event)
        if self.tool is not None:
            self.tool.move(pointer)
        else:
            self.hover(pointer.hit)

    def release(self, event: QMouseEvent) -> None:
        """Finish the gesture."""
        tool = self.tool
        if tool is not None and not tool.goes_on and event.button() == tool.pressed.button:
            self._finish(tool, self._pointer(event))

    def double_click(self, event: QMouseEvent) -> bool:
        """Type a number or a name where it stands, search on nothing; tell whether it was one."""
        hit = self._pointer(event).hit
        if self.tool is not None or event.button() != Qt.MouseButton.LeftButton:
            return False
        if hit.part is Part.NOTHING:
            from desktop_app.canvas.tools.dangle import Loose

            self._canvas.search_wanted.emit(Loose(QPointF(event.position())))
            return True
        if hit.node is None:
            return False
        if hit.part is Part.VALUE:
            self._canvas.edit_value(hit.node)
        elif hit.part is Part.NAME:
            self._canvas.rename(hit.node)
        return hit.part in (Part.VALUE, Part.NAME)

    def turn_wheel(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; on a touch pad, pan unless Ctrl is held."""
        camera = self._canvas.camera
        on_pad = event.device().type() == QPointingDevice.DeviceType.TouchPad
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        turned = event.angleDelta()
        if on_pad and not ctrl:
            camera.pan(event.pixelDelta().x(), event.pixelDelta().y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            camera.pan((turned.x() + turned.y()) * 0.5, 0.0)
        else:
            camera.zoom(1.0015 ** turned.y(), event.position())

    def press_key(self, event: QKeyEvent) -> bool:
        """Esc gets out of what is under way; Enter edits; Space and Y get ready to pan and cut."""
        current = self._canvas.selection.current
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif self.tool is not None:
            self._press_key_under_way(self.tool, event)
        elif event.key() in _ENTER and current:
            self._canvas.edit(current)
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self._canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        elif event.key() == Qt.Key.Key_Y and not event.isAutoRepeat():
            self._cuts = True
            self._canvas.setCursor(Qt.CursorShape.CrossCursor)
        else:
            return False
        return True

    def release_key(self, event: QKeyEvent) -> bool:
        """Stop being ready to pan or to cut."""
        if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Y) or event.isAutoRepeat():
            return False
        self.let_go()
        self._canvas.unsetCursor()
        return True

    def let_go(self) -> None:
        """Forget which keys are held: their release will be seen by somebody else."""
        self._space = self._cuts = False

    def leave(self) -> None:
        """Finish a gesture that needs no button held, because something else begins."""
        if self.tool is not None and self.tool.goes_on:
            tool, self.tool = self.tool, None
            tool.leave()
            self._canvas.unsetCursor()

    def drop_tool(self) -> None:
        """Leave everything as it was before the gesture under way."""
        if self.tool is not None:
            tool, self.tool = self.tool, None
            tool.cancel()
            self._canvas.unsetCursor()

    def hover(self, hit: Hit) -> None:
        """Light up what the pointer is on."""
        shown = self._canvas.shown
        if (hit.node, hit.wire) != (shown.hovered_node, shown.hovered_wire):
            shown.hovered_node, shown.hovered_wire = hit.node, hit.wire
            self._canvas.update()
        if not (self._space or self._cuts):
            self._show_cursor(hit)

    def _start(self, pointer: Pointer) -> Tool | None:
        # The window opens without them.
        from desktop_app.canvas.tools import starters

        return starters.start(self._canvas, pointer)

    def _escape(self) -> None:
        canvas = self._canvas
        canvas.bubble.hide()
        if self.tool is not None:
            self.drop_tool()
        elif canvas.glide.is_under_way:
            canvas.glide.finish()
        elif canvas.stepper.trace is not None and not canvas.selection.nodes:
            canvas.stepper.end()
        else:
            canvas.selection.clear()

    def _pointer(self, event: QMouseEvent) -> Pointer:
        at = event.position()
        plane, hit = self._canvas.hit(at)
        held = (self._space, self._cuts)
        keys, time = event.modifiers(), event.timestamp()
        return Pointer(QPointF(at), plane, event.button(), keys, hit, *held, time)

    def _finish(self, tool: Tool, pointer: Pointer) -> None:
        tool.move(pointer)
        self.tool = None
        tool.release(pointer)
        self._show_cursor(pointer.hit)

    def _press_again(self, pointer: Pointer, *, right: bool) -> None:
        if self.tool is None or not self.tool.goes_on:
            return
        self.took_right_button = right
        if right:
            self.drop_tool()
        else:
            self._finish(self.tool, pointer)

    def _press_key_under_way(self, tool: Tool, event: QKeyEvent) -> None:
        if tool.goes_on and event.key() in _ENTER:
            self.tool = None
            tool.confirm()
        else:
            tool.press_key(event)

    def _select_for_menu(self, hit: Hit) -> None:
        selection = self._canvas.selection
        if hit.node is not None and hit.node not in selection.nodes:
            selection.set([hit.node])
        elif hit.wire is not None and hit.wire not in selection.wires:
            selection.set((), [hit.wire])
        elif hit.part is hits.Part.NOTHING:
            selection.clear()

    def _show_cursor(self, hit: Hit) -> None:
        if self.tool is not None and self.tool.cursor is not None:
            self._canvas.setCursor(self.tool.cursor)
        else:
            self._canvas.setCursor(tips.cursor_for(self._canvas.opened.document.graph, hit))


class InHand(Overlay):
    """What the gesture under way shows."""

    def __init__(self, hands: Hands) -> None:
        """Show what hands have."""
        self._hands = hands

    def paint(self, painter: QPainter) -> None:
        """Let the gesture paint, where there is one."""
        if self._hands.tool is not None:
            self._hands.tool.paint(painter)
