"""The search at the cursor: what is chosen comes in there, selected and wired, as one step."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtWidgets import QWidget

from desktop_app.canvas import hits
from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.tools.dangle import Dangle, Loose
from desktop_app.commands.adding import Ends, in_order
from desktop_app.commands.nodes import added
from desktop_app.commands.offers import Build, Looking, Offer, offers
from desktop_app.commands.wiring import accepting_sources
from desktop_app.commands.wording import nodes_text
from desktop_app.model.settings import Settings
from desktop_app.search.popup import Face, Popup
from desktop_app.search.rows import Row
from engine import boxes
from engine.document import EditError, Point

WIDTH: Final = 470
_BESIDE: Final = QPoint(16, -24)
_GAP: Final = 24.0
_PORT: Final = 8.0
_PLACEHOLDER: Final = "mul, 3.5, w = 0.1, tanh(x*w + b)"


class CanvasSearch:
    """One search, from when it opens until it closes.

    Attributes:
        popup: what is shown.
    """

    def __init__(
        self,
        window: QWidget,
        canvas: Canvas,
        settings: Settings,
        looking: Looking,
        at: QPointF | None,
    ) -> None:
        """Open the search.

        Args:
            window: what it lies over.
            canvas: where what is chosen comes in.
            settings: where uses are counted.
            looking: what the new nodes are to be wired to.
            at: the point of the canvas where they come in; None for beside what feeds them.
        """
        self._canvas, self._settings = canvas, settings
        self._looking, self._at = looking, at
        self._offers: list[Offer] = []
        self._open(window, canvas.shown.view.to_widget(self._middle()) if at is None else at)

    def _open(self, window: QWidget, at: QPointF) -> None:
        canvas = self._canvas
        ends = self._looking.ends
        self._uses = self._settings.uses
        face = Face("Add a node", self._placeholder(), WIDTH)
        self.popup = Popup(window, canvas.look.theme, self._rows_for, face)
        self.popup.chosen.connect(self._take)
        self.popup.closed.connect(self._let_go)
        canvas.opened.changed.connect(self.popup.close_now)
        canvas.opened.replaced.connect(self.popup.close_now)
        if ends.sources and not self._looking.must_connect:
            whom = nodes_text(canvas.opened.document.graph, ends.sources)
            self.popup.set_foot(f"Enter: fed by {whom}   ·   Shift+Enter: without wires")
        there = canvas.mapTo(window, at.toPoint())
        self.popup.open_at(there + _BESIDE, there + QPoint(-_BESIDE.x(), _BESIDE.y()))

    def _placeholder(self) -> str:
        ends = self._looking.ends
        if ends.sources:
            return "tanh, *2, +b, (_ + 1)*3" if len(ends.sources) == 1 else "add, max, *2"
        return _PLACEHOLDER

    def _rows_for(self, text: str) -> list[Row]:
        document = self._canvas.opened.document
        self._offers = offers(document, text, self._looking, self._uses)
        return [_row(offer) for offer in self._offers]

    def _take(self, number: int, without_wires: bool) -> None:  # noqa: FBT001 - a signal's argument
        offer = self._offers[number]
        build = offer.alone if without_wires and offer.alone else offer.build
        self.popup.close_now()
        if build is not None:
            self._settings.count_use(offer.key)
            self._add(build)

    def _add(self, build: Build) -> None:
        canvas = self._canvas
        try:
            edit = build(self._spot())
            canvas.opened.apply(edit)
        except EditError as error:
            canvas.refuse_here(str(error))
            return
        canvas.selection.set(added(edit) or canvas.selection.nodes)

    def _let_go(self) -> None:
        self._canvas.hands.drop_tool()
        if self.popup.line.hasFocus():
            self._canvas.setFocus()

    def _spot(self) -> Point:
        """Return the corner of the first new node: at the pointer, or nearby."""
        canvas, ends = self._canvas, self._looking.ends
        if self._at is None:
            return canvas.free_spot(self._middle())
        at = canvas.shown.view.to_plane(self._at)
        if self._looking.must_connect:
            # The wire that was dropped ends at the side of the node that it enters or leaves.
            aside = boxes.WIDTH / 2 + _PORT
            at += QPointF(aside if ends.sources else -aside, 0.0)
        elif ends.sources and hits.slots_in(canvas.scene, QRectF(at, at), _GAP):
            at = self._middle()
        return canvas.free_spot(at)

    def _middle(self) -> QPointF:
        """Return where a node belongs that no pointer places: right of what feeds it."""
        canvas, sources = self._canvas, self._looking.ends.sources
        if not sources:
            return canvas.camera.middle()
        around = hits.bounds(canvas.scene, [canvas.opened.slots.of[n] for n in sources])
        return QPointF(around.right() + 2 * _GAP + boxes.WIDTH / 2, around.center().y())


def open_at(window: QWidget, canvas: Canvas, settings: Settings, loose: Loose) -> CanvasSearch:
    """Open the search where the mouse asked for it; a wire that was dropped stays drawn."""
    is_wire = loose.source is not None or loose.port is not None
    sources = () if loose.source is None else (loose.source,)
    if is_wire:
        canvas.hands.begin(Dangle(canvas, loose))
    document, port = canvas.opened.document, loose.port
    allowed = None if port is None else accepting_sources(document, port)
    looking = Looking(Ends(sources, port), must_connect=is_wire, allowed=allowed)
    return CanvasSearch(window, canvas, settings, looking, loose.at)


def open_by_key(window: QWidget, canvas: Canvas, settings: Settings) -> CanvasSearch:
    """Open the search at the pointer, or beside what is selected; selected nodes feed the new."""
    chosen = in_order(canvas.opened.document, canvas.selection.nodes)
    return CanvasSearch(window, canvas, settings, Looking(Ends(chosen)), canvas.pointer)


def _row(offer: Offer) -> Row:
    return Row(
        offer.name, offer.help, offer.kind, offer.symbol,
        places=offer.places, outcome=offer.outcome, problem=offer.problem,
    )  # fmt: skip
