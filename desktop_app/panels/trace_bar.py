"""The stepper's bar below the canvas: on and back, play, a timeline, and what the step did."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.stepper import SPEEDS, Stepper
from desktop_app.model.theme import Theme
from desktop_app.panels.text_label import TextLabel
from engine.explain import Seed, called, chain, contribution_lines, formula_lines, gradient_name
from engine.graph import Apply, Graph, wires_into

_BUTTONS: Final = (
    ("start", "|◀", "To the start"),
    ("back", "◀", "One step back"),
    ("play", "▶", "Play, or stop"),
    ("on", "▶▶", "One step on"),
    ("finish", "▶|", "To the end"),
)
_BEGIN: Final = "Before the first step: the leaves have their values, nothing else is computed."


class TraceBar(QFrame):
    """Shown while the passes are walked through.

    Attributes:
        timeline: how many steps have been made; drag it to any place.
        says: what the step that was made last did.
        speed: steps a second while it plays.
    """

    def __init__(self, opened: OpenDocument, run: Run, stepper: Stepper) -> None:
        super().__init__()
        self._opened, self._run, self._stepper = opened, run, stepper
        self._buttons = {name: QToolButton() for name, _, _ in _BUTTONS}
        self.timeline = QSlider(Qt.Orientation.Horizontal)
        self.says = TextLabel(Qt.TextFormat.PlainText)
        self.speed = QComboBox()
        self._lay_out()
        self._connect()
        self.refresh()

    def set_theme(self, _theme: Theme) -> None:
        """Wear the window's colours; the style sheet has them all."""

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [*self._buttons.values(), self.timeline, self.speed]

    def button(self, name: str) -> QToolButton:
        """Return one of the buttons: start, back, play, on or finish."""
        return self._buttons[name]

    def refresh(self) -> None:
        """Show where the stepper stands; be there only while it is at work."""
        trace = self._stepper.trace
        self.setVisible(trace is not None)
        if trace is None:
            return
        self.timeline.blockSignals(True)
        self.timeline.setMaximum(len(trace))
        self.timeline.setValue(self._stepper.place)
        self.timeline.blockSignals(False)
        self._buttons["play"].setText("❚❚" if self._stepper.is_playing else "▶")
        self._say(self._sentence())

    def _say(self, sentence: str) -> None:
        """Show what a step did, and have a screen reader say it."""
        if sentence != self.says.text():
            self.says.setText(sentence)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    @property
    def _graph(self) -> Graph:
        return self._opened.document.graph

    def _sentence(self) -> str:
        """Say what the last step did, with names and with numbers."""
        trace, place, current = self._stepper.trace, self._stepper.place, self._stepper.current
        if trace is None or current is None:
            return _BEGIN
        if trace.is_forward(place):
            values = {n: self._run.value(n) for n in self._near(current)}
            lines = formula_lines(self._graph, values, current)
            return f"Forward {place} of {trace.forward}: " + chain(
                called(self._graph, current), *lines
            )
        count = f"Backward {place - trace.forward} of {len(trace) - trace.forward}: "
        if place == trace.forward + 1:
            name = gradient_name(self._graph, current, current)
            return f"{count}{name} = {Seed.TARGET.value}"
        return count + self._passed_on(current)

    def _passed_on(self, current: str) -> str:
        target, node = self._run.target, self._graph.nodes[current]
        if target is None or not isinstance(node, Apply):
            return ""
        wires = list(wires_into(current, node))
        lines = contribution_lines(self._graph, target, wires, self._run.wire_numbers)
        to = [called(self._graph, wire.source) for wire in wires]
        parts = [f"to {name} {line.text}" for name, line in zip(to, lines, strict=True)]
        return f"{called(self._graph, current)} passes on " + "; ".join(parts)

    def _near(self, node_id: str) -> list[str]:
        node = self._graph.nodes[node_id]
        return [node_id, *(s for s in getattr(node, "operands", ()) if s is not None)]

    def _finish(self) -> None:
        if self._stepper.trace is not None:
            self._stepper.go_to(len(self._stepper.trace))

    def _to_start(self) -> None:
        self._stepper.go_to(0)

    def _set_speed(self) -> None:
        self._stepper.set_speed(self.speed.currentData())

    def _lay_out(self) -> None:
        self.setObjectName("trace_bar")
        row = QHBoxLayout()
        row.setSpacing(6)
        for name, text, tip in _BUTTONS:
            button = self._buttons[name]
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.timeline.setAccessibleName("Timeline of the two passes")
        self.timeline.setPageStep(1)
        row.addWidget(self.timeline, 1)
        self.speed.setAccessibleName("Steps a second")
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g} a second", speed)
        self.speed.setCurrentIndex(SPEEDS.index(self._stepper.speed))
        row.addWidget(self.speed)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.says)

    def _connect(self) -> None:
        self._buttons["start"].clicked.connect(self._to_start)
        self._buttons["back"].clicked.connect(self._stepper.go_back)
        self._buttons["play"].clicked.connect(self._stepper.play)
        self._buttons["on"].clicked.connect(self._stepper.go_on)
        self._buttons["finish"].clicked.connect(self._finish)
        self.timeline.valueChanged.connect(self._stepper.go_to)
        self.speed.activated.connect(self._set_speed)
        self._stepper.changed.connect(self.refresh)
