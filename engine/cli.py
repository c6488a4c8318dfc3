"""The ``chainrule`` command, but for what needs the window.

Every command prints its result on standard output, with ``--json`` as one JSON document and nothing
else. An error is one sentence on standard error and exit status 1; bad usage has exit status 2.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from engine.terminal import prepare_streams, print_utf8

if TYPE_CHECKING:
    from engine.benchmarks.report import Report
    from engine.document import Document

COMMANDS: Final = ("eval", "step", "check", "new", "convert", "render", "bench")
"""What may stand first on the command line; anything else is a file for the window."""
INTERRUPTED: Final = 130
"""The exit status after Ctrl+C, as shells have it."""


class NeedsQt(NamedTuple):
    """What only the window's package can do.

    Attributes:
        render: write the picture of a document to a path, in a theme of that name.
        bench_canvas: measure the canvas.
    """

    render: Callable[[Document, Path, str], None]
    bench_canvas: Callable[[], Report]


def main(arguments: Sequence[str], needs_qt: NeedsQt) -> int:
    """Run one command and return the exit status.

    Args:
        arguments: the command line without the program's name.
        needs_qt: what this package cannot do itself.
    """
    prepare_streams()
    options = build_parser().parse_args(arguments)
    if getattr(options, "json", False) is True:
        print_utf8()
    try:
        status = _run(options, needs_qt)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _output_failed(error)
    return status


def _output_failed(error: OSError) -> int:
    # Without this, what could not be written would be tried and fail once more at the end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    # Whoever reads a pipe and closes it has seen enough; Windows calls that an invalid argument.
    if not isinstance(error, BrokenPipeError) and error.errno != errno.EINVAL:
        print(f"The output cannot be written: {error.strerror}.", file=sys.stderr)
    return 1


def _run(options: argparse.Namespace, needs_qt: NeedsQt) -> int:
    # Only now: the window, --help and bad usage need none of this.
    from engine import cli_commands

    try:
        text, complaint = cli_commands.run(options, needs_qt)
    except cli_commands.ERRORS as error:
        text, complaint = "", cli_commands.sentence(error)
    if text:
        print(text)
    if complaint:
        print(complaint, file=sys.stderr)
    return 1 if complaint else 0


class _Version(argparse.Action):
    """Prints the version when it is asked for, because finding it out takes a while."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"chainrule {version()}")
        parser.exit()


def version() -> str:
    """Return the version of the program that is installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("chainrule")
    except PackageNotFoundError:
        return "(not installed)"


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line, but for a bare file."""
    parser = argparse.ArgumentParser(
        prog="chainrule",
        usage="chainrule [FILE]\n       chainrule COMMAND …",
        description="A graph editor for derivatives and backpropagation. Without a command it "
        "opens the window, with FILE or with what was open last.",
    )
    parser.add_argument("--version", action=_Version, help="print the version and stop")
    commands = parser.add_subparsers(
        prog="chainrule", dest="command", metavar="COMMAND", required=True
    )
    for add in (_add_eval, _add_step, _add_check, _add_new, _add_convert, _add_render, _add_bench):
        add(commands)
    return parser


def _add_eval(commands: Any) -> None:
    parser = commands.add_parser("eval", help="print every value and gradient")
    _add_file(parser)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER",
                        help="give a leaf another value; may be repeated")  # fmt: skip
    _add_target(parser)
    _add_json(parser)


def _add_step(commands: Any) -> None:
    parser = commands.add_parser("step", help="move every parameter along its gradient")
    _add_file(parser)
    parser.add_argument("--rate", metavar="NUMBER", help="the learning rate")
    parser.add_argument("--steps", type=_count, default=1, metavar="COUNT", help="how many steps")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--up", dest="direction", action="store_const", const="up",
                     help="step towards a larger target")  # fmt: skip
    way.add_argument("--down", dest="direction", action="store_const", const="down",
                     help="step towards a smaller target")  # fmt: skip
    _add_target(parser)
    parser.add_argument("-o", "--output", metavar="OUT", help="write the result to this file")
    _add_json(parser)


def _add_check(commands: Any) -> None:
    parser = commands.add_parser(
        "check", help="hold each gradient against a difference quotient",
        description="Exit status 1 where a gradient differs.",
    )  # fmt: skip
    _add_file(parser)
    _add_target(parser)
    _add_json(parser)


def _add_new(commands: Any) -> None:
    parser = commands.add_parser("new", help="make a file from an expression")
    parser.add_argument("expression", metavar="EXPRESSION", help='such as "L = (a*b + c)*f"')
    parser.add_argument("--at", action="append", default=[], metavar="NAME=NUMBER",
                        help="a name's value; may be repeated")  # fmt: skip
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="the file to write")


def _add_convert(commands: Any) -> None:
    parser = commands.add_parser("convert", help="write a file in another format, by its ending")
    parser.add_argument("input", metavar="IN", help="the file to read")
    parser.add_argument("output", metavar="OUT", help="the file to write")


def _add_render(commands: Any) -> None:
    parser = commands.add_parser("render", help="write the picture of a graph")
    _add_file(parser)
    parser.add_argument("output", metavar="OUT", help="a .png, .svg or .pdf file to write")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")


def _add_bench(commands: Any) -> None:
    parser = commands.add_parser("bench", help="measure, beside other programs where installed")
    parser.add_argument("part", nargs="?", choices=("engine", "canvas"), help="by default both")
    parser.add_argument("--quick", action="store_true", help="a quick look at smaller graphs")
    parser.add_argument("--json", metavar="OUT", help="write the numbers to this file as well")


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the file to read")


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--target", metavar="NAME", help="the node that Backward starts from")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)
