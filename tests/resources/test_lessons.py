"""The course: every lesson opens, is written as the program writes it, and is listed once."""

from __future__ import annotations

import pytest

import resources
from desktop_app.example_files import Example, lessons, load_example
from engine.autodiff import backward
from engine.files.chainrule_file import encode

every = pytest.mark.parametrize("each", lessons(), ids=[each.file for each in lessons()])


def test_the_course_has_at_least_eight_lessons_each_listed_once() -> None:
    listed = [each.file for each in lessons()]
    assert len(listed) >= 8
    there = [entry.name for entry in resources.path("lessons").iterdir()]
    assert sorted([*listed, "index.json"]) == sorted(there)


@every
def test_a_lesson_is_written_as_the_program_writes_it(each: Example) -> None:
    document = load_example(each)
    assert encode(document) == resources.read_bytes(f"lessons/{each.file}")
    assert document.lesson is not None
    assert document.lesson.title == each.title
    assert each.sentence.endswith(".")
    assert backward(document.graph).target is not None
