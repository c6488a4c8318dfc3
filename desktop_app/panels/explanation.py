"""The inspector's text about a node or a wire: what ``engine.explain`` says, set in a theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape
from math import isfinite
from typing import Final

from desktop_app.model.backward_start import missing_operands
from desktop_app.model.bad_numbers import first_bad_number
from desktop_app.model.run import Run, State
from desktop_app.model.theme import Theme
from desktop_app.panels.typesetting import (
    Block,
    cell,
    equations,
    muted,
    rule,
    signed_html,
    strong,
    table,
    warning,
)
from engine import explain
from engine.autodiff import WireNumbers
from engine.explain import Contribution, LocalDerivative
from engine.graph import Apply, Graph, Wire, sources
from engine.labels import display_name
from engine.ops import OPS
from engine.readable import readable

_ONE_LINE: Final = 34
_LONG_QUOTIENT: Final = 18
"""A longer left side leaves no room for the right side beside it."""
_LISTED: Final = 12
_UNKNOWN: Final = WireNumbers(None, None, None)
_PRODUCT: Final = "upstream × local = contribution"


class Explainer:
    """Writes about a graph and its run as they are now.

    A number that is out of date is left out of every equation: the others would not fit it.
    """

    def __init__(self, graph: Graph, run: Run, theme: Theme) -> None:
        self._graph = graph
        self._run = run
        self._theme = theme

    def sentence(self, node_id: str) -> str:
        """Say in words what the node's gradient means, or what to do to have one."""
        target, run, graph = self._run.target, self._run, self._graph
        if target is None:
            return run.problem or ""
        missing = None if run.value(node_id) is not None else missing_operands(graph, node_id)
        if missing or (run.problem and run.gradient(node_id) is None):
            return missing or run.problem or ""
        state = run.gradient_state(node_id)
        if state is State.STALE:
            return explain.OUT_OF_DATE
        if state is State.ACCUMULATED:
            return explain.accumulated_sentence(run.passes)
        name, goal = display_name(graph, node_id), display_name(graph, target)
        numbers = {"value": run.value(node_id), "goal": run.value(target)}
        known = {kind: number for kind, number in numbers.items() if number is not None}
        return explain.nudge_sentence(name, goal, run.gradient(node_id), **known)

    def node(self, node_id: str) -> list[Block]:
        """Explain one node."""
        node = self._graph.nodes[node_id]
        blocks = [self._contributions(node_id), self._bad_number(node_id)]
        if isinstance(node, Apply):
            blocks = [self._formula(node_id), self._local_derivatives(node_id, node), *blocks]
        return [block for block in blocks if block.body]

    def wire(self, wire: Wire) -> list[Block]:
        """Explain one wire."""
        user, source = (escape(self._called(n)) for n in (wire.port.node, wire.source))
        lines = explain.local_derivative_lines(
            self._graph, self._values_near(wire.port.node), wire.port.node
        )
        blocks = [
            Block("Wire", f"{strong(source)} → {strong(user)}"),
            Block("Local derivative", self._derivation(lines[wire.port.operand], "")),
        ]
        if self._run.target is not None:
            (line,) = self._lines(self._run.target, [wire])
            blocks.append(
                Block("Contribution", self._note(_PRODUCT) + self._contribution(line, ""))
            )
        return blocks

    def _called(self, node_id: str) -> str:
        return explain.called(self._graph, node_id)

    def _values_near(self, node_id: str) -> dict[str, float]:
        """Return the values of a node and of its operands, those that hold."""
        near = (node_id, *sources(self._graph.nodes[node_id]))
        return {
            each: value
            for each in near
            if (value := self._run.value(each)) is not None
            and self._run.value_state(each) is State.FRESH
        }

    def _numbers_of(self, wire: Wire) -> WireNumbers:
        user = wire.port.node
        states = (self._run.value_state(user), self._run.gradient_state(user))
        return self._run.wire_numbers(wire) if states == (State.FRESH, State.FRESH) else _UNKNOWN

    def _formula(self, node_id: str) -> Block:
        values = self._values_near(node_id)
        first, *rest = (
            escape(line) for line in explain.formula_lines(self._graph, values, node_id)
        )
        label = self._graph.nodes[node_id].label
        name = escape(self._called(node_id))
        rows = [(name, f"= {first}") if label else ("", first)]
        rows += [("", f"= {line}") for line in rest[:-1]]
        rows += [("", f"= {strong(line)}") for line in rest[-1:]]
        domain = explain.domain_note(self._graph, values, node_id)
        return Block("Formula", equations(rows) + self._note(domain))

    def _local_derivatives(self, node_id: str, node: Apply) -> Block:
        values = self._values_near(node_id)
        lines = explain.local_derivative_lines(self._graph, values, node_id)
        used = Counter(node.operands)
        body = "".join(
            self._derivation(line, line.port if used[source] > 1 else "")
            for line, source in zip(lines[:_LISTED], node.operands, strict=False)
        )
        body += self._more(len(lines) - _LISTED)
        kink = explain.kink_note(self._graph, values, node_id)
        return Block("Local derivatives", body + self._note(kink) + self._note(OPS[node.op].gate))

    def _derivation(self, line: LocalDerivative, port: str) -> str:
        """Return one ∂y/∂x, on one line where it is short; ``port`` tells twins apart."""
        number = "" if line.value is None else readable(line.value)
        parts = [escape(part) for part in (line.formula, line.numbers) if part not in ("", number)]
        if number:
            parts.append(signed_html(line.value, self._theme))
        quotient = escape(line.quotient)
        if len(line.quotient) > _LONG_QUOTIENT:
            rest = "<br>".join(f"= {part}" for part in parts)
            return f"<p style='margin:2px 0'>{quotient}<br>{rest}</p>"
        if len(line.text) <= _ONE_LINE:
            twin = self._muted(f" as {escape(port)}") if port else ""
            return equations([(quotient, " ".join(f"= {part}" for part in parts) + twin)])
        return equations([(quotient if i == 0 else "", f"= {p}") for i, p in enumerate(parts)])

    def _bad_number(self, node_id: str) -> Block:
        """Say where it began, where a number of the node or the target's value is not finite."""
        run = self._run
        numbers = [run.value(node_id), run.gradient(node_id)]
        numbers += [run.value(run.target)] if run.target else []
        is_bad = any(number is not None and not isfinite(number) for number in numbers)
        sentence = first_bad_number(self._graph, self._run) if is_bad else ""
        return Block("Where it began", warning(escape(sentence), self._theme) if sentence else "")

    def _contributions(self, node_id: str) -> Block:
        wires, target = self._graph.wires_out(node_id), self._run.target
        if target is None or not wires:
            return Block("", "")
        used = Counter(wire.port.node for wire in wires)
        lines = self._lines(target, wires[:_LISTED])
        body = "".join(
            self._contribution(line, line.port if used[wire.port.node] > 1 else "")
            for line, wire in zip(lines, wires, strict=False)
        )
        body += self._more(len(wires) - _LISTED) or self._sum(node_id, target, lines)
        return Block(f"What leaves {self._called(node_id)}", self._note(_PRODUCT) + body)

    def _lines(self, target: str, wires: Iterable[Wire]) -> list[Contribution]:
        return explain.contribution_lines(self._graph, target, wires, self._numbers_of)

    def _contribution(self, line: Contribution, port: str) -> str:
        upstream, local, product = line.numbers
        into = f"→ {strong(escape(line.user))}"
        if port:
            into += self._muted(f" as {escape(port)}")
        total = "" if product is None else signed_html(product, self._theme)
        formula = escape(line.formula)
        if upstream is not None and local is not None:
            gap = " " if len(line.text) <= _ONE_LINE else "<br>"
            formula += f"{gap}= {escape(readable(upstream))} × {explain.in_line(local)}"
        return table([cell(into) + cell(total, "right"), cell(self._muted(formula), columns=2)])

    def _sum(self, node_id: str, target: str, lines: list[Contribution]) -> str:
        known = [c for line in lines if (c := line.numbers.contribution) is not None]
        if len(known) < len(lines):
            return ""
        quotient = explain.gradient_name(self._graph, target, node_id)
        seed = explain.Seed.TARGET if node_id == target else explain.Seed.NOTHING
        text = self._muted(escape(explain.sum_line(quotient, known, None, seed=seed)))
        total = signed_html(self._run.gradient(node_id), self._theme)
        head = cell(strong("Sum")) + cell(total, "right")
        return rule(self._theme) + table([head, cell(text, columns=2)])

    def _note(self, text: str) -> str:
        return f"<p>{self._muted(escape(text))}</p>" if text else ""

    def _more(self, count: int) -> str:
        return self._note(f"… and {count:,} more") if count > 0 else ""

    def _muted(self, html: str) -> str:
        return muted(html, self._theme)
