"""What ``from engine import …`` gives, and what it costs."""

import subprocess
import sys

import pytest

import engine


def python(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", engine.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(engine, name) is not None
    assert name in dir(engine)


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'backwards'"):
        engine.backwards  # noqa: B018


def test_importing_the_package_loads_nothing_that_takes_long() -> None:
    code = (
        "import sys, engine\n"
        "slow = {'numpy', 'networkx', 'msgspec', 'lark', 'PySide6', 'engine.graph'}\n"
        "print(sorted(slow & sys.modules.keys()))"
    )
    assert python(code) == "[]\n"


@pytest.mark.parametrize(
    "first", ["import engine.parse", "from engine.parse import parse_number", "import engine"]
)
def test_parse_is_the_function_whatever_is_imported_first(first: str) -> None:
    code = f"{first}\nfrom engine import parse\nprint(len(parse('y = a*b').nodes))"
    assert python(code) == "3\n"


@pytest.mark.parametrize("name", ["gradient_graph", "tangents"])
def test_a_function_stays_one_when_the_module_of_its_name_is_loaded(name: str) -> None:
    code = f"import engine, engine.{name}\nfrom engine import {name}\nprint(callable({name}))"
    assert python(code) == "True\n"


def test_a_script_in_a_few_lines() -> None:
    graph = engine.parse("L = (a*b + c)*f")
    assert engine.backward(graph).values == engine.forward(graph).values
    a = engine.Value(2.0, label="a")
    assert engine.forward((a * 3).graph()).values["n3"] == 6.0
    assert engine.nn.MLP(1, [1], seed=1).parameters()
