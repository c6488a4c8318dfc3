"""The gradient check: no false alarm, and no wrong gradient that gets past it."""

import math
from collections.abc import Callable
from math import inf, nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.autodiff import NoTargetError, Pass, backward
from engine.check import check_against, check_gradients
from engine.graph import Apply, Graph, Leaf, topological_order
from engine.labels import UnknownNodeError
from engine.parse import parse
from engine.slopes import Slopes, points, slopes
from engine.verdict import Verdict
from tests.strategies import calm, graphs

AGREE, DIFFER, KINK, INCONCLUSIVE = Verdict


def verdicts(text: str, **values: float) -> dict[str, Verdict]:
    return {each.label: each.verdict for each in check_gradients(with_values(text, **values))}


def with_values(text: str, **values: float) -> Graph:
    graph = parse(text)
    for node_id, node in list(graph.nodes.items()):
        if node.label in values:
            graph.set_node(node_id, Leaf(values[node.label], node.label))
    return graph


def test_every_gradient_of_the_worked_example_agrees() -> None:
    graph = with_values("e = a*b; d = e + c; L = d*f", a=2.0, b=-3.0, c=10.0, f=-2.0)
    checks = check_gradients(graph)
    assert [each.node for each in checks] == topological_order(graph)
    assert {each.label: each.gradient for each in checks} == {
        "a": 6.0, "b": -4.0, "c": -2.0, "f": 4.0, "e": -2.0, "d": -2.0, "L": 1.0,
    }  # fmt: skip
    for each in checks:
        assert each.verdict is AGREE
        assert each.difference_quotient == pytest.approx(each.gradient, rel=1e-9)
        assert each.relative_error < 1e-9


SMOOTH = [
    ("y = tanh(x1*w1 + x2*w2 + b)", {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.88137358}),
    ("y = square(1 - u) + 100*square(v - u*u)", {"u": -1.2, "v": 1.0}),
    ("y = exp(sin(x)*cos(x))/sigmoid(x)", {"x": 0.7}),
    ("y = log(x) + sqrt(x) + gelu(x) + softplus(x)", {"x": 0.3}),
    ("y = relu(x) + abs(x) + max(x, 2) + leaky_relu(x)", {"x": 1.0}),
    ("y = sin(1000000*x)", {"x": 0.3}),
    ("y = 1e-9*x**3", {"x": 4.0}),
    ("y = 1/x", {"x": 1e-30}),
    ("y = x*x", {"x": 0.0}),
    ("y = tanh(x)", {"x": 30.0}),
]


@pytest.mark.parametrize(("text", "values"), SMOOTH, ids=[text for text, _ in SMOOTH])
def test_right_gradients_agree(text: str, values: dict[str, float]) -> None:
    assert set(verdicts(text, **values).values()) <= {AGREE}


@pytest.mark.parametrize(("text", "values"), SMOOTH[:8], ids=[text for text, _ in SMOOTH[:8]])
@pytest.mark.parametrize("factor", [1.01, 0.99, -1.0, 2.0, 0.0])
def test_a_wrong_gradient_is_found(text: str, values: dict[str, float], factor: float) -> None:
    graph = with_values(text, **values)
    target = topological_order(graph)[-1]
    done = backward(graph)
    for node_id, gradient in done.gradients.items():
        if gradient:
            wrong = dict(done.gradients) | {node_id: factor * gradient}
            found = {each.node: each.verdict for each in check_against(graph, target, wrong)}
            assert found.pop(node_id) is DIFFER
            assert set(found.values()) <= {AGREE}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("y = relu(x)", {"x": 0.0}),
        ("y = abs(x)", {"x": 0.0}),
        ("y = max(x, 3)", {"x": 3.0}),
        ("y = min(2*x, x*x)", {"x": 2.0}),
        ("y = sqrt(x*x)", {"x": 0.0}),
        ("y = relu(x) - relu(-x)", {"x": 0.0}),
        ("y = tanh(leaky_relu(x))", {"x": 0.0}),
    ],
)
def test_a_kink_is_told_from_a_wrong_gradient(text: str, values: dict[str, float]) -> None:
    assert verdicts(text, **values)["x"] is KINK


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("y = sqrt(x)", {"x": 0.0}),
        ("y = 1/x", {"x": 0.0}),
        ("y = log(x)", {"x": -1.0}),
        ("y = (x + 1e20) - 1e20", {"x": 1.0}),
        ("y = cos(exp(x))", {"x": 40.0}),
        ("y = (-2)**x", {"x": 2.0}),
    ],
)
def test_where_no_quotient_can_be_trusted_the_check_says_so(
    text: str, values: dict[str, float]
) -> None:
    assert verdicts(text, **values)["x"] is INCONCLUSIVE


