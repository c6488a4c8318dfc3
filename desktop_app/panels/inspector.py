"""The inspector: what is selected, explained in formulas, numbers and one sentence."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app import style
from desktop_app.model.health import Health
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme
from desktop_app.panels import summary
from desktop_app.panels.elided_label import ElidedLabel
from desktop_app.panels.explanation import Explainer
from desktop_app.panels.identity import Identity
from desktop_app.panels.number_tile import NumberTile
from desktop_app.panels.text_label import TextLabel
from desktop_app.panels.typesetting import Block, warning
from engine.edits import Edit
from engine.explain import gradient_name
from engine.graph import Graph, Leaf


class Inspector(QScrollArea):
    """Follows document, run and selection; writes itself anew at most once a turn of the loop."""

    def __init__(
        self,
        open_document: OpenDocument,
        run: Run,
        selection: Selection,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_document = open_document
        self._run = run
        self._selection = selection
        self._theme = theme
        self._health = Health(open_document, run, self)
        self.identity = Identity(open_document, theme)
        self.value = NumberTile(theme)
        self.gradient = NumberTile(theme)
        self.sentence = TextLabel(Qt.TextFormat.PlainText)
        self._sections: list[_Section] = []
        self._counts: summary.Counts | None = None
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._refresh_if_visible)
        open_document.changed.connect(self._follow)
        open_document.replaced.connect(self._start_afresh)
        run.updated.connect(self.schedule)
        selection.changed.connect(self.schedule)

    def schedule(self) -> None:
        """Write anew once the events at hand are done; nothing while hidden."""
        if self.isVisible():
            self._timer.start()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return self.identity.tab_stops()

    def commit_typing(self) -> bool:
        """Enter the name or number that is being typed here; tell whether it was accepted."""
        return self._identity_card.isHidden() or self.identity.commit_typing()

    def _follow(self, edit: Edit) -> None:
        if not summary.keeps_counts(edit):
            self._counts = None
        self.schedule()

    def _start_afresh(self) -> None:
        self._counts = None
        self.schedule()

    def set_theme(self, theme: Theme) -> None:
        """Write in other colours."""
        self._theme = theme
        self.identity.set_theme(theme)
        self.value.set_theme(theme)
        self.gradient.set_theme(theme)
        self.schedule()

    def text(self) -> str:
        """Return everything that is said below the fields, as HTML."""
        shown = [section.text() for section in self._sections if not section.isHidden()]
        return "\n".join([self.sentence.text(), *shown])

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Write anew at once."""
        self._timer.stop()
        node_id = self._only_node()
        self._identity_card.setVisible(node_id is not None)
        self._show_blocks(self._summary() if node_id is None else self._show_node(node_id))

    def _summary(self) -> list[Block]:
        graph, nodes, wires = self._graph, self._selection.nodes, self._selection.wires
        if nodes:
            return summary.several(graph, self._run, nodes, self._theme)
        if len(wires) == 1:
            return Explainer(graph, self._run, self._theme).wire(*wires)
        if self._counts is None:
            self._counts = summary.count(graph)
        return summary.whole(graph, self._counts, self._run, self._theme)

    def _refresh_if_visible(self) -> None:
        if self.isVisible():
            self.refresh()

    def _only_node(self) -> str | None:
        nodes = self._selection.nodes
        return next(iter(nodes)) if len(nodes) == 1 else None

    @property
    def _graph(self) -> Graph:
        return self._open_document.document.graph

    def _show_node(self, node_id: str) -> list[Block]:
        run, graph = self._run, self._graph
        explainer = Explainer(graph, run, self._theme)
        self.identity.show_node(node_id, is_target=run.target == node_id)
        self.value.setHidden(isinstance(graph.nodes[node_id], Leaf))
        self.value.show_number("Value", run.value(node_id), run.value_state(node_id))
        name = gradient_name(graph, run.target, node_id) if run.target else ""
        self.gradient.show_gradient(
            name, run.gradient(node_id), run.gradient_state(node_id), run.passes
        )
        self.sentence.setText(explainer.sentence(node_id))
        suffers = self._health.sentence(node_id)
        trouble = [Block("Trouble", warning(escape(suffers), self._theme))] if suffers else []
        return [*trouble, *explainer.node(node_id)]

    def _show_blocks(self, blocks: list[Block]) -> None:
        while len(self._sections) < len(blocks):
            section = _Section()
            self._sections.append(section)
            self._column.insertWidget(self._column.count() - 1, section)
        for i, section in enumerate(self._sections):
            section.setVisible(i < len(blocks))
            if i < len(blocks):
                section.show_block(blocks[i])

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(14, 12, 14, 14)
        self._column.setSpacing(12)
        self._column.addWidget(self._make_identity_card())
        self._column.addStretch(1)
        self.setWidget(page)

    def _make_identity_card(self) -> QWidget:
        self._identity_card = QWidget()
        tiles = QHBoxLayout()
        tiles.setSpacing(8)
        tiles.addWidget(self.value, 1)
        tiles.addWidget(self.gradient, 1)
        self.sentence.setFont(style.canvas_font(14))
        column = QVBoxLayout(self._identity_card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.identity)
        column.addLayout(tiles)
        column.addWidget(self.sentence)
        return self._identity_card


class _Section(QFrame):
    """A heading with a text under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = ElidedLabel()
        self._heading.setProperty("role", "title")
        self._body = TextLabel(Qt.TextFormat.RichText)
        self._body.setFont(style.canvas_font(13))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        layout.addWidget(self._body)

    def show_block(self, block: Block) -> None:
        self._heading.setVisible(bool(block.heading))
        self._heading.set_whole_text(block.heading)
        if self._body.text() != block.body:
            self._body.setText(block.body)
        self._body.setToolTip(escape(block.tip))

    def text(self) -> str:
        return f"{self._heading.whole_text}\n{self._body.text()}"
