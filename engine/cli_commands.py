"""What each command of the command line does; what there is to print, it returns."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from engine import files
from engine.arrange import with_every_place
from engine.autodiff import NoTargetError, Pass, backward, forward, only_target
from engine.check import check_gradients
from engine.cli_output import (
    check_document,
    check_text,
    json_text,
    pass_document,
    pass_text,
    step_text,
)
from engine.document import Direction, Document, EditError, Training
from engine.edits import Key, Section
from engine.graph import Graph, Leaf
from engine.labels import UnknownNodeError, find_node
from engine.parse import ParseError, parse, parse_number
from engine.training import take_steps
from engine.verdict import Verdict

if TYPE_CHECKING:
    from engine.benchmarks.report import Report
    from engine.cli import NeedsQt

Options = argparse.Namespace

ERRORS: Final = (EditError, files.FileError, NoTargetError, ParseError, UnknownNodeError, OSError)
"""What a user's files and words can cause; anything else is a fault of the program."""


class Outcome(NamedTuple):
    """What a command leaves to be said.

    Attributes:
        text: for standard output.
        complaint: one sentence for standard error, or empty.
    """

    text: str = ""
    complaint: str = ""


def run(options: Options, needs_qt: NeedsQt) -> Outcome:
    """Do what the options ask for."""
    match options.command:
        case "render":
            needs_qt.render(files.load(options.file), Path(options.output), options.theme)
            return Outcome()
        case "bench":
            return bench(options, needs_qt.bench_canvas)
    return _COMMANDS[options.command](options)


def evaluate(options: Options) -> Outcome:
    """Tell every value and gradient."""
    document = files.load(options.file)
    _assign(document, options.set)
    graph = document.graph
    return Outcome(_pass_text(graph, _passes(graph, options.target), options))


def step(options: Options) -> Outcome:
    """Make steps, tell what they lead to and, where asked, write it."""
    document = files.load(options.file)
    _train(document, options)
    graph = document.graph
    target = _target(graph, options.target)
    before = forward(graph)
    document.apply(take_steps(document, target, options.steps))
    done = backward(graph, target)
    if options.output:
        files.save(document, options.output)
    text = _pass_text(graph, done, options)
    return Outcome(text if options.json else f"{text}\n\n{step_text(graph, before, done)}")


def check(options: Options) -> Outcome:
    """Hold each gradient against a difference quotient; complain where one differs."""
    graph = files.load(options.file).graph
    target = _target(graph, options.target)
    checks = check_gradients(graph, target)
    wrong = [each.label for each in checks if each.verdict is Verdict.DIFFER]
    text = json_text(check_document(graph, target, checks)) if options.json else check_text(checks)
    complaint = f"These gradients differ from their quotients: {', '.join(wrong)}."
    return Outcome(text, complaint if wrong else "")


def new(options: Options) -> Outcome:
    """Make a file from an expression."""
    document = Document(parse(options.expression))
    _assign(document, options.at)
    files.save(with_every_place(document), options.output)
    return Outcome()


def convert(options: Options) -> Outcome:
    """Write a file in the format that another ending stands for."""
    files.convert(options.input, options.output)
    return Outcome()


def bench(options: Options, bench_canvas: Callable[[], Report]) -> Outcome:
    """Measure the engine, the canvas or both; complain where contenders' numbers differ."""
    from engine.benchmarks.answers import DifferentError

    texts: list[str] = []
    found: dict[str, Mapping[str, Any]] = {}
    if options.part != "canvas":
        try:
            report = _bench_engine(options)
        except DifferentError as error:
            return Outcome("", str(error))
        texts.append(report.text())
        found["engine"] = report.document()
    if options.part != "engine":
        report = bench_canvas()
        texts.append(report.text())
        found["canvas"] = report.document()
    if options.json:
        Path(options.json).write_text(json_text(found) + "\n", "utf-8")
    return Outcome("\n\n".join(texts))


def _bench_engine(options: Options) -> Report:
    from engine.benchmarks.run import bench_engine
    from engine.benchmarks.sizes import FULL, QUICK

    return bench_engine(QUICK if options.quick else FULL, _say_progress)


def _say_progress(line: str) -> None:
    """Tell who waits at a terminal what is done; what is printed is the result alone."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


_COMMANDS: Final[Mapping[str, Callable[[Options], Outcome]]] = {
    "eval": evaluate,
    "step": step,
    "check": check,
    "new": new,
    "convert": convert,
}


def sentence(error: Exception) -> str:
    """Return an error in one line."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    return " ".join(str(error).split())


def _pass_text(graph: Graph, done: Pass, options: Options) -> str:
    return json_text(pass_document(graph, done)) if options.json else pass_text(graph, done)


def _target(graph: Graph, name: str | None) -> str:
    return find_node(graph, name) if name else only_target(graph)


def _assign(document: Document, assignments: Iterable[str]) -> None:
    """Give leaves the values that the command line says: NAME=NUMBER."""
    values: dict[Key, Leaf] = {}
    for assignment in assignments:
        name, equals, text = assignment.rpartition("=")
        if not equals:
            raise EditError(f"{assignment} is not NAME=NUMBER, as in a=2.5.")
        node_id = find_node(document.graph, name.strip())
        leaf = document.graph.nodes[node_id]
        if not isinstance(leaf, Leaf):
            raise EditError(f"{name} is computed: only a leaf can be given a value.")
        values[Key(Section.NODES, node_id)] = msgspec.structs.replace(
            leaf, value=parse_number(text)
        )
    document.apply(document.edit("Set values", values))


def _train(document: Document, options: Options) -> None:
    rate = parse_number(options.rate) if options.rate else document.training.rate
    direction = Direction(options.direction) if options.direction else document.training.direction
    key = Key(Section.TRAINING)
    document.apply(document.edit("Set training", {key: Training(rate, direction)}))


def _passes(graph: Graph, target: str | None) -> Pass:
    """Run both passes, or the forward pass alone where no target can be found."""
    if target:
        return backward(graph, find_node(graph, target))
    try:
        return backward(graph)
    except NoTargetError:
        return forward(graph)
