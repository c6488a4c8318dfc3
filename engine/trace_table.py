"""Both passes as a table, to be worked out on paper, with or without the answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, NamedTuple

from engine.autodiff import backward, only_target, wire_numbers
from engine.explain import (
    called,
    contribution_lines,
    formula_lines,
    gradient_name,
    in_line,
)
from engine.graph import Apply, Graph, ancestors, topological_order
from engine.readable import readable

_HEADINGS: Final = ("step", "pass", "quantity", "formula", "numbers", "result")


class Line(NamedTuple):
    """One step.

    Attributes:
        step: its number, from 1.
        pass_: forward or backward.
        quantity: what is worked out: a node, or a gradient.
        formula: how, with names.
        numbers: how, with numbers.
        result: the number.
    """

    step: int
    pass_: str
    quantity: str
    formula: str
    numbers: str
    result: str


def trace_table(graph: Graph, target: str | None = None) -> list[Line]:
    """Return a line for each value that is computed and for each gradient, in the order of a pass.

    Raises:
        NoTargetError: there is no target, or it cannot be computed yet.
    """
    chosen = target or only_target(graph)
    done = backward(graph, chosen)
    depends = ancestors(graph, chosen)
    order = [node_id for node_id in topological_order(graph) if node_id in depends]
    rows: list[tuple[str, str, str, str, str]] = []
    for node_id in order:
        if isinstance(graph.nodes[node_id], Apply):
            formula, *rest = formula_lines(graph, done.values, node_id)
            numbers = rest[0] if len(rest) > 1 else ""
            value = readable(done.values[node_id])
            rows.append(("forward", called(graph, node_id), formula, numbers, value))
    for node_id in reversed(order):
        name = gradient_name(graph, chosen, node_id)
        gradient = readable(done.gradients[node_id])
        if node_id == chosen:
            rows.append(("backward", name, "Backward starts here", "", gradient))
            continue
        wires = graph.wires_out(node_id)
        wires = [wire for wire in wires if wire.port.node in depends]
        found = contribution_lines(
            graph,
            chosen,
            wires,
            lambda wire: wire_numbers(graph, done.values.get, done.gradients.get, wire),
        )
        formula = " + ".join(line.formula for line in found)
        numbers = " + ".join(
            f"{readable(line.numbers.upstream or 0.0)} × {in_line(line.numbers.local or 0.0)}"
            for line in found
        )
        rows.append(("backward", name, formula, numbers, gradient))
    return [Line(step, *row) for step, row in enumerate(rows, start=1)]


def as_csv(lines: Iterable[Line]) -> str:
    """Return a table as CSV (RFC 4180), with a line of headings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    writer.writerows(lines)
    return text.getvalue()


def as_html(title: str, lines: Sequence[Line], *, with_answers: bool) -> str:
    """Return a page with a table of both passes; without answers there is room to write them."""
    sections = []
    for name in ("forward", "backward"):
        rows = "".join(
            _row(line, with_answers=with_answers) for line in lines if line.pass_ == name
        )
        sections.append(
            f"<h2>{name.capitalize()}</h2><table width='100%' border='1' cellspacing='0' "
            f"cellpadding='6'><tr><th></th><th></th><th>formula</th><th>numbers</th><th>result</th>"
            f"</tr>{rows}</table>"
        )
    return f"<h1>{escape(title)}</h1>{''.join(sections)}"


def _row(line: Line, *, with_answers: bool) -> str:
    shown = (line.numbers, line.result) if with_answers else ("", "")
    cells = (str(line.step), line.quantity, line.formula, *shown)
    return "<tr>" + "".join(f"<td>{escape(cell) or '&nbsp;'}</td>" for cell in cells) + "</tr>"
