"""What is wrong with a text that the grammar refuses, in a sentence that helps to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.syntax import ParseError, Place, error_at, place_of

if TYPE_CHECKING:
    from lark import Lark, Token
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

_OPERAND: Final = "a name, a number or “(”"
_STARTS_OPERAND: Final = frozenset({"NUMBER", "WORD", "QUOTED", "UNNAMED", "LPAR", "BIG_SIGN"})
_LONGEST: Final = 20
_ENDS: Final = frozenset({"$END", "_NEWLINE", "_SEMICOLON"})


def from_character(text: str, error: UnexpectedCharacters) -> ParseError:
    """Return the error for a character that starts no word of the language."""
    character = text[error.pos_in_stream or 0]
    place = Place(error.line, error.column)
    if character == "`":
        return error_at(place, "a second “`” is missing after the name")
    if character.isprintable():
        return error_at(place, f"“{character}” means nothing in an expression")
    return error_at(place, f"a control character (U+{ord(character):04X}) stands here")


def from_token(text: str, error: UnexpectedToken, parser: Lark) -> ParseError:
    """Return the error for a word that cannot stand where it does."""
    token = error.token
    is_end = token.type == "$END"
    before = _words(parser, text if is_end else text[: token.start_pos])
    place = _end_of(text) if is_end else place_of(token)
    return error_at(place, _sentence(token, before, wants_operand="NUMBER" in error.expected))


def _words(parser: Lark, text: str) -> list[Token]:
    return list(parser.lex(text))


def _end_of(text: str) -> Place:
    lines = text.split("\n")
    return Place(len(lines), len(lines[-1].rstrip()) + 1)


def _sentence(token: Token, before: list[Token], *, wants_operand: bool) -> str:
    last = before[-1] if before else None
    if token.type == "RPAR" and not _is_open(before):
        return "this “)” closes nothing"
    if wants_operand and (last is None or last.type in _ENDS):
        return f"{_OPERAND} should come before {_shown(token)}"
    if wants_operand or last is None:
        return f"{_OPERAND} should come after {_shown(last)}"
    if token.type in _ENDS:
        return f"“{')' if _is_open(before) else '|'}” is missing after {_shown(last)}"
    if token.type in _STARTS_OPERAND:
        return _adjacent(last, token)
    return _misplaced(token, last)


def _is_open(words: list[Token]) -> bool:
    kinds = [word.type for word in words]
    return kinds.count("LPAR") > kinds.count("RPAR")


def _shown(token: Token | None) -> str:
    text = str(token)
    return f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”"


def _adjacent(last: Token, token: Token) -> str:
    missing = f"an operator is missing between {_shown(last)} and {_shown(token)}"
    if last.type != "NUMBER":
        return missing
    return f"{missing}; to multiply, write {last}*{'(…)' if token.type == 'LPAR' else token}"


def _misplaced(token: Token, last: Token) -> str:
    if token.type == "EQUAL":
        return "“=” can stand only once in a statement, after the name that it defines"
    if token.type == "COMMA" and last.type == "NUMBER":
        return "“,” separates operands; decimals are written with a point"
    return f"{_shown(token)} cannot stand after {_shown(last)}"
