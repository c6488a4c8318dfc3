"""The table of both passes: the worked example line by line, and CSV that reads back."""

from __future__ import annotations

import csv
import io

import pytest

from engine import parse
from engine.autodiff import NoTargetError
from engine.trace_table import as_csv, as_html, trace_table

WORKED = "e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2"


def test_the_worked_example_line_by_line() -> None:
    lines = trace_table(parse(WORKED))
    assert [line.step for line in lines] == list(range(1, 11))
    assert lines[0][1:] == ("forward", "e", "a × b", "2 × (−3)", "−6")
    assert lines[2][1:] == ("forward", "L", "d × f", "4 × (−2)", "−8")
    assert lines[3][1:] == ("backward", "∂L/∂L", "Backward starts here", "", "1")
    by_name = {line.quantity: line for line in lines}
    assert by_name["∂L/∂a"][3:] == ("∂L/∂e × ∂e/∂a", "−2 × (−3)", "6")
    assert by_name["∂L/∂f"].result == "4"


def test_a_value_used_twice_has_both_terms() -> None:
    lines = trace_table(parse("d = a*b; e = a + c; L = d*e; a = 3; b = 2; c = 4"))
    (line,) = [each for each in lines if each.quantity == "∂L/∂a"]
    assert line.numbers == "7 × 2 + 6 × 1"
    assert line.result == "20"


def test_csv_reads_back_whatever_nodes_are_called() -> None:
    lines = trace_table(parse('y = `a, "b"` * 2; `a, "b"` = 3'))
    found = list(csv.reader(io.StringIO(as_csv(lines))))
    assert found[0] == ["step", "pass", "quantity", "formula", "numbers", "result"]
    assert found[1:] == [[str(cell) for cell in line] for line in lines]


def test_without_answers_the_page_has_formulas_and_no_results() -> None:
    lines = trace_table(parse(WORKED))
    asked = as_html("Worked", lines, with_answers=False)
    told = as_html("Worked", lines, with_answers=True)
    assert "∂L/∂e × ∂e/∂a" in asked
    assert "−2 × (−3)" not in asked
    assert "<td>−6</td>" in told
    assert "<td>−6</td>" not in asked


def test_names_are_text_on_the_page() -> None:
    assert "<b>" not in as_html(
        "x", trace_table(parse("y = `<b>` + 1; `<b>` = 1")), with_answers=True
    )


def test_without_a_target_there_is_no_table() -> None:
    with pytest.raises(NoTargetError):
        trace_table(parse("y = x + 1; z = x + 2; x = 1"))
