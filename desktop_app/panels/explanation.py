"""The inspector's text: what ``engine.explain`` says, set in the colours of a theme."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final, NamedTuple

from desktop_app.model.run import Run
from desktop_app.model.theme import Theme
from desktop_app.panels.typesetting import (
    cell,
    equations,
    many,
    plain_number,
    signed_html,
    strong,
    value_line,
)
from engine import explain
from engine.document import Document
from engine.explain import Contribution, LocalDerivative
from engine.graph import Apply, Graph, Leaf, Role, Wire, sources
from engine.labels import display_name
from engine.ops import OPS
from engine.readable import readable

_ONE_LINE: Final = 34
_LISTED: Final = 12


class Block(NamedTuple):
    """A heading and what stands under it, in Qt's subset of HTML."""

    heading: str
    body: str


class Explainer:
    """Writes about the open document as it is now."""

    def __init__(self, document: Document, run: Run, theme: Theme) -> None:
        self._graph: Graph = document.graph
        self._training = document.training
        self._run = run
        self._theme = theme

    def node(self, node_id: str) -> list[Block]:
        """Explain one node."""
        node = self._graph.nodes[node_id]
        blocks = []
        if isinstance(node, Apply):
            blocks += [self._formula(node_id), self._local_derivatives(node_id, node)]
        blocks.append(self._contributions(node_id))
        return [block for block in blocks if block.body]

    def sentence(self, node_id: str) -> str:
        """Say in words what the node's gradient means; empty without a target."""
        target = self._run.target
        if target is None:
            return escape(self._run.problem or "")
        name, goal = display_name(self._graph, node_id), display_name(self._graph, target)
        gradient = self._run.gradient(node_id)
        if node_id == target and gradient is not None:
            return escape(f"{goal} is the target: its own gradient is always 1.")
        return escape(explain.nudge_sentence(name, goal, gradient))

    def wire(self, wire: Wire) -> list[Block]:
        """Explain one wire."""
        user = explain.called(self._graph, wire.port.node)
        source = explain.called(self._graph, wire.source)
        blocks = [Block("Wire", f"{strong(escape(source))} → {strong(escape(user))}")]
        values = self._values_near(wire.port.node)
        local = explain.local_derivative_lines(self._graph, values, wire.port.node)
        blocks.append(Block("Local derivative", self._derivation(local[wire.port.operand])))
        if self._run.target is not None:
            goal = self._run.target
            lines = explain.contribution_lines(
                self._graph, goal, wire.source, self._run.wire_numbers
            )
            at = self._graph.wires_out(wire.source).index(wire)
            if at < len(lines):
                blocks.append(Block("Contribution", self._contribution(lines[at])))
        return blocks

    def several(self, node_ids: Iterable[str]) -> list[Block]:
        """List the selected nodes with their numbers."""
        listed = sorted(node_ids, key=lambda node_id: display_name(self._graph, node_id))
        rows = [self._row(node_id) for node_id in listed[:_LISTED]]
        head = f"<tr>{''.join(cell(self._muted(h), a) for h, a in _SUMMARY_HEAD)}</tr>"
        more = len(listed) - _LISTED
        after = f"<p>{self._muted(f'… and {more} more')}</p>" if more > 0 else ""
        table = f"<table width='100%' cellspacing='0' cellpadding='3'>{head}{''.join(rows)}</table>"
        return [Block(f"{len(listed)} nodes selected", table + after)]

    def graph(self) -> list[Block]:
        """Summarise the whole graph."""
        leaves = [node for node in self._graph.nodes.values() if isinstance(node, Leaf)]
        wires = sum(1 for _ in self._graph.wires())
        rows = [("Nodes", many(len(self._graph.nodes)))]
        for role in Role:
            count = sum(1 for leaf in leaves if leaf.role is role)
            if count:
                rows.append((f"{role.value.capitalize()}s", many(count)))
        rows += [
            ("Op nodes", many(len(self._graph.nodes) - len(leaves))),
            ("Wires", many(wires)),
        ]
        if self._run.target is not None:
            rows.append(("Target", strong(escape(display_name(self._graph, self._run.target)))))
            rows.append(("Its value", strong(plain_number(self._run.value(self._run.target)))))
        table = "".join(
            f"<tr>{cell(self._muted(name))}{cell(value, 'right')}</tr>" for name, value in rows
        )
        blocks = [
            Block(
                "The graph", f"<table width='100%' cellspacing='0' cellpadding='3'>{table}</table>"
            )
        ]
        if self._run.problem:
            blocks.append(Block("Backward", escape(self._run.problem)))
        blocks.append(Block("", self._muted("Select a node to see its formula and its gradient.")))
        return blocks

    def _formula(self, node_id: str) -> Block:
        lines = explain.formula_lines(self._graph, self._values_near(node_id), node_id)
        first, *rest = lines
        name, _, formula = first.partition(" = ")
        if not formula:
            name, formula = "", first
        rows = [
            ("" if not name else escape(name), f"= {escape(formula)}" if name else escape(formula))
        ]
        rows += [("", value_line(line, last=line is rest[-1])) for line in rest]
        notes = [
            explain.domain_note(self._graph, self._values_near(node_id), node_id),
        ]
        return Block("Formula", equations(rows) + self._notes(notes))

    def _local_derivatives(self, node_id: str, node: Apply) -> Block:
        values = self._values_near(node_id)
        lines = explain.local_derivative_lines(self._graph, values, node_id)
        body = "".join(self._derivation(line) for line in lines[:_LISTED])
        kink = explain.kink_note(self._graph, values, node_id)
        return Block("Local derivatives", body + self._notes([kink, OPS[node.op].gate]))

    def _derivation(self, line: LocalDerivative) -> str:
        number = "" if line.value is None else readable(line.value)
        parts = [escape(part) for part in (line.formula, line.numbers) if part not in ("", number)]
        if number:
            parts.append(self._signed(line.value))
        quotient = escape(line.quotient)
        if len(line.text) <= _ONE_LINE:
            return equations([(quotient, " ".join(f"= {part}" for part in parts))])
        return equations([(quotient if i == 0 else "", f"= {p}") for i, p in enumerate(parts)])

    def _contributions(self, node_id: str) -> Block:
        target = self._run.target
        users = len(self._graph.users(node_id))
        if target is None or not users:
            return Block("", "")
        run = self._run
        lines = explain.contribution_lines(self._graph, target, node_id, run.wire_numbers, _LISTED)
        body = "".join(self._contribution(line) for line in lines)
        if users > _LISTED:
            body += f"<p>{self._muted(f'… and {users - _LISTED} more')}</p>"
        else:
            body += self._sum(node_id, target, lines)
        heading = f"What leaves {explain.called(self._graph, node_id)}"
        return Block(heading, f"<p>{self._muted(_UPSTREAM)}</p>{body}")

    def _contribution(self, line: Contribution) -> str:
        upstream, local, product = line.numbers
        into = cell(f"→ {strong(escape(line.user))}")
        total = cell("" if product is None else self._signed(product), "right")
        formula = escape(line.formula)
        rows = f"<tr>{into}{total}</tr>"
        if upstream is not None and local is not None:
            product_of = escape(f"= {readable(upstream)} × {explain.in_line(local)}")
            gap = " " if len(line.text) <= _ONE_LINE else "<br>"
            formula = f"{formula}{gap}{product_of}"
        rows += f"<tr><td colspan='2'>{self._muted(formula)}</td></tr>"
        return f"<table width='100%' cellspacing='0' cellpadding='2'>{rows}</table>"

    def _sum(self, node_id: str, target: str, lines: list[Contribution]) -> str:
        numbers = [line.numbers.contribution for line in lines]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers):
            return ""
        quotient = explain.gradient_name(self._graph, target, node_id)
        text = escape(explain.sum_line(quotient, known, None))
        total = self._signed(self._run.gradient(node_id))
        cells = cell(strong("Sum")) + cell(total, "right")
        return (
            f"<hr><table width='100%' cellspacing='0' cellpadding='2'><tr>{cells}</tr>"
            f"<tr><td colspan='2'>{self._muted(text)}</td></tr></table>"
        )

    def _row(self, node_id: str) -> str:
        gradient = self._run.gradient(node_id)
        cells = (
            cell(strong(escape(display_name(self._graph, node_id, 16)))),
            cell(plain_number(self._run.value(node_id)), "right"),
            cell("–" if gradient is None else self._signed(gradient), "right"),
        )
        return f"<tr>{''.join(cells)}</tr>"

    def _values_near(self, node_id: str) -> dict[str, float]:
        """Return the values of a node and of its operands, as far as they are computed."""
        near = (node_id, *sources(self._graph.nodes[node_id]))
        return {n: value for n in near if (value := self._run.value(n)) is not None}

    def _notes(self, notes: Iterable[str]) -> str:
        shown = [self._muted(escape(note)) for note in notes if note]
        return f"<p style='margin-top:6px'>{'<br>'.join(shown)}</p>" if shown else ""

    def _muted(self, html: str) -> str:
        return f"<span style='color:{self._theme.window.muted}'>{html}</span>"

    def _signed(self, number: float | None) -> str:
        return signed_html(number, self._theme)


_UPSTREAM: Final = "upstream × local = contribution"
_SUMMARY_HEAD: Final = (("Name", "left"), ("Value", "right"), ("Gradient", "right"))
