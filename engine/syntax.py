"""Text read into statements by a closed grammar: what is written, before it is nodes of a graph.

An expression becomes a *program* in postfix order (``a*b + c`` is a, b, mul, c, add), so that no
depth of nesting is ever walked by recursion. The grammar stands in ``expression.lark``.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from engine.graph import Role
from engine.ops import OPS
from engine.readable import MINUS

if TYPE_CHECKING:
    from lark import Lark, Token

MAX_CHARACTERS: Final = 100_000
"""The greatest length of a text that is typed or pasted."""
MAX_NODES: Final = 10_000
"""How many nodes a text that is typed or pasted may make."""
MAX_DEPTH: Final = 200
"""How deeply parentheses may be nested."""
TARGET_WORD: Final = "target"
"""The word that marks a node: ``target L``."""

_OP_BY_SIGN: Final = {op.symbol: op.name for op in OPS.values()} | {name: name for name in OPS}


class Place(NamedTuple):
    """Where something stands in a text, counted from 1."""

    line: int
    column: int


class ParseError(ValueError):
    """A text that cannot be read; its own text is one sentence for the user.

    Attributes:
        line: the line that the sentence speaks of, counted from 1.
        column: the column, counted from 1.
    """

    def __init__(self, sentence: str, line: int = 1, column: int = 1) -> None:
        """Take the whole sentence, and the place that it speaks of."""
        super().__init__(sentence)
        self.line = line
        self.column = column


class Number(NamedTuple):
    """A number in a program."""

    value: float


class Name(NamedTuple):
    """A name in a program, or before an equals sign.

    Attributes:
        text: the node's name; one that starts with $ if it is temporary.
        place: where it stands.
        temporary: whether it is known within the text alone, its node having no name.
    """

    text: str
    place: Place
    temporary: bool = False


class Call(NamedTuple):
    """An op in a program, applied to the values of the ``arity`` entries before it."""

    op: str
    arity: int


Program = list[Number | Name | Call]


class Statement(NamedTuple):
    """One statement.

    Attributes:
        program: the expression; empty where a name is only marked as the target.
        name: the name that is defined or marked, or None.
        role: the role that is given to a leaf, or None.
    """

    program: Program
    name: Name | None = None
    role: Role | None = None


def read_statements(text: str, max_characters: int = MAX_CHARACTERS) -> list[Statement]:
    """Return the statements of a text, in order.

    Raises:
        ParseError: the text is no list of statements, is too long or nested too deeply.
    """
    if len(text) > max_characters:
        raise ParseError(
            f"A text can have at most {max_characters:,} characters, not {len(text):,}."
        )
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    from engine import syntax_errors

    parser = _parser()
    try:
        # The callbacks make a list of statements where lark by itself would make a tree.
        statements: Any = parser.parse(text)
    except UnexpectedCharacters as error:
        raise syntax_errors.from_character(text, error) from None
    except UnexpectedToken as error:
        raise syntax_errors.from_token(text, error, parser) from None
    return list(statements)


def error_at(place: Place, sentence: str) -> ParseError:
    """Return the error that names its place before a sentence."""
    line, column = place
    where = f"Column {column}" if line == 1 else f"Line {line}, column {column}"
    return ParseError(f"{where}: {sentence}.", line, column)


def place_of(token: Token) -> Place:
    """Return where a token starts."""
    return Place(token.line or 1, token.column or 1)


@cache
def _parser() -> Lark:
    # lark takes as long to import as half of the engine; most sessions never type an expression.
    from lark import Lark

    grammar = files("engine").joinpath("expression.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        transformer=_Callbacks(),
        postlex=_Parentheses(),
    )


def _starts_like_a_word(name: str) -> bool:
    # What a regular expression calls a letter includes ½ and ₁.
    return name[0] == "_" or name[0].isalpha()


class _Parentheses:
    """Between the words and the grammar: lets lines break inside parentheses, and bounds depth."""

    always_accept = ()

    def process(self, tokens: Iterator[Token]) -> Iterator[Token]:
        depth = 0
        for token in tokens:
            if token.type == "LPAR":
                depth += 1
                if depth > MAX_DEPTH:
                    sentence = f"parentheses can be nested at most {MAX_DEPTH} deep"
                    raise error_at(place_of(token), sentence)
            elif token.type == "RPAR":
                depth -= 1
            elif token.type == "_NEWLINE" and depth > 0:
                continue
            yield token


def _infix(op: str) -> Any:
    def callback(_self: object, operands: list[Program]) -> Program:
        left, right = operands
        left.extend(right)
        left.append(Call(op, 2))
        return left

    return callback


def _prefix(op: str) -> Any:
    def callback(_self: object, operands: list[Program]) -> Program:
        (program,) = operands
        program.append(Call(op, 1))
        return program

    return callback


class _Callbacks:
    """What each rule of the grammar makes of its parts."""

    add = _infix("add")
    sub = _infix("sub")
    mul = _infix("mul")
    div = _infix("div")
    pow = _infix("pow")
    abs = _prefix("abs")
    sqrt = _prefix("sqrt")

    def start(self, statements: list[Statement]) -> list[Statement]:
        return statements

    def plain(self, parts: list[Program]) -> Statement:
        return Statement(parts[0])

    def definition(self, parts: tuple[Name, Program]) -> Statement:
        name, program = parts
        return Statement(program, name)

    def leaf_definition(self, parts: tuple[Token, Name, Program]) -> Statement:
        word, name, program = parts
        if word not in set(Role):
            choices = "parameter, constant or input"
            raise error_at(place_of(word), f"“{word}” is no role of a leaf: {choices}")
        return Statement(program, name, Role(word))

    def marking(self, parts: tuple[Token, Name]) -> Statement:
        word, name = parts
        if word != TARGET_WORD:
            sentence = f"an operator is missing between “{word}” and “{name.text}”"
            raise error_at(name.place, sentence)
        return Statement([], name)

    def neg(self, parts: list[Program]) -> Program:
        (program,) = parts
        if len(program) == 1 and isinstance(program[0], Number):
            return [Number(-program[0].value)]
        program.append(Call("neg", 1))
        return program

    def superscript(self, parts: tuple[Program, Token]) -> Program:
        base, raised = parts
        exponent = float(unicodedata.normalize("NFKC", raised).replace(MINUS, "-"))
        return [*base, Number(_finite(exponent, raised)), Call("pow", 2)]

    def number(self, parts: list[Token]) -> Program:
        (token,) = parts
        return [Number(_finite(float(token.replace(MINUS, "-")), token))]

    def operand(self, parts: list[Name]) -> Program:
        return list(parts)

    def call(self, parts: list[Any]) -> Program:
        word, *operands = parts
        op = _op_called(word)
        _check_count(word, op, len(operands))
        program = [entry for operand in operands for entry in operand]
        return [*program, Call(op, len(operands))]

    def name(self, parts: list[Token]) -> Name:
        (token,) = parts
        place = place_of(token)
        if token.type == "QUOTED":
            return Name(token[1:-1].replace("``", "`"), place)
        if token.type == "UNNAMED":
            return Name(str(token), place, temporary=True)
        if not _starts_like_a_word(token):
            raise error_at(place, f"a name starts with a letter, not with “{token[0]}”")
        return Name(str(token), place)


def _finite(number: float, token: Token) -> float:
    if math.isinf(number):
        shown = token if len(token) <= 20 else token[:20] + "…"
        raise error_at(place_of(token), f"{shown} is too large for a number")
    return number


def _op_called(word: Token) -> str:
    op = _OP_BY_SIGN.get(word)
    if op is None:
        from difflib import get_close_matches

        near = get_close_matches(word, OPS, 1, cutoff=0.7)
        hint = f"did you mean {near[0]}?" if near else f"to multiply, write {word}*(…)"
        raise error_at(place_of(word), f"there is no op called {word} ({hint})")
    return op


def _check_count(word: Token, op: str, count: int) -> None:
    least = len(OPS[op].operands)
    if count == least or (count > least and OPS[op].variadic):
        return
    wanted = f"at least {least} operands" if OPS[op].variadic else _operands(least)
    raise error_at(place_of(word), f"{word} takes {wanted}, not {count}")


def _operands(count: int) -> str:
    return "1 operand" if count == 1 else f"{count} operands"
