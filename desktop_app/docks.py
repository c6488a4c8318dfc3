"""The table of dock panels: one row each; a panel is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    NamedTuple,
    Protocol,
    TypeVar,
    cast,
    runtime_checkable,
)

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QWidget

from desktop_app import style
from desktop_app.model.lesson_player import LessonPlayer
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.settings import Settings
from desktop_app.model.target_curves import TargetCurves
from desktop_app.model.theme import Theme
from desktop_app.panels.inspector import Inspector
from desktop_app.panels.palette import Palette

if TYPE_CHECKING:
    from desktop_app.panels.derivation_panel import DerivationPanel
    from desktop_app.panels.formula_panel import FormulaPanel
    from desktop_app.panels.lab import Lab
    from desktop_app.panels.lesson_panel import LessonPanel
    from desktop_app.panels.nudge_panel import NudgePanel
    from desktop_app.panels.op_panel import OpPanel
    from desktop_app.panels.outline import Outline
    from desktop_app.panels.practice_panel import PracticePanel

_LEFT: Final = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT: Final = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM: Final = Qt.DockWidgetArea.BottomDockWidgetArea
_FLAT: Final = (Qt.DockWidgetArea.TopDockWidgetArea, _BOTTOM)


class DockPanel(Protocol):
    """What the window asks of every panel, which is a widget besides."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through in it, in order; the first takes the keyboard."""


@runtime_checkable
class Typed(Protocol):
    """A panel with fields."""

    def commit_typing(self) -> bool:
        """Enter what is being typed; tell whether nothing is left that was refused."""


class Parts(NamedTuple):
    """What panels are made from.

    Attributes:
        opened: the document and its history.
        run: its numbers.
        selection: what is selected in it.
        settings: what is remembered.
        curves: the target as a function of each leaf.
        theme: the colours to begin with.
        lessons: the lesson of the document, as the learner goes through it.
        canvas: what panels are connected to; they know nothing of it.
        editing: likewise.
    """

    opened: OpenDocument
    run: Run
    selection: Selection
    settings: Settings
    curves: TargetCurves
    theme: Theme
    lessons: LessonPlayer
    canvas: Any
    editing: Any


P = TypeVar("P", bound=DockPanel)


@dataclass(frozen=True, slots=True)
class Dock(Generic[P]):
    """One row of the table.

    Attributes:
        title: what stands on it and in the View menu.
        area: where it lies at first.
        size: its width or, at the top or the bottom, its height, in pixels.
        make: returns the panel; where it is hidden at first, its module is imported here, so that
            it does not delay the start.
        is_shown: whether it is there at the first start; otherwise the View menu brings it.
    """

    title: str
    area: Qt.DockWidgetArea
    size: int
    make: Callable[[Parts], P]
    is_shown: bool = False


def _palette(parts: Parts) -> Palette:
    palette = Palette(parts.theme)
    palette.activated.connect(parts.editing.add)
    return palette


def _inspector(parts: Parts) -> Inspector:
    return Inspector(parts.opened, parts.run, parts.selection, parts.theme)


def _lab(parts: Parts) -> Lab:
    from desktop_app.panels.lab import Lab

    return Lab(parts.opened, parts.run, parts.selection, parts.curves, parts.theme)


def _nudge(parts: Parts) -> NudgePanel:
    from desktop_app.panels.nudge_panel import NudgePanel

    panel = NudgePanel(parts.opened, parts.run, parts.selection, parts.curves, parts.theme)
    panel.message.connect(parts.canvas.message)
    return panel


def _op_card(parts: Parts) -> OpPanel:
    from desktop_app.panels.op_panel import OpPanel

    return OpPanel(parts.opened, parts.run, parts.selection, parts.theme)


def _derivation(parts: Parts) -> DerivationPanel:
    from desktop_app.panels.derivation_panel import DerivationPanel

    return DerivationPanel(parts.opened, parts.run, parts.selection, parts.canvas.highlight)


def _formulas(parts: Parts) -> FormulaPanel:
    from desktop_app.panels.formula_panel import FormulaPanel

    return FormulaPanel(parts.opened, parts.run, parts.selection, parts.theme)


def _practice(parts: Parts) -> PracticePanel:
    from desktop_app.panels.practice_panel import PracticePanel

    panel = PracticePanel(parts.opened, parts.run, parts.selection, parts.theme)
    panel.message.connect(parts.canvas.message)
    return panel


def _lesson(parts: Parts) -> LessonPanel:
    from desktop_app.panels.lesson_panel import LessonPanel

    return LessonPanel(parts.lessons, parts.theme)


def _outline(parts: Parts) -> Outline:
    from desktop_app.panels.outline import Outline

    place = parts.canvas.insertion_point
    outline = Outline(parts.opened, parts.run, parts.selection, parts.theme, place)
    outline.message.connect(parts.canvas.message)
    return outline


