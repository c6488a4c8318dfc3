"""A graph as an SVG picture with its numbers, as a notebook shows it.

The picture brings its own background, as no notebook says whether its page is light or dark.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from math import isfinite
from typing import Any, Final, NamedTuple

import resources
from engine.arrange import with_every_place
from engine.autodiff import NoTargetError, Pass, backward, forward
from engine.boxes import HEADER, OUTPUT_OFFSET, ROW, WIDTH, height, port_offset, shown_ports
from engine.document import Document, Point
from engine.graph import Apply, Graph, Node, find_target, wires_into
from engine.labels import display_name, display_names
from engine.ops import OPS
from engine.readable import readable

MOST_DRAWN: Final = 300
"""Of more nodes than this a notebook is told how many there are: nobody could read the picture."""

_MARGIN: Final = 24.0
_RADIUS: Final = 9.0
_LEAST_REACH: Final = 36.0
_NAME_LENGTH: Final = 14
_DIGITS: Final = 7
_ROLES: Final = {"parameter": "p", "constant": "c", "input": "x"}
_FONT: Final = 'font-family="DejaVu Sans, Verdana, sans-serif"'
_UNKNOWN: Final = "–"

_Part = tuple[float, float, float, float]
"""Left, top, width and height."""


class _Text(NamedTuple):
    """How a text is written: its size in pixels, its colour, and which end stands at its place."""

    size: float
    colour: str
    anchor: str = "start"
    weight: str = "normal"


def svg_of(whole: Graph | Document) -> str:
    """Return the picture of a graph with the numbers of both passes, as far as there are any."""
    document = whole if isinstance(whole, Document) else Document(whole)
    if len(document.graph.nodes) > MOST_DRAWN:
        return summary(document.graph)
    return picture(document, _numbers(document.graph))


def picture(document: Document, numbers: Pass) -> str:
    """Return a document's graph as SVG, as it is laid out.

    Args:
        document: the graph and its places; nodes without a place get one from Tidy.
        numbers: values and gradients by id; what has none is shown by a dash.
    """
    document = with_every_place(document)
    graph, places = document.graph, document.layout
    if not graph.nodes:
        return sentences(["An empty graph."])
    titles = display_names(graph, graph.nodes, _NAME_LENGTH)
    parts = [_wire(*ends) for ends in _wire_ends(graph, places)]
    for node_id, node in graph.nodes.items():
        found = (numbers.values.get(node_id), numbers.gradients.get(node_id))
        of = "" if numbers.target is None else _quotient(graph, numbers.target, titles[node_id])
        body = "".join(_node(node, titles[node_id], found, of))
        x, y = places[node_id]
        parts.append(f'<g transform="translate({x:.10g} {y:.10g})">{body}</g>')
    left, top = min(p.x for p in places.values()), min(p.y for p in places.values())
    right = max(p.x for p in places.values()) + WIDTH
    bottom = max(places[n].y + height(shown_ports(node)) for n, node in graph.nodes.items())
    return _sheet((left, top, right - left, bottom - top), parts)


def summary(graph: Graph, value: float | None = None) -> str:
    """Return what is said of a graph that is too large to draw.

    Args:
        graph: the graph.
        value: what its target is, where that is known.
    """
    kinds = Counter("op" if isinstance(n, Apply) else str(n.role) for n in graph.nodes.values())
    counted = ", ".join(f"{n:,} {kind}{'s' if n > 1 else ''}" for kind, n in kinds.most_common())
    target = find_target(graph).node
    known = [] if value is None or target is None else [f"Its value is {readable(value)}."]
    lines = [f"A graph of {len(graph.nodes):,} nodes: {counted}.", *known]
    return sentences([*lines, "It is too large to draw here: save it and open it on the canvas."])


def sentences(lines: list[str]) -> str:
    """Return lines of text on the picture's background."""
    styles = [_Text(13.0, _colours()["canvas"]["text"])]
    styles += [_Text(12.0, _colours()["canvas"]["muted"])] * (len(lines) - 1)
    parts = [_text(0, 13 + 21 * i, line, styles[i]) for i, line in enumerate(lines)]
    return _sheet((0.0, 0.0, 8.0 * max(map(len, lines)), 21.0 * len(lines) - 3), parts)


def _numbers(graph: Graph) -> Pass:
    try:
        return backward(graph)
    except NoTargetError:
        return forward(graph)  # a graph may be in the making: its values are shown all the same


@cache
def _colours() -> Mapping[str, Any]:
    theme: Mapping[str, Any] = json.loads(resources.read("themes/light.json"))
    return theme


def _quotient(graph: Graph, target: str, name: str) -> str:
    from engine.explain import quotient

    return quotient(display_name(graph, target, _NAME_LENGTH), name)


def _wire_ends(graph: Graph, places: Mapping[str, Point]) -> Iterator[tuple[float, ...]]:
    for node_id, node in graph.nodes.items():
        for source, port in wires_into(node_id, node):
            start, end = places[source], places[node_id]
            down = port_offset(shown_ports(node), port.operand)
            yield start.x + WIDTH, start.y + OUTPUT_OFFSET, end.x, end.y + down


