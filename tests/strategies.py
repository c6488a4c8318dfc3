"""Documents that hypothesis makes up: any graph, over all ops, that an editor can hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from engine.annotations import Annotations, Box, Frame, Group, Note
from engine.document import Direction, Document, Point, Training
from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.lessons import (
    Answer,
    Choose,
    Comparison,
    HasValue,
    Hidden,
    Lesson,
    LessonStep,
    Made,
    Next,
    PredictGradient,
    Ran,
    RunCommand,
    SameAs,
    TargetIs,
)
from engine.ops import OPS, Op

MOST_EXTRA_OPERANDS = 3

finite = st.floats(allow_nan=False, allow_infinity=False)
"""Every number that a leaf can hold."""

calm = st.floats(-10.0, 10.0).map(lambda x: round(x, 3))
"""Numbers near 1, on which most ops stay finite."""


def labels() -> st.SearchStrategy[str]:
    """Every name a node may have: letters of any script, spaces inside, signs."""
    plain = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{0,5}", fullmatch=True)
    signs = st.sampled_from(
        ["x1*w1", "σ(z)", "∂L/∂a", "a`b", "$1", "größe", "名前", "x²", "pi", "max"]
    )
    return plain | signs | any_labels()


def any_labels() -> st.SearchStrategy[str]:
    """Names of printable characters, however odd."""
    text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
    return text.map(str.strip).filter(lambda name: bool(name) and name.isprintable())


@st.composite
def leaves(draw: st.DrawFn, values: st.SearchStrategy[float] = finite) -> Leaf:
    """Leaves of every role, without a name."""
    return Leaf(draw(values), None, draw(st.sampled_from(Role)))


@st.composite
def op_nodes(draw: st.DrawFn, sources: list[str], *, filled: bool = False) -> Apply:
    """Op nodes that take their operands from the given nodes; None is an unfilled port."""
    op: Op = draw(st.sampled_from(list(OPS.values())))
    extra = draw(st.integers(0, MOST_EXTRA_OPERANDS)) if op.variadic else 0
    operand: st.SearchStrategy[Any] = st.sampled_from(sources) if sources else st.none()
    if not filled:
        operand = operand | st.none()
    return Apply(op.name, tuple(draw(operand) for _ in range(len(op.operands) + extra)))


@st.composite
def graphs(
    draw: st.DrawFn,
    *,
    min_size: int = 0,
    max_size: int = 12,
    filled: bool = False,
    values: st.SearchStrategy[float] = finite,
) -> Graph:
    """Graphs without loops over all ops: some nodes named, some ports unfilled, perhaps a target.

    Args:
        draw: given by hypothesis.
        min_size: the least number of nodes.
        max_size: the greatest number of nodes.
        filled: whether every port has a wire.
        values: the numbers of the leaves.
    """
    size = draw(st.integers(min_size, max_size))
    ids = draw(st.permutations([f"n{i + 1}" for i in range(size)]))
    nodes: dict[str, Node] = {}
    for node_id in ids:
        if (filled and not nodes) or draw(st.booleans()):
            nodes[node_id] = draw(leaves(values))
        else:
            nodes[node_id] = draw(op_nodes(list(nodes), filled=filled))
    names = draw(st.lists(st.none() | labels(), min_size=size, max_size=size))
    target = draw(st.none() | st.sampled_from(ids)) if ids else None
    return Graph(_named(nodes, names), target)


def _named(nodes: dict[str, Node], names: list[str | None]) -> dict[str, Node]:
    taken: set[str] = set()
    named: dict[str, Node] = {}
    for (node_id, node), name in zip(nodes.items(), names, strict=True):
        label = None if name in taken else name
        if label is not None:
            taken.add(label)
        named[node_id] = (
            Leaf(node.value, label, node.role)
            if isinstance(node, Leaf)
            else Apply(node.op, node.operands, label)
        )
    return named


def points() -> st.SearchStrategy[Point]:
    """Places on the canvas."""
    length = st.integers(-100_000, 100_000).map(float) | st.floats(-1e5, 1e5)
    return st.builds(Point, length, length)


def trainings() -> st.SearchStrategy[Training]:
    """Training settings."""
    rates = st.floats(1e-12, 1e6)
    return st.builds(Training, rates, st.sampled_from(Direction))


def boxes() -> st.SearchStrategy[Box]:
    """Rectangles on the canvas."""
    place, side = st.floats(-1e5, 1e5), st.floats(1.0, 1e4)
    return st.builds(Box, place, place, side, side)


def titles() -> st.SearchStrategy[str]:
    """What groups and frames may be called."""
    return st.sampled_from(["neuron", "Layer 1", "x²", "größe", "名前", '"', "\\"])


def note_texts() -> st.SearchStrategy[str]:
    """What notes may say: lines of printable characters, some of them formulas."""
    lines = ["", "the slope is $2*x$", "$ $", "5$ and $x^2", "`a`", "größer als 名前", '"', "\\"]
    line = st.sampled_from(lines)
    return st.lists(line, max_size=3).map("\n".join)


@st.composite
def annotation_sets(draw: st.DrawFn, node_ids: list[str]) -> Annotations:
    """Groups of some of the nodes, in each other, and frames and notes on their sheets."""
    left = draw(st.permutations(node_ids))
    groups: dict[str, Group] = {}
    while left and len(groups) < 4 and draw(st.booleans()):
        count = draw(st.integers(1, len(left)))
        members, left = tuple(left[:count]), left[count:]
        parent = draw(st.none() | st.sampled_from(list(groups))) if groups else None
        groups[f"g{len(groups) + 1}"] = Group(draw(titles()), members, draw(points()), parent)
    sheet = st.none() | st.sampled_from(list(groups)) if groups else st.none()
    frames = draw(st.lists(st.builds(Frame, st.just("") | titles(), boxes(), sheet), max_size=2))
    notes = draw(st.lists(st.builds(Note, note_texts(), boxes(), sheet), max_size=2))
    return Annotations(
        groups,
        {f"f{i + 1}": frame for i, frame in enumerate(frames)},
        {f"t{i + 1}": note for i, note in enumerate(notes)},
    )


@st.composite
def lessons(draw: st.DrawFn) -> Lesson:
    """Lessons of every kind of step."""
    words = st.sampled_from(["a", "$y = x²$\n\nWhy?", "größe “1”", "\\ <b>"])
    words_in_a_line = st.sampled_from(["a", "x1*w1", "∂L/∂a", "größe"])
    within = st.sampled_from([0.0, 1e-6, 0.5])
    goals = st.one_of(
        st.just(Next()),
        st.builds(HasValue, words_in_a_line, finite, within),
        st.builds(PredictGradient, words_in_a_line),
        st.builds(TargetIs, st.sampled_from(Comparison), finite, within),
        st.just(Made("mul", ("a", "b"))),
        st.just(SameAs("7*x**2 + 6*x + 3")),
        st.builds(RunCommand, st.sampled_from(Ran)),
        st.builds(Choose, st.just(("yes", "no")), st.integers(0, 1)),
        st.builds(Answer, finite, within),
    )
    hides = st.lists(st.sampled_from(Hidden), unique=True).map(tuple)
    hints = st.lists(words, max_size=2).map(tuple)
    steps = st.builds(LessonStep, words, goals, hides, hints)
    return Lesson(draw(words_in_a_line), tuple(draw(st.lists(steps, min_size=1, max_size=2))))


@st.composite
def documents(
    draw: st.DrawFn,
    *,
    min_size: int = 0,
    max_size: int = 12,
    filled: bool = False,
    placed: bool = False,
    values: st.SearchStrategy[float] = finite,
) -> Document:
    """Documents with any graph, layout, training, groups, frames and notes, perhaps a lesson.

    Args:
        draw: given by hypothesis.
        min_size: the least number of nodes.
        max_size: the greatest number of nodes.
        filled: whether every port has a wire.
        placed: whether every node has a place on the canvas.
        values: the numbers of the leaves.
    """
    graph = draw(graphs(min_size=min_size, max_size=max_size, filled=filled, values=values))
    layout = {node_id: draw(points()) for node_id in graph.nodes if placed or draw(st.booleans())}
    annotations = draw(annotation_sets(list(graph.nodes)))
    lesson = draw(st.none() | lessons())
    return Document(graph, layout, draw(trainings()), annotations, lesson)
