"""Typed expressions: what they mean, what they make, and how a wrong one is refused."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff import backward, forward
from engine.graph import Apply, Graph, Leaf, Role
from engine.ops import OPS, Op
from engine.parse import ParseError, parse, parse_into, parse_number
from engine.readable import exact


def by_name(graph: Graph) -> dict[str, str]:
    return {node.label: node_id for node_id, node in graph.nodes.items() if node.label}


def value(text: str) -> float:
    """The value of the node that a text defines last."""
    graph = parse(text)
    return float(forward(graph).values[list(graph.nodes)[-1]])


def refusal(text: str) -> str:
    with pytest.raises(ParseError) as refused:
        parse(text)
    return str(refused.value)


def test_the_worked_example_makes_its_seven_nodes_in_the_order_in_which_it_is_read() -> None:
    graph = parse("L = (a*b + c)*f")
    assert dict(graph.nodes) == {
        "n1": Leaf(1.0, "a"),
        "n2": Leaf(1.0, "b"),
        "n3": Apply("mul", ("n1", "n2")),
        "n4": Leaf(1.0, "c"),
        "n5": Apply("add", ("n3", "n4")),
        "n6": Leaf(1.0, "f"),
        "n7": Apply("mul", ("n5", "n6"), "L"),
    }


def test_a_number_in_an_expression_is_a_constant_of_its_own_without_a_name() -> None:
    graph = parse("2*x + 2")
    constants = [node for node in graph.nodes.values() if node == Leaf(2.0, None, Role.CONSTANT)]
    assert len(constants) == 2


def test_the_same_name_twice_is_one_node_with_two_wires() -> None:
    graph = parse("a*a")
    assert list(graph.nodes.values()) == [Leaf(1.0, "a"), Apply("mul", ("n1", "n1"))]


def test_squaring_is_a_power_with_the_constant_2() -> None:
    for text in ("x**2", "x^2", "x²"):
        graph = parse(text)
        assert graph.nodes["n3"] == Apply("pow", ("n1", "n2"))
        assert graph.nodes["n2"] == Leaf(2.0, None, Role.CONSTANT)


def test_the_textbook_parabola_has_its_value_and_slope() -> None:
    graph = parse("x = 5; y = 7*x**2 + 6*x + 3")
    done = backward(graph)
    names = by_name(graph)
    assert (done.values[names["y"]], done.gradients[names["x"]]) == (208.0, 76.0)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a + b*c", "a + (b*c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("a**b**c", "a**(b**c)"),
        ("-a**b", "-(a**b)"),
        ("-a*b", "(-a)*b"),
        ("a*-b", "a*(-b)"),
        ("a**-b", "a**(-b)"),
        ("a**-b**c", "a**(-(b**c))"),
        ("a - -b", "a - (-b)"),
        ("--a", "-(-a)"),
        ("+a*b", "a*b"),
        ("√a**b", "(√a)**b"),
        ("√(a + b)", "sqrt(a + b)"),
        ("|a - |b||", "abs(a - abs(b))"),
        ("a × b ÷ c − d", "a*b/c - d"),
        ("a·b", "a*b"),
        ("x³ + x⁻²", "x**3 + x**-2"),
        ("ln(a) + σ(b)", "log(a) + sigmoid(b)"),
        ("∑(a, b, c)", "add_n(a, b, c)"),
        ("(a +\n b)", "a + b"),
        ("(a) + (b +\n c)", "a + (b + c)"),
        ("a + b # the sum", "a + b"),
        ("a;b", "a\nb"),
        ("(a)\n(b)", "a; b"),
        ("a + b\r\n", "a + b"),
        ("`a` + b", "a + b"),
    ],
)
def test_signs_and_precedence(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-3**2", -9.0),
        ("(-3)**2", 9.0),
        ("2**-1", 0.5),
        ("2**3**2", 512.0),
        ("-2**-2", -0.25),
        ("7 - 2 - 1", 4.0),
        ("8/4/2", 1.0),
        ("2 + 3*4", 14.0),
        ("1.5e3 + .5 + 2.", 1502.5),
        ("sin(pi/2)", 1.0),
        ("max(2, 3)*min(2, 3)", 6.0),
        ("mul_n(2, 3, 4)", 24.0),
    ],
)
def test_an_expression_has_the_value_that_mathematics_gives_it(text: str, expected: float) -> None:
    assert value(text) == expected


def python_value(text: str) -> float:
    """What Python's own grammar makes of an expression of numbers."""
    return _of(ast.parse(text, mode="eval").body)


