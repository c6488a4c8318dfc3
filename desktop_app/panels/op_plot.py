"""An op's curve with its tangent; loaded when a card is first shown."""

from __future__ import annotations

from math import isfinite

import pyqtgraph as pg
from PySide6.QtCore import Qt

from desktop_app.model.theme import Theme
from desktop_app.panels.plots import Plot, pen
from engine.op_card import Curve

_TANGENT = 0.35
"""How far the tangent goes to each side, as a part of what is seen."""


class OpPlot(Plot):
    """The curve over one operand, and the tangent where the operand is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("The op's curve with its tangent", theme)
        self._curve = self.plot.plot(antialias=True)
        self._tangent = self.plot.plot(antialias=True)
        self._point = self.plot.plot(antialias=True, symbol="o", symbolSize=8, pen=None)
        self._axes = [pg.InfiniteLine(angle=angle) for angle in (0, 90)]
        for axis in self._axes:
            self.plot.addItem(axis)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        super().set_theme(theme)
        if hasattr(self, "_axes"):
            self._curve.setPen(pen(theme.canvas.text, 2.5))
            self._tangent.setPen(pen(theme.signs.positive.strong))
            self._point.setSymbolBrush(theme.signs.positive.strong)
            self._point.setSymbolPen(None)
            for axis in self._axes:
                axis.setPen(pen(theme.window.border_strong, 1.0, Qt.PenStyle.DotLine))

    def show_curve(self, found: Curve) -> None:
        """Show a curve; a tangent that is not finite is left out."""
        self._curve.setData(list(found.xs), list(found.ys), connect="finite")
        is_there = isfinite(found.value) and isfinite(found.at)
        self._point.setData(*(([found.at], [found.value]) if is_there else ([], [])))
        reach = _TANGENT * (found.xs[-1] - found.xs[0]) / 2.0
        ends = [found.at - reach, found.at + reach]
        line = [found.value + found.slope * (x - found.at) for x in ends]
        self._tangent.setData(*((ends, line) if all(map(isfinite, line)) else ([], [])))
        self.plot.autoRange()
