"""The tool bar of the two passes and the step."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
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

_DIRECTIONS = (
    (Direction.UP.value, "▲ Ascend", "Steps climb: parameter + learning rate × gradient"),
    (Direction.DOWN.value, "▼ Descend", "Steps descend: parameter − learning rate × gradient"),
)


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
        self.setIconSize(QSize(20, 20))
        self._open_document = open_document
        self._run = run
        self._live_action = actions["live"]
        self.live = Switch("Live")
        self.rate = RateField(open_document)
        self.direction = Segmented(_DIRECTIONS)
        self.target = QToolButton()
        self._fill(actions)
        self._connect()
        self.set_theme(theme)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Show where Backward starts, and how steps go."""
        document = self._open_document.document
        self.direction.choose(document.training.direction.value)
        target = self._run.target
        trouble = self._run.problem if document.graph.nodes else None
        name = "No target" if target is None else display_name(document.graph, target)
        self.target.setText(f"\N{FOUR-PER-EM SPACE}{name}")
        self.target.setEnabled(target is not None or trouble is not None)
        self.target.setIcon(
            style.ink_icon("warning", self._theme.window.warning)
            if trouble
            else style.ink_icon("target", self._theme.canvas.target)
        )
        self.target.setToolTip(trouble or _target_tip(name if target else ""))

    def _fill(self, actions: Mapping[str, QAction]) -> None:
        for name in ("forward", "backward", "step"):
            self.addAction(actions[name])
            button = self.widgetForAction(actions[name])
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addAction(actions["zero_gradients"])
        self.addSeparator()
        self.addWidget(self.live)
        self.addSeparator()
        self.addWidget(_caption("Learning rate"))
        self.addWidget(self.rate)
        self.addWidget(_space(8))
        self.addWidget(self.direction)
        self.addWidget(_stretch())
        self.addWidget(_caption("Target"))
        self.target.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
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