def _of(tree: ast.expr) -> float:
    match tree:
        case ast.BinOp(left, sign, right):
            return float(PYTHON[type(sign)](_of(left), _of(right)))
        case ast.UnaryOp(ast.USub(), operand):
            return -_of(operand)
        case ast.Constant(number):
            return float(number)  # type: ignore[arg-type]
    raise AssertionError(ast.dump(tree))


PYTHON: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from([" + ", " - ", "*", "/"])
    small_power = st.tuples(inner, st.just("**"), st.sampled_from(["2", "-1", "-2**2"]))
    return (
        st.tuples(inner, signs, inner).map("".join)
        | small_power.map("".join)
        | inner.map("({})".format)
        | inner.map("-{}".format)
    )


@given(st.recursive(st.sampled_from(["2.5", "3", ".5", "7e-1"]), longer, max_leaves=8))
def test_precedence_is_that_of_python(text: str) -> None:
    try:
        expected = python_value(text)
    except (ZeroDivisionError, OverflowError):
        return
    assert value(text) == expected


@pytest.mark.parametrize("op", OPS.values(), ids=OPS.keys())
def test_every_op_can_be_called_by_its_name(op: Op) -> None:
    operands = [f"v{i}" for i in range(len(op.operands))]
    graph = parse(f"y = {op.name}({', '.join(operands)})")
    names = by_name(graph)
    made = Apply(op.name, tuple(names[operand] for operand in operands), "y")
    assert graph.nodes[names["y"]] == made


def test_a_variadic_op_takes_as_many_operands_as_are_written() -> None:
    graph = parse("add_n(a, b, a, c)")
    assert graph.nodes["n4"] == Apply("add_n", ("n1", "n2", "n1", "n3"))


def test_a_definition_may_come_after_its_use() -> None:
    graph = parse("L = d*f; d = e + c; e = a*b")
    names = by_name(graph)
    assert graph.nodes[names["L"]] == Apply("mul", (names["d"], names["f"]), "L")
    assert graph.nodes[names["d"]] == Apply("add", (names["e"], names["c"]), "d")


def test_a_number_after_a_name_makes_a_leaf_and_a_word_before_it_says_its_role() -> None:
    text = "a = 2; parameter b = -3; constant k = 1e3; input x = .5"
    assert list(parse(text).nodes.values()) == [
        Leaf(2.0, "a", Role.PARAMETER),
        Leaf(-3.0, "b", Role.PARAMETER),
        Leaf(1000.0, "k", Role.CONSTANT),
        Leaf(0.5, "x", Role.INPUT),
    ]


def test_the_words_of_the_language_are_names_too() -> None:
    graph = parse("target = constant*input; target target; max = 3; y = max(max, target)")
    assert graph.marked_target == by_name(graph)["target"]
    assert graph.nodes[by_name(graph)["max"]] == Leaf(3.0, "max")


def test_a_minus_before_a_number_is_part_of_the_number() -> None:
    for text in ("-3", "−3", "–3", "- 3", "--  -3", "-(3)"):
        assert list(parse(text).nodes.values()) == [Leaf(-3.0, None, Role.CONSTANT)]


def test_pi_is_the_constant_unless_it_is_defined() -> None:
    assert parse("2*pi").nodes["n2"] == Leaf(math.pi, "pi", Role.CONSTANT)
    assert parse("pi = 3; 2*pi").nodes["n1"] == Leaf(3.0, "pi")
    assert parse("e").nodes["n1"] == Leaf(1.0, "e")


def test_a_name_in_backquotes_may_hold_anything() -> None:
    graph = parse("`x1*w1` = x1*w1; `a``b` = `∂L/∂a` + größe₁; 名前")
    expected = {"x1*w1", "x1", "w1", "a`b", "∂L/∂a", "größe₁", "名前"}
    assert set(by_name(graph)) == expected


def test_a_name_with_a_dollar_stands_for_a_node_without_a_name() -> None:
    graph = parse("$1 = 2; y = $1*$1")
    assert list(graph.nodes.values()) == [Leaf(2.0), Apply("mul", ("n1", "n1"), "y")]


def test_a_mark_makes_the_target() -> None:
    graph = parse("y = a*b; z = a + b; target y")
    assert graph.marked_target == by_name(graph)["y"]