def _wire(x0: float, y0: float, x1: float, y1: float) -> str:
    reach = max(_LEAST_REACH, (x1 - x0) / 2)
    points = (x0, y0), (x0 + reach, y0), (x1 - reach, y1), (x1, y1)
    start, *curve = [f"{x:.10g} {y:.10g}" for x, y in points]
    way = f"M{start}C{' '.join(curve)}"
    colour = _colours()["canvas"]["wire"]
    return f'<path class="wire" d="{way}" fill="none" stroke="{colour}" stroke-width="1.8"/>'


def _node(
    node: Node, title: str, numbers: tuple[float | None, float | None], of: str
) -> Iterator[str]:
    colours, canvas = _colours(), _colours()["canvas"]
    is_op = isinstance(node, Apply)
    kind = colours["kinds"]["op" if is_op else str(node.role)]  # type: ignore[union-attr]
    high, ports = height(shown_ports(node)), shown_ports(node)
    yield _box((0, 0, WIDTH, high), _RADIUS, canvas["node"], canvas["node_border"])
    yield _header(kind["soft"])
    symbol = OPS[node.op].symbol if isinstance(node, Apply) else _ROLES[str(node.role)]
    wide = max(20.0, 7.6 * len(symbol) + 8)
    yield _box((6, 4, wide, 20), 5, canvas["node"])
    yield _text(6 + wide / 2, 18.5, symbol, _Text(12, kind["strong"], "middle", "bold"))
    room = int((WIDTH - wide - 22) / 7.4)
    name = title if len(title) <= room else title[: max(room - 1, 0)] + "…"
    weight = "bold" if node.label else "normal"
    yield _text(wide + 12, 18.5, name, _Text(12, canvas["text"], weight=weight))
    value, gradient = numbers
    yield from _row(HEADER, ("value",), _written(value), canvas["text"])
    yield from _row(HEADER + ROW, (of, "gradient", "∂"), *_signed(gradient))
    wired = node.operands if isinstance(node, Apply) else ()
    for operand in range(ports):
        is_filled = operand < len(wired) and wired[operand] is not None
        yield _port(0, port_offset(ports, operand), is_filled=is_filled)
    yield _port(WIDTH, OUTPUT_OFFSET, is_filled=True)


def _row(top: float, captions: tuple[str, ...], number: str, colour: str) -> Iterator[str]:
    """Yield a number, and the first caption for which there is room beside it."""
    room = (WIDTH - 36 - 8.2 * len(number)) / 6.4
    caption = next((text for text in captions if text and len(text) <= room), "")
    yield _text(14, top + 18, caption, _Text(10, _colours()["canvas"]["muted"]))
    yield _text(WIDTH - 14, top + 18.5, number, _Text(12, colour, "end"))


def _written(number: float | None) -> str:
    return _UNKNOWN if number is None else readable(number, _DIGITS)


def _signed(number: float | None) -> tuple[str, str]:
    """Return a gradient with the mark of its sign, and its colour."""
    colours = _colours()
    if number is None:
        return _UNKNOWN, colours["states"]["not_computed"]["strong"]
    if not isfinite(number):
        return f"⚠ {_written(number)}", colours["window"]["warning"]
    sign, mark = ("positive", "▲") if number > 0 else ("negative", "▼")
    if number == 0:
        sign, mark = "zero", "●"
    return f"{mark} {_written(number)}", colours["signs"][sign]["strong"]


def _sheet(content: _Part, parts: list[str]) -> str:
    left, top = content[0] - _MARGIN, content[1] - _MARGIN
    wide, high = content[2] + 2 * _MARGIN, content[3] + 2 * _MARGIN
    ground = _box((left, top, wide, high), 10, _colours()["canvas"]["background"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.10g}" height="{high:.10g}" '
        f'viewBox="{left:.10g} {top:.10g} {wide:.10g} {high:.10g}" '
        f'style="max-width:100%;height:auto" {_FONT}>{ground}{"".join(parts)}</svg>'
    )


def _box(part: _Part, radius: float, fill: str, line: str = "none") -> str:
    x, y, wide, high = part
    return (
        f'<rect x="{x:.10g}" y="{y:.10g}" width="{wide:.10g}" height="{high:.10g}" '
        f'rx="{radius:.10g}" fill="{fill}" stroke="{line}"/>'
    )


def _header(colour: str) -> str:
    r, w = _RADIUS, WIDTH
    way = f"M.5 {HEADER}V{r}Q.5 .5 {r} .5H{w - r}Q{w - 0.5} .5 {w - 0.5} {r}V{HEADER}Z"
    return f'<path d="{way}" fill="{colour}"/>'


def _port(x: float, y: float, *, is_filled: bool) -> str:
    ring = _colours()["canvas"]["port_ring"]
    fill = ring if is_filled else _colours()["canvas"]["port"]
    return f'<circle cx="{x:.10g}" cy="{y:.10g}" r="4" fill="{fill}" stroke="{ring}"/>'


def _text(x: float, y: float, text: str, style: _Text) -> str:
    return (
        f'<text x="{x:.10g}" y="{y:.10g}" font-size="{style.size:.10g}" fill="{style.colour}" '
        f'text-anchor="{style.anchor}" font-weight="{style.weight}">{escape(text)}</text>'
    )
