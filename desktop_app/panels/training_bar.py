"""The tool bar of the two passes and the step."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from desktop_app import style
from desktop_app.commands import training
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.theme import Theme
from desktop_app.panels.controls import Segmented, Switch
from desktop_app.panels.rate_field import RateField
from engine.document import Direction
from engine.labels import display_name

_UP_TIP: Final = "Ascend: parameter + learning rate × gradient"
_DOWN_TIP: Final = "Descend: parameter − learning rate × gradient"
_DIRECTIONS: Final = (
    (Direction.UP.value, "▲ Ascend", _UP_TIP),
    (Direction.DOWN.value, "▼ Descend", _DOWN_TIP),
)
_SHORT_DIRECTIONS: Final = {Direction.UP.value: "▲", Direction.DOWN.value: "▼"}
_NAME_LENGTHS: Final = (28, 16, 16, 10)
"""How long the target's name may be, the bar getting narrower."""
_SPACE: Final = "\N{FOUR-PER-EM SPACE}"
"""Qt leaves hardly any room between a button's icon and its text."""

_STYLES: Final = (
    Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
    Qt.ToolButtonStyle.ToolButtonIconOnly,
)


class Fit(IntEnum):
    """What a narrow bar goes without; each also goes without what those before it do."""

    ALL = 0
    NO_CAPTIONS = 1
    ICONS = 2
    SIGNS = 3


class TrainingBar(QToolBar):
    """Forward, Backward, Step; Live; how a step goes; where Backward starts.

    Signals:
        message: a sentence for the status bar.
        target_pressed: with the id of the target, whose name was pressed.
    """

    message = Signal(str)
    target_pressed = Signal(str)

    def __init__(
        self,
        open_document: OpenDocument,
        run: Run,
        actions: Mapping[str, QAction],
        theme: Theme,
    ) -> None:
        """Make the bar.

        Args:
            open_document: whose learning rate and direction are shown.
            run: whose target is shown.
            actions: must hold "forward", "backward", "step", "zero_gradients" and "live".
            theme: the colours.
        """
        super().__init__("Training")
        self.setObjectName("training_bar")
        self.setMovable(False)
        self._size_icons()
        self._open_document = open_document
        self._run = run
        self._live_action = actions["live"]
        self.live = Switch("Live")
        self.rate = RateField(open_document)
        self.direction = Segmented(_DIRECTIONS)
        self.target = QToolButton()
        self._passes: list[QToolButton] = []
        self._captions: list[QAction] = []
        self._names: list[str] = []
        self._fill(actions)
        self._connect()
        self.set_theme(theme)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self._size_icons()
        self.refresh()

    def _size_icons(self) -> None:
        self.setIconSize(QSize(style.px(20), style.px(20)))

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        found: list[QWidget] = []
        for action in self.actions():
            widget = self.widgetForAction(action)
            stops = self.direction.segments if widget is self.direction else [widget]
            found += [each for each in stops if each.focusPolicy() != Qt.FocusPolicy.NoFocus]
        return found

    def refresh(self) -> None:
        """Show where Backward starts, and how steps go."""
        document = self._open_document.document
        self.direction.choose(document.training.direction.value)
        target = self._run.target
        trouble = self._run.problem if document.graph.nodes else None
        name = "No target" if target is None else display_name(document.graph, target)
        self._name_target(
            [name] * len(Fit)
            if target is None
            else [display_name(document.graph, target, most) for most in _NAME_LENGTHS]
        )
        self.target.setEnabled(target is not None or trouble is not None)
        self.target.setIcon(
            style.ink_icon("warning", self._theme.window.warning)
            if trouble
            else style.ink_icon("target", self._theme.canvas.target)
        )
        self.target.setToolTip(trouble or _target_tip(name if target else ""))

    def _fill(self, actions: Mapping[str, QAction]) -> None:
        for name in ("forward", "backward", "step", "zero_gradients"):
            self.addAction(actions[name])
            button = self.widgetForAction(actions[name])
            if isinstance(button, QToolButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                if name != "zero_gradients":
                    self._passes.append(button)
        self.addSeparator()
        self.addWidget(self.live)
        self.addSeparator()
        self._captions.append(self.addWidget(_caption("Learning rate")))
        self.addWidget(self.rate)
        self.addWidget(_space(8))
        self.addWidget(self.direction)
        self.addWidget(_stretch())
        self._captions.append(self.addWidget(_caption("Target")))
        self.target.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.target.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.target.setAccessibleName("Target")
        self.addWidget(self.target)

    def _connect(self) -> None:
        self.live.setChecked(self._live_action.isChecked())
        self.live.setToolTip(self._live_action.toolTip())
        self.live.clicked.connect(self._live_action.trigger)
        self._live_action.toggled.connect(self.live.setChecked)
        self.direction.chosen.connect(self._set_direction)
        self.rate.refused.connect(self.message)
        self.target.clicked.connect(self._press_target)
        self._run.updated.connect(self.refresh)
        self._open_document.changed.connect(self.refresh)
        self._open_document.replaced.connect(self.refresh)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go without texts where there is no room for them."""
        super().resizeEvent(event)
        self._fit_in()

    def _name_target(self, names: list[str]) -> None:
        if names != self._names:
            self._names = names
            self._fit_in()

    def _fit_in(self) -> None:
        """Show as much as there is room for: buttons keep their place, texts give way."""
        for fit in Fit:
            self._show(fit)
            if self._needed() <= self.width():
                return

    def _needed(self) -> int:
        layout = self.layout()
        if layout is None:
            return 0
        layout.invalidate()
        return layout.sizeHint().width()

    def _show(self, fit: Fit) -> None:
        for caption in self._captions:
            caption.setVisible(fit < Fit.NO_CAPTIONS)
        beside, alone = _STYLES
        for button in self._passes:
            button.setToolButtonStyle(beside if fit < Fit.ICONS else alone)
        for key, text, _tip in _DIRECTIONS:
            self.direction.segment(key).setText(text if fit < Fit.SIGNS else _SHORT_DIRECTIONS[key])
        self.target.setText(_SPACE + self._names[fit])

    def _set_direction(self, direction: str) -> None:
        document = self._open_document.document
        self._open_document.apply(training.set_direction(document, Direction(direction)))

    def _press_target(self) -> None:
        if self._run.target is not None:
            self.target_pressed.emit(self._run.target)
        elif self._run.problem:
            self.message.emit(self._run.problem)


def _target_tip(name: str) -> str:
    if name:
        return f"Backward starts at {name}. Press to select it."
    return "Backward starts at the target."


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setContentsMargins(6, 0, 4, 0)
    return label


def _space(width: int) -> QWidget:
    space = QWidget()
    space.setFixedWidth(width)
    return space


def _stretch() -> QWidget:
    stretch = QWidget()
    stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return stretch