WRONG = {
    "": "There is nothing to read: type an expression such as y = a*b + c.",
    " # only a comment": "There is nothing to read: type an expression such as y = a*b + c.",
    "2 + 3*": "Column 7: a name, a number or “(” should come after “*”.",
    "a +\nb": "Column 4: a name, a number or “(” should come after “+”.",
    "*a": "Column 1: a name, a number or “(” should come before “*”.",
    "a\n= 3": "Line 2, column 1: a name, a number or “(” should come before “=”.",
    "max(a,)": "Column 7: a name, a number or “(” should come after “,”.",
    "(a + b": "Column 7: “)” is missing after “b”.",
    "|a": "Column 3: “|” is missing after “a”.",
    "a + b)": "Column 6: this “)” closes nothing.",
    ")": "Column 1: this “)” closes nothing.",
    "2x": "Column 2: an operator is missing between “2” and “x”; to multiply, write 2*x.",
    "2 (x)": "Column 3: an operator is missing between “2” and “(”; to multiply, write 2*(…).",
    "2e": "Column 2: an operator is missing between “2” and “e”; to multiply, write 2*e.",
    "a b": "Column 3: an operator is missing between “a” and “b”.",
    "a = b c": "Column 7: an operator is missing between “b” and “c”.",
    "a = (b\nc = 2": "Line 2, column 1: an operator is missing between “b” and “c”.",
    "1,5*x": "Column 2: “,” separates operands; decimals are written with a point.",
    "a, b": "Column 2: “,” cannot stand after “a”.",
    "a = b = c": (
        "Column 7: “=” can stand only once in a statement, after the name that it defines."
    ),
    "a + b = c": (
        "Column 7: “=” can stand only once in a statement, after the name that it defines."
    ),
    "frob(a)": "Column 1: there is no op called frob (to multiply, write frob*(…)).",
    "x(a)": "Column 1: there is no op called x (to multiply, write x*(…)).",
    "a*sigmoyd(a)": "Column 3: there is no op called sigmoyd (did you mean sigmoid?).",
    "sin()": "Column 1: sin takes 1 operand, not 0.",
    "max(a, b, c)": "Column 1: max takes 2 operands, not 3.",
    "add_n(a)": "Column 1: add_n takes at least 2 operands, not 1.",
    "1e999": "Column 1: 1e999 is too large for a number.",
    "9" * 400: f"Column 1: {'9' * 20}… is too large for a number.",
    "½": "Column 1: a name starts with a letter, not with “½”.",
    "a @ b": "Column 3: “@” means nothing in an expression.",
    "a[0]": "Column 2: “[” means nothing in an expression.",
    "a.b": "Column 2: “.” means nothing in an expression.",
    "'a'": "Column 1: “'” means nothing in an expression.",
    "a\x00": "Column 2: a control character (U+0000) stands here.",
    "`a": "Column 1: a second “`” is missing after the name.",
    "` a`": "Column 1: A name cannot be empty or have spaces at its ends.",
    "weight w = 3": "Column 1: “weight” is no role of a leaf: parameter, constant or input.",
    "constant k = 2*3": "Column 10: k is to be a leaf: give it a plain number.",
    "b = a": "Column 1: b and a would be one node, which has one name.",
    "a = 1\na = 2": "Line 2, column 1: a is defined twice.",
    "L = L + 1": "Column 1: L is defined through itself: L → L.",
    "d = e + c; L = d*f; e = -(L + 1)": "Column 1: d is defined through itself: d → L → e → d.",
    "$1 + a": "Column 1: $1 is not defined.",
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=map(repr, WRONG))
def test_a_wrong_text_is_refused_in_one_sentence_with_the_place(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_a_refusal_knows_its_line_and_column() -> None:
    with pytest.raises(ParseError) as refused:
        parse("a = 1\nb = a + * 2")
    assert (refused.value.line, refused.value.column) == (2, 9)


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').system('true')",
        "(lambda: 0)()",
        "a.__class__",
        "[x for x in y]",
        'f"{a}"',
        "a if b else c",
        "a; import os",
        "a := 3",
    ],
)
def test_code_is_not_an_expression(code: str) -> None:
    assert refusal(code)


def test_what_looks_like_code_but_is_a_name_is_a_name() -> None:
    assert parse("__import__*exec").nodes["n1"] == Leaf(1.0, "__import__")


@given(st.text(max_size=40) | st.text("ab2.=+-*/^()|,;\n#$`√∑²³x ", max_size=40))
def test_any_text_is_either_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        outcome = f"{len(parse(text).nodes)} nodes."
    except ParseError as refused:
        outcome = str(refused)
    assert outcome.endswith(".")
    assert "\n" not in outcome


def test_a_text_that_is_too_long_is_refused() -> None:
    sentence = "A text can have at most 100,000 characters, not 100,001."
    assert refusal("a" * 100_001) == sentence
    assert len(parse("a".ljust(100_000)).nodes) == 1


