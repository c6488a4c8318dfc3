"""The two plots of the lab, in the window's colours; loaded when the lab is first shown."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, log10
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app import style
from desktop_app.model.theme import Theme
from desktop_app.panels.text_label import TextLabel
from engine.quotient_study import LARGEST, SMALLEST, Quotient, best

_HEIGHT: Final = 190
_THIN, _THICK = 1.5, 2.5
_FLOOR: Final = -18.0
"""Where an error of 0 is drawn on the logarithmic axis."""


def pen(colour: str, width: float = _THIN, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen of a colour, as wide in pixels however the plot is zoomed."""
    made = QPen(QColor(colour), width, style)
    made.setCosmetic(True)
    return made


class Plot(QWidget):
    """A plot with a caption of its own axes, and without menus or buttons."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.plot = pg.PlotWidget(enableMenu=False)
        # It is made nevertheless, and belongs to nobody.
        menu = self.plot.getPlotItem().ctrlMenu
        # As the window that it is: as a part of the plot it would be seen.
        menu.setParent(self.plot, menu.windowFlags())
        self.plot.setAccessibleName(name)
        self.plot.hideButtons()
        style.fix_height(self.plot, _HEIGHT)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self.plot)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.theme = theme
        self.plot.setBackground(theme.window.field)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(theme.window.outline)
            axis.setTextPen(theme.window.muted)


class CurvePlot(Plot):
    """The curve with its secant and its tangent."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("The curve with secant and tangent", theme)
        self._curve = self.plot.plot(antialias=True)
        self._tangent = self.plot.plot(antialias=True)
        self._secant = self.plot.plot(antialias=True)
        self._points = self.plot.plot(antialias=True, symbol="o", symbolSize=7, pen=None)
        self._here = pg.InfiniteLine(angle=90)
        self.plot.addItem(self._here)
        self._legend = TextLabel(Qt.TextFormat.RichText)
        self.column.addWidget(self._legend)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        super().set_theme(theme)
        if hasattr(self, "_here"):
            self._curve.setPen(pen(theme.canvas.text, _THICK))
            self._tangent.setPen(pen(theme.signs.positive.strong))
            self._secant.setPen(pen(theme.signs.negative.strong, style=Qt.PenStyle.DashLine))
            self._points.setSymbolBrush(theme.signs.negative.strong)
            self._points.setSymbolPen(None)
            self._here.setPen(pen(theme.window.outline, 1.0, Qt.PenStyle.DotLine))
            self._legend.setText(
                f"<span style='font-size:{style.px(11)}px'>━ f &nbsp; "
                f"<span style='color:{theme.signs.positive.strong}'>━ tangent: the gradient</span> "
                f"&nbsp; <span style='color:{theme.signs.negative.strong}'>┅ secant: the quotient"
                f"</span></span>"
            )

    def show_curve(self, xs: Sequence[float], ys: Sequence[float], at: float) -> None:
        """Show a curve and the place that is looked at."""
        self._curve.setData(list(xs), list(ys), connect="finite")
        self._here.setPos(at)

    def show_lines(self, one: Quotient, at: float, gradient: float, reach: float) -> None:
        """Show the secant of a quotient and the tangent of a gradient, as far as they are finite.

        Args:
            one: the quotient.
            at: x.
            gradient: the slope of the tangent at x.
            reach: how far the lines go to each side.
        """
        ends = [at - reach, at + reach]
        self._draw(self._tangent, ends, [one.here + gradient * (x - at) for x in ends])
        self._draw(self._secant, ends, [one.below + one.quotient * (x - one.start) for x in ends])
        seen = [p for p in ((one.start, one.below), (at + one.step, one.above)) if isfinite(p[1])]
        self._points.setData([x for x, _ in seen], [y for _, y in seen])

    def _draw(self, item: pg.PlotDataItem, xs: list[float], ys: list[float]) -> None:
        item.setData(*((xs, ys) if all(map(isfinite, ys)) else ([], [])))


class ErrorPlot(Plot):
    """|quotient − gradient| against h, both logarithmic; the line at h can be dragged.

    Signals:
        step_dragged: with log₁₀ of the step at which the line was put.
    """

    step_dragged = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__("The error of the quotient against the step", theme)
        self._errors = self.plot.plot(antialias=True, symbol="o", symbolSize=4)
        self._step = pg.InfiniteLine(angle=90, movable=True)
        self._step.setBounds((log10(SMALLEST), log10(LARGEST)))
        self._step.sigDragged.connect(self._tell)
        self._rounding = pg.TextItem("rounding ◂", anchor=(0, 0))
        self._truncation = pg.TextItem("▸ truncation", anchor=(1, 0))
        for item in (self._step, self._rounding, self._truncation):
            self.plot.addItem(item)
        self.plot.setLabels(bottom="log₁₀ h", left="log₁₀ |error|")
        self.plot.setMouseEnabled(x=False, y=False)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        super().set_theme(theme)
        if hasattr(self, "_truncation"):
            self._errors.setPen(pen(theme.canvas.text))
            self._errors.setSymbolBrush(theme.canvas.text)
            self._errors.setSymbolPen(None)
            self._step.setPen(pen(theme.window.focus, 2.0))
            self._step.setHoverPen(pen(theme.window.focus, 4.0))
            for text in (self._rounding, self._truncation):
                text.setColor(theme.window.muted)

    def show_study(self, study: Sequence[Quotient]) -> None:
        """Show the error of each quotient; one of 0 stands at the foot."""
        shown = [one for one in study if isfinite(one.difference)]
        xs = [log10(one.step) for one in shown]
        ys = [log10(abs(one.difference)) if one.difference else _FLOOR for one in shown]
        self._errors.setData(xs, ys)
        top, bottom = max(ys, default=0.0), min(ys, default=_FLOOR)
        self.plot.setYRange(bottom - 0.5, top + 2.0, padding=0)
        self.plot.setXRange(log10(SMALLEST), log10(LARGEST), padding=0.02)
        self._place_words(best(study), top + 2.0)

    def show_step(self, step: float) -> None:
        """Put the line at a step."""
        if not self._step.moving:
            self._step.setValue(log10(step))

    def _place_words(self, nearest: Quotient | None, top: float) -> None:
        bends = nearest is not None and nearest.difference != 0.0
        for item, x in (
            (self._rounding, log10(SMALLEST)),
            (self._truncation, log10(LARGEST)),
        ):
            item.setVisible(bends)
            item.setPos(x, top)

    def _tell(self) -> None:
        self.step_dragged.emit(float(self._step.value()))
