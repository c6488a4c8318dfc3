"""Lessons: what is missing for each kind of goal, bad files, and edits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.document import Document, EditError
from engine.edits import Key, Section
from engine.files.chainrule_file import decode
from engine.files.errors import FileError
from engine.graph import Apply, Graph, Leaf
from engine.lesson_goals import missing
from engine.lessons import (
    Answer,
    Choose,
    Comparison,
    Goal,
    HasValue,
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
from engine.parse import parse

GRAPH = parse("L = (a*b + c)*f; a = 2; b = -3; c = 10; f = -2")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (HasValue("L", -8.0), HasValue("L", -7.9)),
        (HasValue("L", -8.3, 0.5), HasValue("nothing", -8.0)),
        (TargetIs(Comparison.EQUALS, -8.0), TargetIs(Comparison.EQUALS, 8.0)),
        (TargetIs(Comparison.BELOW, -7.0), TargetIs(Comparison.BELOW, -8.0)),
        (TargetIs(Comparison.ABOVE, -9.0), TargetIs(Comparison.ABOVE, -8.0)),
        (Made("mul", ("a", "b")), Made("mul", ("b", "a"))),
        (Made("mul", ("a", "b")), Made("add", ("a", "b"))),
        (SameAs("f*c + a*f*b"), SameAs("(a*b + c)*a")),
        (SameAs("f*c + a*f*b"), SameAs("(a*b + z)*f")),
        (Next(), HasValue("L", 0.0)),
    ],
)
def test_a_goal_is_reached_by_the_graph_alone(right: Goal, wrong: Goal) -> None:
    assert missing(right, GRAPH) == ""
    assert missing(wrong, GRAPH).endswith(".")


@pytest.mark.parametrize("answer", ["6", "-2 * 1 * -3", "12/2", "6.0"])
def test_a_gradient_may_be_typed_as_an_expression(answer: str) -> None:
    assert missing(PredictGradient("a"), GRAPH, answer) == ""


@pytest.mark.parametrize("answer", ["", "-6", "-3", "six(", "1e400"])
def test_a_wrong_gradient_is_told_what_is_wrong(answer: str) -> None:
    assert missing(PredictGradient("a"), GRAPH, answer)


def test_answers_and_commands_are_judged() -> None:
    assert missing(Answer(2.5, 0.1), GRAPH, "5/2") == ""
    assert missing(Answer(2.5, 0.1), GRAPH, "2.7")
    assert missing(Choose(("x", "y"), 1), GRAPH, "1") == ""
    assert missing(Choose(("x", "y"), 1), GRAPH, "0")
    assert missing(Choose(("x", "y"), 1), GRAPH, "")
    assert missing(RunCommand(Ran.STEP), GRAPH, ran={Ran.STEP}) == ""
    assert missing(RunCommand(Ran.STEP), GRAPH, ran={Ran.FORWARD}) == "Run Step."


def test_an_unfinished_graph_is_no_answer_and_no_error() -> None:
    graph = Graph({"n1": Leaf(1.0, "a"), "n2": Apply("mul", ("n1", None), "L")})
    for goal in (
        HasValue("L", 1.0),
        TargetIs(Comparison.BELOW, 1.0),
        SameAs("a*2"),
        PredictGradient("a"),
    ):
        assert missing(goal, graph, "1")
        assert missing(goal, Graph(), "1")


BAD = [
    ({"title": "T"}, "lesson lacks “steps”."),
    ({"title": "T", "steps": []}, "A lesson has 1 to 100 steps, not 0 (at lesson)."),
    ({"title": " ", "steps": [{"text": "x"}]}, "A name cannot be empty"),
    ({"title": "T", "steps": [{"text": ""}]}, "Step 1 of the lesson: its text must have"),
    ({"title": "T", "steps": [{"text": "x", "code": "1"}]}, "unknown key “code”"),
    ({"title": "T", "steps": [{"text": "x", "hides": ["wires"]}]}, "hides[0] cannot be “wires”"),
    ({"title": "T", "steps": [{"text": "x", "hints": ["a"] * 4}]}, "at most 3 hints, not 4"),
]
BAD_GOALS = [
    ({"kind": "python"}, "lesson.steps[0].goal.kind cannot be “python”."),
    ({"node": "a"}, "lesson.steps[0].goal lacks “kind”."),
    ({"kind": "run", "command": "format"}, "goal.command cannot be “format”"),
    ({"kind": "target", "comparison": "near", "number": 1}, "it is equals, below or above"),
    ({"kind": "made", "op": "frob", "operands": ["a"]}, "there is no op called frob"),
    ({"kind": "made", "op": "mul", "operands": []}, "must have operands"),
    ({"kind": "same as", "expression": "a *"}, "Step 1 of the lesson"),
    ({"kind": "choose", "answers": ["a"], "right": 0}, "two answers or more"),
    ({"kind": "choose", "answers": ["a", "b"], "right": 2}, "right must be 0 to 1, not 2"),
    ({"kind": "number", "equals": 1, "within": -1}, "within must be finite and not below 0"),
    ({"kind": "number", "equals": "1"}, "goal.equals must be a number, not a text."),
]


def held(lesson: Any) -> bytes:
    return json.dumps(
        {"format": "chainrule", "version": 1, "graph": {"nodes": []}, "lesson": lesson}
    ).encode()


@pytest.mark.parametrize(
    ("lesson", "sentence"),
    BAD + [({"title": "T", "steps": [{"text": "x", "goal": g}]}, s) for g, s in BAD_GOALS],
)
def test_a_bad_lesson_is_refused_in_one_sentence_with_its_place(lesson: Any, sentence: str) -> None:
    with pytest.raises(FileError) as caught:
        decode(held(lesson))
    assert sentence in str(caught.value)
    assert "lesson" in str(caught.value)


def test_a_lesson_is_edited_like_any_part_and_checked_first() -> None:
    document, key = Document(), Key(Section.LESSON)
    edit = document.edit("Write a Lesson", {key: Lesson("T", (LessonStep("x"),))})
    document.apply(edit)
    assert document.lesson == Lesson("T", (LessonStep("x"),))
    with pytest.raises(EditError):
        document.apply(document.edit("Empty It", {key: Lesson("T", ())}))
    document.apply(edit.reversed())
    assert document == Document()
