"""The bar over the canvas that finds nodes, lights them up and walks from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop_app import style
from desktop_app.canvas import hits
from desktop_app.canvas.look import pen, tinted
from desktop_app.canvas.node_body import RADIUS
from desktop_app.canvas.overlay import Overlay
from desktop_app.commands import finding

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

_PLACEHOLDER: Final = "name, op, 3.5, nan, gradient = 0, value > 3"
_WIDTH: Final = 300
_MARGIN: Final = 12
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier


class FindBar(QFrame):
    """Finds what its line asks for, while it is open.

    Attributes:
        line: where the question is typed.
        count: says which hit of how many is the current one, or what is wrong with the question.
        hits: the nodes that were found, in order.
    """

    def __init__(self, canvas: Canvas) -> None:
        """Make the bar, closed."""
        super().__init__(canvas)
        self.setObjectName("find-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._canvas = canvas
        self.hits: list[str] = []
        self._at = -1
        self._problem = ""
        self.line = QLineEdit()
        self.line.setAccessibleName("Find nodes")
        self.line.setPlaceholderText(_PLACEHOLDER)
        style.fix_width(self.line, _WIDTH)
        self.line.textChanged.connect(self._ask)
        self.count = QLabel()
        self.count.setMinimumWidth(style.px(70))
        self._buttons = {
            "chevron-up": self._button("Previous (Shift+Enter)", self.previous),
            "chevron-down": self._button("Next (Enter)", self.next),
            "check": self._button("Select all that were found (Ctrl+Enter)", self.select_all),
            "close": self._button("Close (Esc)", self.leave),
        }
        self._lay_out()
        canvas.opened.changed.connect(self.refresh)
        canvas.opened.replaced.connect(self.refresh)
        canvas.run.updated.connect(self.refresh)
        self.hide()

    def open(self) -> None:
        """Show the bar, and type in it."""
        self._dress()
        self.show()
        self.place()
        self.line.selectAll()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.refresh()

    def leave(self) -> None:
        """Close the bar; what it selected stays selected."""
        self.hide()
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._canvas.update()

    def place(self) -> None:
        """Lie in the middle of the head of the canvas."""
        self.adjustSize()
        self.move(QPoint(max(_MARGIN, (self._canvas.width() - self.width()) // 2), _MARGIN))

    def next(self) -> None:
        """Go to the next node that was found; after the last, to the first."""
        self._go(1)

    def previous(self) -> None:
        """Go to the one before; before the first, to the last."""
        self._go(-1)

    def select_all(self) -> None:
        """Select all that were found, and go back to the canvas."""
        if self.hits:
            self._canvas.selection.set(self.hits)
            self.leave()

    def refresh(self) -> None:
        """Find anew, after the document or its numbers changed; nothing while the bar is closed."""
        if self.isVisible():
            here = self.here
            self._search()
            self._at = self.hits.index(here) if here in self.hits else -1
            self._say_count()

    @property
    def here(self) -> str | None:
        """The node, among those found, at which the walk has arrived."""
        return self.hits[self._at] if 0 <= self._at < len(self.hits) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by Enter, give up by Esc; no key that the line leaves goes on to the canvas."""
        held = event.modifiers()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in _ENTER and held & _CTRL:
            self.select_all()
        elif event.key() == Qt.Key.Key_Up or (event.key() in _ENTER and held & _SHIFT):
            self.previous()
        elif event.key() == Qt.Key.Key_Down or event.key() in _ENTER:
            self.next()
        event.accept()

    def _ask(self) -> None:
        self._search()
        self._at = -1
        self._say_count()

    def _search(self) -> None:
        canvas = self._canvas
        graph, run = canvas.opened.document.graph, canvas.run
        self._problem = ""
        try:
            self.hits = finding.find(graph, run.value, run.gradient, self.line.text())
        except finding.FindError as error:
            self.hits, self._problem = [], str(error)
        canvas.update()

    def _go(self, step: int) -> None:
        if not self.hits:
            return
        self._at = (self._at + step) % len(self.hits) if self._at >= 0 or step > 0 else -1
        self._at %= len(self.hits)
        here = self.hits[self._at]
        self._canvas.selection.set([here])
        self._canvas.show_node(here)
        self._say_count()

    def _say_count(self) -> None:
        asked, total = bool(self.line.text().strip()), len(self.hits)
        at = f"{self._at + 1} of {total}" if self._at >= 0 else f"{total} found"
        self.count.setText((at if total else "none") if asked and not self._problem else "")
        self.count.setToolTip(self._problem)
        self.line.setToolTip(self._problem)
        self.line.setProperty("problem", bool(self._problem))
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        self._canvas.show_refusal(self._problem or None, self.geometry().bottomLeft().toPointF())
        self._canvas.update()

    def _button(self, tip: str, press: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setIconSize(QSize(14, 14))
        button.clicked.connect(press)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        parts: list[QWidget] = [self.line, self.count, *self._buttons.values()]
        for part in parts:
            row.addWidget(part)

    def _dress(self) -> None:
        for name, button in self._buttons.items():
            button.setIcon(style.icon(name, self._canvas.look.theme))


class Found(Overlay):
    """Lights up what was found."""

    def __init__(self, bar: FindBar, canvas: Canvas) -> None:
        """Show what a bar has found on a canvas."""
        self._bar, self._canvas = bar, canvas

    def paint(self, painter: QPainter) -> None:
        """Paint a ring round each node that was found, the widest where the walk has arrived."""
        bar, canvas = self._bar, self._canvas
        if not bar.isVisible() or not bar.hits:
            return
        colour = canvas.look.theme.canvas.target
        found = set(bar.hits)
        painter.setBrush(tinted(colour, 0.10))
        for slot in hits.slots_in(canvas.scene, canvas.camera.seen(), 12.0):
            node_id = canvas.opened.slots.ids[slot]
            if node_id in found:
                painter.setPen(pen(colour, 5.0 if node_id == bar.here else 2.5))
                box = hits.box_rect(canvas.scene, slot).adjusted(-4, -4, 4, 4)
                painter.drawRoundedRect(box, RADIUS + 4, RADIUS + 4)