PALETTE: Final = Dock("Palette", _LEFT, 248, _palette, is_shown=True)
INSPECTOR: Final = Dock("Inspector", _RIGHT, 316, _inspector, is_shown=True)
LAB: Final = Dock("Difference Quotient", _RIGHT, 340, _lab)
NUDGE: Final = Dock("Nudge", _RIGHT, 340, _nudge)
OP_CARD: Final = Dock("Op Card", _RIGHT, 340, _op_card)
DERIVATION: Final = Dock("Derivation", _RIGHT, 340, _derivation)
FORMULAS: Final = Dock("Formulas", _RIGHT, 340, _formulas)
PRACTICE: Final = Dock("Practice", _RIGHT, 340, _practice)
LESSON: Final = Dock("Lesson", _RIGHT, 360, _lesson)
OUTLINE: Final = Dock("Outline", _BOTTOM, 260, _outline)

TABLE: Final[tuple[Dock[Any], ...]] = (
    PALETTE,
    INSPECTOR,
    OP_CARD,
    DERIVATION,
    FORMULAS,
    LAB,
    NUDGE,
    PRACTICE,
    LESSON,
    OUTLINE,
)
"""All, in the order in which Tab goes through them; the canvas comes after those on the left."""


class Docks(QObject):
    """The docks of a window, and the panels in them that have been shown.

    Signals:
        filled: a panel was made.
    """

    filled = Signal()

    def __init__(self, window: QMainWindow, parts: Parts) -> None:
        """Add a dock for each row, and fill those that are shown."""
        super().__init__(window)
        self._parts, self._window = parts, window
        self._panels: dict[Dock[Any], DockPanel] = {}
        self._docks = {row: _dock(row, window) for row in TABLE}
        for area in dict.fromkeys(row.area for row in TABLE):
            _share(window, [dock for row, dock in self._docks.items() if row.area is area])
        for row, dock in self._docks.items():
            way = Qt.Orientation.Vertical if row.area in _FLAT else Qt.Orientation.Horizontal
            window.resizeDocks([dock], [style.px(row.size)], way)
            dock.setVisible(row.is_shown)
            if row.is_shown:
                self.panel(row)
            dock.visibilityChanged.connect(partial(self._fill, row))
            # Qt leaves a dock that is brought back behind those that share its place.
            dock.toggleViewAction().triggered.connect(partial(self._bring, row, dock))

    def panel(self, row: Dock[P]) -> P:
        """Return the panel of a row, made now if it has not been shown yet."""
        panel = self._panels.get(row)
        if panel is None:
            panel = self._panels[row] = row.make(self._parts)
            widget = cast("QWidget", panel)
            widget.setAccessibleName(widget.accessibleName() or row.title)
            if isinstance(widget, QScrollArea):
                # Who has no mouse scrolls it by keys: it is the last of its own stops.
                widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._docks[row].setWidget(widget)
            self.filled.emit()
        return cast("P", panel)

    def show(self, row: Dock[P]) -> P:
        """Bring a panel to the front, and return it."""
        self._docks[row].show()
        self._docks[row].raise_()
        return self.panel(row)

    def set_theme(self, theme: Theme) -> None:
        """Give all panels the colours of a theme, those too that are yet to be made."""
        self._parts = self._parts._replace(theme=theme)
        for panel in self._panels.values():
            panel.set_theme(theme)

    def follow_text_size(self, factor: float) -> None:
        """Give panels as many times as much room as before, as far as there is any."""
        for row, dock in self._docks.items():
            flat = row.area in _FLAT
            way = Qt.Orientation.Vertical if flat else Qt.Orientation.Horizontal
            if dock.isVisible() and not dock.isFloating():
                size = dock.height() if flat else dock.width()
                self._window.resizeDocks([dock], [round(size * factor)], way)

    def commit_typing(self) -> bool:
        """Enter what is being typed in any panel; tell whether nothing is left that was refused."""
        return all(p.commit_typing() for p in self._panels.values() if isinstance(p, Typed))

    def switches(self) -> list[QAction]:
        """Return what shows and hides each dock, in the order of the table."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def on_the_left(self) -> list[DockPanel]:
        """Return the panels on the left that have been made."""
        return [panel for row, panel in self._made() if row.area is _LEFT]

    def elsewhere(self) -> list[DockPanel]:
        """Return the other panels that have been made."""
        return [panel for row, panel in self._made() if row.area is not _LEFT]

    def _made(self) -> list[tuple[Dock[Any], DockPanel]]:
        return [(row, self._panels[row]) for row in TABLE if row in self._panels]

    def _bring(self, row: Dock[Any], dock: QDockWidget) -> None:
        if dock.toggleViewAction().isChecked():
            self.show(row)

    def _fill(self, row: Dock[Any], is_visible: bool) -> None:  # noqa: FBT001 - Qt passes it
        if is_visible:
            self.panel(row)


def _dock(row: Dock[Any], window: QMainWindow) -> QDockWidget:
    dock = QDockWidget(row.title, window)
    dock.setObjectName(row.title.lower())
    # A dock whose font is the application's has its title written in the size of the start.
    own = QFont(dock.font())
    own.setStyleHint(QFont.StyleHint.SansSerif)
    dock.setFont(own)
    window.addDockWidget(row.area, dock)
    return dock


def _share(window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
    """Let the docks of an area lie behind each other, with tabs, the first in front."""
    for before, after in pairwise(docks):
        window.tabifyDockWidget(before, after)
    docks[0].raise_()
