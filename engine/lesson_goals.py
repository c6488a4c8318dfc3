"""What a step of a lesson still waits for, said in a sentence; judged by numbers alone."""

from __future__ import annotations

from collections.abc import Collection
from math import isclose, isfinite
from random import Random
from typing import Final

from engine.autodiff import NoTargetError, backward, forward, only_target
from engine.diagnosis import diagnose, hints
from engine.graph import Apply, Graph, Leaf
from engine.health import Numbers
from engine.labels import UnknownNodeError, display_name, find_node
from engine.lessons import (
    Answer,
    Choose,
    Comparison,
    Goal,
    HasValue,
    LessonStep,
    Made,
    PredictGradient,
    Ran,
    RunCommand,
    SameAs,
    TargetIs,
)
from engine.ops import OPS
from engine.parse import ParseError, parse, parse_number
from engine.readable import readable

_POINTS: Final = 7
"""At so many points are two expressions compared."""
_SAME: Final = 1e-9
"""How far two values of the same expression may be apart, as a part of them: other orders round
otherwise."""


def missing(goal: Goal, graph: Graph, answer: str = "", ran: Collection[Ran] = frozenset()) -> str:
    """Return what is missing for a goal, or an empty text where it is reached.

    Args:
        goal: what must be reached.
        graph: the learner's graph.
        answer: what the learner typed, or the number of the answer that was chosen.
        ran: the commands that were run since the step began.
    """
    try:
        return _missing(goal, graph, answer, ran)
    except (UnknownNodeError, NoTargetError, ParseError) as error:
        return str(error)


def hints_of(step: LessonStep, graph: Graph) -> tuple[str, ...]:
    """Return the hints to a step: its own, or those that a gradient's terms give."""
    if step.hints or not isinstance(step.goal, PredictGradient):
        return step.hints
    try:
        return hints(
            graph, only_target(graph), find_node(graph, step.goal.node), _numbers_of(graph)
        )
    except (UnknownNodeError, NoTargetError):
        return ()


def _missing(  # noqa: PLR0911 - one for each kind of goal
    goal: Goal, graph: Graph, answer: str, ran: Collection[Ran]
) -> str:
    match goal:
        case HasValue():
            return _of_value(graph, find_node(graph, goal.node), goal.equals, goal.within)
        case TargetIs():
            return _of_target(goal, graph)
        case PredictGradient():
            return _of_gradient(goal, graph, answer)
        case Made():
            return _of_node(goal, graph)
        case SameAs():
            return _of_expression(goal, graph)
        case RunCommand():
            return "" if goal.command in ran else f"Run {goal.command.value.title()}."
        case Choose():
            return _of_choice(goal, answer)
        case Answer():
            return _of_number(goal, answer)
    return ""


def _of_value(graph: Graph, node_id: str, wanted: float, within: float) -> str:
    value, name = forward(graph).values.get(node_id), display_name(graph, node_id)
    if value is None:
        return f"{name} has no value yet: an operand is missing."
    if abs(value - wanted) <= within:
        return ""
    return f"{name} is {readable(value)}, and not yet {readable(wanted)}."


def _of_target(goal: TargetIs, graph: Graph) -> str:
    target = only_target(graph)
    if goal.comparison is Comparison.EQUALS:
        return _of_value(graph, target, goal.number, goal.within)
    value, name = forward(graph).values.get(target), display_name(graph, target)
    if value is None:
        return f"{name} has no value yet: an operand is missing."
    is_below = goal.comparison is Comparison.BELOW
    if (value < goal.number) if is_below else (value > goal.number):
        return ""
    return f"{name} is {readable(value)}, and not yet {goal.comparison} {readable(goal.number)}."


def _of_gradient(goal: PredictGradient, graph: Graph, answer: str) -> str:
    node_id, target = find_node(graph, goal.node), only_target(graph)
    if not answer.strip():
        return f"Type the gradient of {goal.node}."
    found = diagnose(graph, target, node_id, _numbers_of(graph), answer)
    return "" if found.is_right else found.sentence


def _numbers_of(graph: Graph) -> Numbers:
    done = backward(graph)
    return Numbers(done.values.get, done.gradients.get)


def _of_node(goal: Made, graph: Graph) -> str:
    operands = tuple(find_node(graph, name) for name in goal.operands)
    if any(
        isinstance(node, Apply) and node.op == goal.op and node.operands == operands
        for node in graph.nodes.values()
    ):
        return ""
    return f"There is no {OPS[goal.op].name} of {', '.join(goal.operands)} yet."


def _of_expression(goal: SameAs, graph: Graph) -> str:
    wanted = parse(goal.expression)
    names = sorted(n.label for n in wanted.nodes.values() if isinstance(n, Leaf) and n.label)
    for name in names:
        find_node(graph, name)
    random, compared = Random(0), 0
    for _ in range(_POINTS):
        point = {name: random.uniform(0.5, 2.5) for name in names}
        mine, right = _at(graph, point), _at(wanted, point)
        if mine is None:
            return "The target has no value yet: an operand is missing."
        if right is None or not isfinite(right):
            continue
        compared += 1
        if not isclose(mine, right, rel_tol=_SAME, abs_tol=_SAME):
            return _differs(goal, point, mine, right)
    return "" if compared else f"{goal.expression} has no value to compare with."


def _differs(goal: SameAs, point: dict[str, float], mine: float, right: float) -> str:
    where = ", ".join(f"{name} = {readable(value)}" for name, value in point.items())
    return (
        f"Not yet {goal.expression}: at {where} your target is {readable(mine)}, "
        f"and it should be {readable(right)}."
    )


def _at(graph: Graph, point: dict[str, float]) -> float | None:
    moved = {
        node_id: Leaf(point[node.label], node.label, node.role)
        if isinstance(node, Leaf) and node.label in point
        else node
        for node_id, node in graph.nodes.items()
    }
    other = Graph(moved, graph.marked_target)
    value: float | None = forward(other).values.get(only_target(other))
    return value


def _of_choice(goal: Choose, answer: str) -> str:
    if not answer:
        return "Choose an answer."
    return "" if answer == str(goal.right) else "That is not it: look again."


def _of_number(goal: Answer, answer: str) -> str:
    if not answer.strip():
        return "Type a number."
    given = parse_number(answer)
    return "" if abs(given - goal.equals) <= goal.within else f"{readable(given)} is not it."