def test_a_gradient_that_is_not_finite_is_not_called_right() -> None:
    graph = with_values("y = 3*x", x=2.0)
    for number in (nan, inf):
        wrong = backward(graph).gradients | {"n2": number}  # type: ignore[operator]
        found = {each.label: each.verdict for each in check_against(graph, "n3", wrong)}
        assert found["x"] is INCONCLUSIVE


def test_what_the_target_does_not_depend_on_has_slope_0() -> None:
    graph = with_values("y = a*b; z = c + a", a=2.0)
    checks = {each.label: each for each in check_gradients(graph, "y")}
    assert (checks["c"].gradient, checks["c"].difference_quotient) == (0.0, 0.0)
    assert checks["z"].verdict is AGREE


def test_what_is_held_does_not_move_in_the_check_either() -> None:
    checks = {each.label: each for each in check_gradients(with_values("y = x*hold(x*x)", x=3.0))}
    assert (checks["x"].gradient, checks["x"].verdict) == (9.0, AGREE)
    assert checks["x"].difference_quotient == pytest.approx(9.0)


def test_what_cannot_be_checked_is_refused() -> None:
    graph = Graph({"a": Leaf(1.0, "a"), "y": Apply("add", ("a", None), "y")})
    with pytest.raises(NoTargetError, match="y cannot be computed yet"):
        check_gradients(graph)
    with pytest.raises(UnknownNodeError):
        check_gradients(graph, "q")


def is_tame(graph: Graph, done: Pass) -> bool:
    """Tell whether no number is so large that the sine of it is beyond any quotient, or so tiny."""
    numbers = [*done.values.values(), *done.gradients.values()]
    return all(x == 0.0 or 1e-100 < abs(x) < 1e9 for x in numbers if math.isfinite(x))


@given(graphs(min_size=2, max_size=15, filled=True, values=calm))
def test_no_right_gradient_is_called_wrong(graph: Graph) -> None:
    target = topological_order(graph)[-1]
    done = backward(graph, target)
    assume(is_tame(graph, done))
    for each in check_gradients(graph, target):
        assert each.verdict is not DIFFER, each


@given(graphs(min_size=2, max_size=15, filled=True, values=calm), st.data())
def test_an_error_of_one_percent_is_never_called_right(graph: Graph, data: st.DataObject) -> None:
    target = topological_order(graph)[-1]
    done = backward(graph, target)
    assume(is_tame(graph, done))
    nonzero = [n for n, g in done.gradients.items() if g and math.isfinite(g)]
    chosen = data.draw(st.sampled_from(sorted(nonzero)))
    wrong = dict(done.gradients) | {chosen: 1.01 * done.gradients[chosen]}
    found = {each.node: each for each in check_against(graph, target, wrong)}
    assert found[chosen].verdict is not AGREE, found[chosen]


def slopes_of(function: Callable[[float], float], x: float, noise: float) -> Slopes:
    return slopes(x, [function(place) for place in points(x)], noise)


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3), st.floats(-5.0, 5.0))
def test_the_error_bar_of_a_slope_holds_the_slope(x: float, a: float, b: float) -> None:
    def curve(t: float) -> float:
        return a * t * t + b * t

    true = 2 * a * x + b
    noise = 2.0**-52 * (2 * abs(a * x * x) + abs(b * x))
    found = slopes_of(curve, x, noise)
    for estimate in (found.best, found.left, found.right):
        if estimate is not None:
            assert abs(estimate.slope - true) <= 10 * estimate.error + 1e-9 * abs(true) + 1e-100


def test_there_is_no_slope_where_there_is_no_value() -> None:
    assert slopes_of(lambda x: nan, 0.0, 0.0) == Slopes()
    assert slopes_of(lambda x: x, inf, 0.0) == Slopes()


def test_a_product_that_is_too_small_for_a_number_raises_no_false_alarm() -> None:
    # x·709z is 5e−402 and so 0, but its slopes are not.
    checks = check_gradients(parse("y = gelu(x*(709*z)); x = 1e-200; z = 1e-200"))
    assert Verdict.DIFFER not in {check.verdict for check in checks}
    assert {check.verdict for check in checks if check.label in {"x", "z"}} == {Verdict.AGREE}