def test_a_text_that_makes_too_many_nodes_is_refused() -> None:
    assert refusal("+".join("a" * 10_001)) == "A text can make at most 10,000 nodes."
    assert len(parse("+".join("a" * 10_000)).nodes) == 10_000


def test_parentheses_that_are_too_deep_are_refused() -> None:
    sentence = "Column 201: parentheses can be nested at most 200 deep."
    assert refusal("(" * 201 + "a" + ")" * 201) == sentence
    assert len(parse("(" * 200 + "a" + ")" * 200).nodes) == 1
    assert len(parse("+".join(["(a)"] * 300)).nodes) == 300


@pytest.mark.parametrize(
    "text",
    [
        "-" * 9_000 + "a",
        "**".join(["a"] * 9_000),
        "√" * 9_000 + "a",
        "-" * 99_000 + "3",
        "; ".join(f"v{i + 1} = -v{i}" for i in range(5_000)),
        "; ".join(f"v{i} = -v{i + 1}" for i in range(5_000)),
    ],
    ids=["minus", "power", "root", "folded", "definitions", "definitions, last first"],
)
def test_depth_within_the_bounds_is_no_trouble(text: str) -> None:
    assert parse(text).nodes


def test_names_that_a_graph_has_are_its_own_nodes() -> None:
    graph = parse("a = 2; e = a*b")
    added = parse_into(graph, "d = e + c; L = d*e")
    assert added.nodes == {
        "n4": Leaf(1.0, "c"),
        "n5": Apply("add", ("n3", "n4"), "d"),
        "n6": Apply("mul", ("n5", "n3"), "L"),
    }
    assert added.reused == {"n3"}


def test_new_nodes_are_numbered_after_the_largest_number_of_the_graph() -> None:
    graph = Graph({"n41": Leaf(1.0, "a"), "other": Leaf(1.0), "nine": Leaf(1.0)})
    assert list(parse_into(graph, "a + b").nodes) == ["n42", "n43"]


@pytest.mark.parametrize("text", ["a = 5", "e = b + c", "a = a + 1"])
def test_a_name_that_the_graph_has_cannot_be_defined_again(text: str) -> None:
    graph = parse("a = 2; e = a*b")
    with pytest.raises(ParseError, match=r"^Column 1: . exists already: choose another name\.$"):
        parse_into(graph, text)


def test_a_mark_may_name_a_node_that_the_graph_has() -> None:
    graph = parse("e = a*b")
    assert parse_into(graph, "target e").target == "n3"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-3", -3.0),
        ("−3", -3.0),
        (" +7 ", 7.0),
        ("1e-3", 0.001),
        ("1e−3", 0.001),
        (".5", 0.5),
        ("2/3", 2 / 3),
        ("pi", math.pi),
        ("π", math.pi),
        ("-pi/2", -math.pi / 2),
        ("2*pi", 2 * math.pi),
        ("e", math.e),
        ("sqrt(2)", math.sqrt(2)),
        ("√2", math.sqrt(2)),
        ("2**-1", 0.5),
        ("10²", 100.0),
        ("max(1, 2)", 2.0),
    ],
)
def test_a_number_may_be_written_as_an_expression_of_numbers(text: str, number: float) -> None:
    assert parse_number(text) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_it_is_shown(number: float) -> None:
    assert parse_number(repr(number)) == number
    assert parse_number(exact(number)) == number


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is nothing to read: type a number such as −3, 1e-3, 2/3 or pi."),
        ("1,5", "Column 2: “,” separates operands; decimals are written with a point."),
        ("1/0", "1/0 is ∞: a value must be a finite number."),
        ("log(-1)", "log(-1) is nan: a value must be a finite number."),
        ("1e999", "1e999 is ∞: a value must be a finite number."),
        ("x", "Column 1: x is a name, where a number should stand."),
        ("nan", "Column 1: nan is a name, where a number should stand."),
        ("a = 3", "Column 1: a number should stand here, not a statement."),
        ("1; 2", "One number should stand here, not several."),
        ("2 3", "Column 3: an operator is missing between “2” and “3”; to multiply, write 2*3."),
    ],
)
def test_what_is_no_finite_number_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_number(text)
    assert str(refused.value) == sentence


def test_a_node_can_be_called_otherwise_in_one_text() -> None:
    graph = Graph({"n1": Leaf(2.0), "n2": Leaf(3.0, "b")})
    added = parse_into(graph, "_*b + _", {"_": "n1"})
    assert added.nodes == {
        "n3": Apply("mul", ("n1", "n2")),
        "n4": Apply("add", ("n3", "n1")),
    }
    assert added.reused == {"n1", "n2"}
