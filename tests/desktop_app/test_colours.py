"""The colours of both themes can be told apart by everybody: WCAG 2.2 AA and colour blindness."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
import pytest

from desktop_app.model.theme import NAMES, Theme, load_theme
from tests.desktop_app.sight import COLOUR_BLINDNESS, contrast, difference

TEXT: Final = 4.5
"""WCAG 2.2, 1.4.3: words and numbers."""
PART: Final = 3.0
"""WCAG 2.2, 1.4.11: lines, marks, and the outline of what one uses."""

Named = dict[str, str]


@pytest.fixture(params=NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


def of(group: Any, names: str) -> Named:
    return {f"{type(group).__name__}.{name}": getattr(group, name) for name in names.split()}


def strong(group: Any) -> Named:
    pairs = msgspec.structs.asdict(group)
    return {f"{type(group).__name__}.{name}": pair.strong for name, pair in pairs.items()}


def soft(group: Any) -> Named:
    pairs = msgspec.structs.asdict(group)
    return {f"{type(group).__name__}.{name} soft": pair.soft for name, pair in pairs.items()}


def own(group: Any) -> Iterator[tuple[Named, Named]]:
    """Each pair's strong colour on its own soft one."""
    for name, pair in msgspec.structs.asdict(group).items():
        yield {f"{name} strong": pair.strong}, {f"{name} soft": pair.soft}


def poor(least: float, *used: tuple[Named, Named]) -> dict[tuple[str, str], float]:
    """Return the pairs of ink and ground whose contrast is too small, with the ratio."""
    ratios = {
        (ink, ground): round(contrast(inks[ink], grounds[ground]), 2)
        for inks, grounds in used
        for ink, ground in itertools.product(inks, grounds)
    }
    return {pair: ratio for pair, ratio in ratios.items() if ratio < least}


def test_words_in_the_window_can_be_read(theme: Theme) -> None:
    window = theme.window
    areas = of(window, "background panel field raised hovered")
    assert not poor(
        TEXT,
        (of(window, "text muted"), areas | of(window, "raised_hovered raised_pressed")),
        (of(window, "danger warning success"), of(window, "background panel field raised")),
        (of(window, "accent_text"), of(window, "accent accent_hovered accent_pressed")),
        (of(window, "selection_text muted"), of(window, "selection")),
        (of(window, "tooltip_text"), of(window, "tooltip")),
    )


def test_numbers_and_names_in_panels_can_be_read(theme: Theme) -> None:
    areas = of(theme.window, "panel field background")
    numbers = strong(theme.signs) | strong(theme.states) | strong(theme.kinds)
    assert not poor(TEXT, (numbers, areas))


def test_words_and_numbers_on_the_canvas_can_be_read(theme: Theme) -> None:
    canvas = theme.canvas
    bodies = of(canvas, "node node_hovered background")
    numbers = strong(theme.signs) | strong(theme.states) | of(theme.window, "warning")
    assert not poor(
        TEXT,
        (of(canvas, "text muted refusal"), bodies),
        (of(canvas, "text muted"), soft(theme.kinds)),
        (of(canvas, "text"), soft(theme.signs)),
        (numbers, bodies),
        *own(theme.kinds),
        *own(theme.signs),
        *own(theme.states),
    )


def test_lines_and_marks_on_the_canvas_can_be_seen(theme: Theme) -> None:
    canvas = theme.canvas
    lines = of(
        canvas,
        "wire wire_hovered wire_selected port_ring port_accepting target box guide refusal"
        " node_border_selected",
    )
    assert not poor(
        PART,
        (lines | strong(theme.signs), of(canvas, "background")),
        (of(canvas, "target"), soft(theme.kinds)),
        (of(canvas, "port_ring node_border_selected"), of(canvas, "node port")),
    )


def test_what_one_uses_in_the_window_can_be_seen(theme: Theme) -> None:
    window = theme.window
    areas = of(window, "background panel field")
    assert not poor(
        PART,
        (of(window, "outline focus accent scroll scroll_hovered"), areas),
        (of(window, "icon"), areas | of(window, "raised raised_hovered raised_pressed hovered")),
        (of(window, "focus"), of(window, "raised selection hovered")),
        (of(theme.canvas, "target"), areas),
    )


# Colour blindness


def apart(colours: Iterable[str], sight: str) -> float:
    """Return how far apart the two are that are alike most."""
    return min(difference(p, q, sight) for p, q in itertools.combinations(colours, 2))


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_above_and_below_zero_look_quite_different(theme: Theme, sight: str) -> None:
    signs = theme.signs
    assert difference(signs.positive.strong, signs.negative.strong, sight) > 0.15
    assert (
        apart([sign.strong for sign in (signs.positive, signs.negative, signs.zero)], sight) > 0.06
    )


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_the_marks_on_the_canvas_look_different(theme: Theme, sight: str) -> None:
    """Twice what can just be noticed, in the light theme; each has a shape of its own besides."""
    marks = {
        "above zero": theme.signs.positive.strong,
        "below zero": theme.signs.negative.strong,
        "selected": theme.canvas.node_border_selected,
        "target": theme.canvas.target,
        "trouble": theme.window.warning,
        "out of date": theme.states.stale.strong,
        "refused": theme.canvas.refusal,
    }
    assert apart(marks.values(), sight) > (0.07 if theme.name == "dark" else 0.05)


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_going_well_and_going_wrong_look_different(theme: Theme, sight: str) -> None:
    assert difference(theme.window.danger, theme.window.success, sight) > 0.06
    assert difference(theme.canvas.refusal, theme.canvas.port_accepting, sight) > 0.06


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_a_selected_wire_looks_different_from_one_with_a_sign(theme: Theme, sight: str) -> None:
    signs = strong(theme.signs).values()
    assert min(difference(theme.canvas.wire_selected, sign, sight) for sign in signs) > 0.15
