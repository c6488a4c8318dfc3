"""What commands say: tables for people, JSON for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.autodiff import Pass, name_of
from engine.check import Check
from engine.graph import Apply, Graph, Role, topological_order
from engine.labels import display_name, display_names
from engine.problems import problems
from engine.readable import plain
from engine.terminal import number, table


def pass_text(graph: Graph, done: Pass) -> str:
    """Return a table of values and gradients, then what is wrong with them."""
    names = display_names(graph, graph.nodes)
    rows = [
        (names[n], _kind(graph, n), number(done.values.get(n)), number(done.gradients.get(n)))
        for n in topological_order(graph)
    ]
    lines = [table(("node", "kind", "value", "gradient"), rows, numeric=(2, 3))]
    sentences = problems(graph, done)
    return "\n".join([*lines, *([""] if sentences else []), *sentences])


def step_text(graph: Graph, before: Pass, done: Pass) -> str:
    """Return from where to where steps took the target."""
    target = str(done.target)
    way = f"{number(before.values.get(target))} → {number(done.values[target])}"
    return f"{display_name(graph, target)}: {way}"


def pass_document(graph: Graph, done: Pass) -> dict[str, Any]:
    """Return values and gradients as ``eval --json`` prints them."""
    target = done.target
    return {
        "target": None if target is None else name_of(graph, target),
        "value": None if target is None else done.values[target],
        "nodes": [_node_row(graph, done, node_id) for node_id in topological_order(graph)],
        "problems": problems(graph, done),
    }


def check_text(checks: Iterable[Check]) -> str:
    """Return a table of gradients beside their difference quotients."""
    rows = [
        (
            each.label,
            number(each.gradient),
            number(_known(each.difference_quotient)),
            number(_known(each.relative_error), 2),
            each.verdict,
        )
        for each in checks
    ]
    heads = ("node", "gradient", "difference quotient", "relative error", "verdict")
    return table(heads, rows, numeric=(1, 2, 3))


def _known(estimate: float) -> float | None:
    return None if math.isnan(estimate) else estimate


def check_document(graph: Graph, target: str, checks: Sequence[Check]) -> dict[str, Any]:
    """Return checks as ``check --json`` prints them."""
    return {
        "target": name_of(graph, target),
        "checks": [
            {
                "label": name_of(graph, each.node),
                "gradient": each.gradient,
                "difference_quotient": each.difference_quotient,
                "relative_error": each.relative_error,
                "verdict": each.verdict,
            }
            for each in checks
        ],
    }


def json_text(document: Mapping[str, Any]) -> str:
    """Return one JSON document, each entry of a list on a line of its own.

    The numbers that JSON lacks are the strings inf, -inf and nan.
    """
    lines = [f" {_json(key)}: {_entries(_finite(value))}" for key, value in document.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _entries(value: Any) -> str:
    if not value or not isinstance(value, list):
        return _json(value)
    return "[\n" + ",\n".join(f"  {_json(entry)}" for entry in value) + "\n ]"


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return plain(value)
    return value


def _kind(graph: Graph, node_id: str) -> str:
    node = graph.nodes[node_id]
    if isinstance(node, Apply):
        return node.op
    return "" if node.role is Role.PARAMETER else node.role


def _node_row(graph: Graph, done: Pass, node_id: str) -> dict[str, Any]:
    node = graph.nodes[node_id]
    return {
        "id": node_id,
        "label": node.label,
        "op": node.op if isinstance(node, Apply) else None,
        "operands": node.operands if isinstance(node, Apply) else (),
        "value": done.values.get(node_id),
        "gradient": done.gradients.get(node_id),
    }
