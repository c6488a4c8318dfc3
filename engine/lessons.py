"""A lesson: steps that go with a graph, each with a text and what must be reached to go on.

A goal is data of a closed set of kinds, checked by values: nothing in a lesson is ever run.
"""

from __future__ import annotations

from enum import StrEnum
from math import isfinite
from typing import Final

import msgspec

from engine.ops import OPS
from engine.rules import EditError, check_label

MAX_STEPS: Final = 100
"""The greatest number of steps of a lesson."""
MAX_TEXT: Final = 4_000
"""The greatest length of a step's text, in characters."""
HINTS: Final = 3
"""The greatest number of hints to a step."""


class Comparison(StrEnum):
    """How the target's value is compared."""

    EQUALS = "equals"
    BELOW = "below"
    ABOVE = "above"


class Ran(StrEnum):
    """A command that a step waits for."""

    FORWARD = "forward"
    BACKWARD = "backward"
    STEP = "step"


class Hidden(StrEnum):
    """Numbers that a step hides on every node."""

    VALUES = "values"
    GRADIENTS = "gradients"


class Next(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="next"):
    """Nothing but reading."""


class HasValue(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="value"
):
    """A node, by name or id, comes to a value, give or take ``within``."""

    node: str
    equals: float
    within: float = 1e-6


class PredictGradient(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="gradient"
):
    """The learner works out the gradient of a node, by name or id, and types it."""

    node: str


class TargetIs(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="target"
):
    """The target's value equals a number, give or take ``within``, or is below or above it."""

    comparison: Comparison
    number: float
    within: float = 1e-6


class Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="made"):
    """There is a node with this op of these operands, by name or id, in this order."""

    op: str
    operands: tuple[str, ...]


class SameAs(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="same as"
):
    """The target computes the same as an expression of the leaves with these names."""

    expression: str


class RunCommand(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="run"
):
    """A command was run since the step began."""

    command: Ran


class Choose(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="choose"
):
    """One of some answers is right; ``right`` counts from 0."""

    answers: tuple[str, ...]
    right: int


class Answer(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="number"
):
    """The learner types a number, right give or take ``within``."""

    equals: float
    within: float = 1e-6


Goal = Next | HasValue | PredictGradient | TargetIs | Made | SameAs | RunCommand | Choose | Answer
"""What must be reached to go on."""


class LessonStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One page of a lesson.

    Attributes:
        text: what it says, with formulas between dollar signs; an empty line parts paragraphs.
        goal: what must be reached to go on.
        hides: the numbers that are hidden.
        hints: what helps, from a nudge to nearly the answer.
    """

    text: str
    goal: Goal = Next()
    hides: tuple[Hidden, ...] = ()
    hints: tuple[str, ...] = ()


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A title and at least one step."""

    title: str
    steps: tuple[LessonStep, ...]


def check_lesson(lesson: Lesson) -> None:
    """Raise unless a lesson is in order.

    Raises:
        EditError: with one sentence.
    """
    check_label(lesson.title)
    if not 1 <= len(lesson.steps) <= MAX_STEPS:
        raise EditError(f"A lesson has 1 to {MAX_STEPS} steps, not {len(lesson.steps)}.")
    for number, step in enumerate(lesson.steps, 1):
        try:
            _check_step(step)
            _check_goal(step.goal)
        except ValueError as error:
            raise EditError(f"Step {number} of the lesson: {error}") from None


def _check_step(step: LessonStep) -> None:
    if not 1 <= len(step.text) <= MAX_TEXT:
        raise EditError(f"its text must have 1 to {MAX_TEXT} characters, not {len(step.text)}.")
    if len(step.hints) > HINTS:
        raise EditError(f"there can be at most {HINTS} hints, not {len(step.hints)}.")
    for text in (step.text, *step.hints):
        if not text.replace("\n", "").isprintable():
            raise EditError("a text cannot hold control characters.")
    if len(set(step.hides)) < len(step.hides):
        raise EditError("it hides the same numbers twice.")


def _check_goal(goal: Goal) -> None:
    match goal:
        case HasValue(equals=number, within=within) | Answer(equals=number, within=within):
            _check_number(number, within)
        case TargetIs(number=number, within=within):
            _check_number(number, within)
        case Made(op=op, operands=operands):
            if op not in OPS:
                raise EditError(f"there is no op called {op}.")
            if not operands:
                raise EditError("the node to be made must have operands.")
        case SameAs(expression=expression):
            # The grammar is loaded by few documents, and knows documents itself.
            from engine.parse import parse

            parse(expression)
        case Choose(answers=answers, right=right):
            if len(answers) < 2 or len(set(answers)) < len(answers):
                raise EditError("a question has two answers or more, and no two alike.")
            if not 0 <= right < len(answers):
                raise EditError(f"right must be 0 to {len(answers) - 1}, not {right}.")


def _check_number(number: float, within: float) -> None:
    if not isfinite(number):
        raise EditError("the number to reach must be finite.")
    if not isfinite(within) or within < 0.0:
        raise EditError("within must be finite and not below 0.")
