"""How a typed text finds what is offered by a name: by its beginning, its words, its letters.

How a name is met comes first, how often it was used second, so that a habit moves a name ahead of
its equals and never ahead of what was typed in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Final, Generic, NamedTuple, TypeVar

Thing = TypeVar("Thing")

_LONGEST: Final = 60
"""What is longer names nothing; an expression may be."""
_WORD: Final = re.compile(r"[^\W_]+|[^\w\s]+")
_ALIKE: Final = 0.7


class Met(IntEnum):
    """How a text meets a name, from afar to whole."""

    MISSPELT = 0
    """A slip of the finger away; asked only where nothing else is found."""
    SCATTERED = 1
    """Its letters stand in the name in order, with others between."""
    DESCRIBED = 2
    """Its words begin words of the name or of what is said about it."""
    WITHIN = 3
    """It stands somewhere in the name."""
    WORDS = 4
    """It is made of beginnings of the name's words, in order: zg, zero gradients."""
    BEGUN = 5
    """The name begins with it."""
    WHOLE = 6
    """It is the name, or a sign for the same."""


class Match(NamedTuple):
    """How well a text meets a name.

    Attributes:
        met: in which way.
        closeness: among those met in the same way; from 0 to 1, where nothing is left over.
        places: which of the name's letters were typed.
    """

    met: Met
    closeness: float = 0.0
    places: tuple[int, ...] = ()


class Texts(NamedTuple):
    """By what something can be found.

    Attributes:
        name: its name.
        signs: what stands for the name as a whole; the first is shown.
        about: what is said about it.
    """

    name: str
    signs: tuple[str, ...] = ()
    about: str = ""


class Found(NamedTuple, Generic[Thing]):
    """Something that was found, and how."""

    thing: Thing
    match: Match


def find(
    text: str,
    things: Iterable[Thing],
    texts: Callable[[Thing], Texts],
    uses: Callable[[Thing], int] = lambda _thing: 0,
) -> list[Found[Thing]]:
    """Return the things that a text may mean, the likeliest first; without a text, all of them.

    Args:
        text: what was typed.
        things: what is offered.
        texts: gives by what a thing can be found.
        uses: gives how often a thing was chosen.
    """
    wanted = _normal(text)
    listed = list(things)
    if not wanted:
        found = [Found(thing, Match(Met.WHOLE)) for thing in listed]
        return sorted(found, key=lambda each: -uses(each.thing))
    if len(wanted) > _LONGEST:
        return []
    met = [Found(thing, m) for thing in listed if (m := match(wanted, texts(thing)))]
    met = met or _misspelt(wanted, listed, texts)
    return sorted(met, key=lambda each: (-each.match.met, -uses(each.thing), -each.match.closeness))


def match(text: str, texts: Texts) -> Match | None:
    """Return how a text meets what something can be found by, or None where it does not."""
    wanted = _normal(text)
    if wanted in map(_normal, texts.signs):
        return Match(Met.WHOLE, 1.0)
    by_name = match_name(wanted, texts.name)
    if by_name is not None and by_name.met > Met.DESCRIBED:
        return by_name
    if any(wanted in _normal(sign) for sign in texts.signs[:1]):
        return Match(Met.WITHIN)
    if _describes(wanted, f"{texts.name} {texts.about}"):
        return Match(Met.DESCRIBED)
    return by_name


def match_name(text: str, name: str) -> Match | None:
    """Return how a text meets a name, or None where it does not."""
    wanted, letters = _normal(text), [letter.lower() for letter in name]
    if not wanted or len(wanted) > len(name):
        return None
    at = _index(letters, wanted)
    closeness = len(wanted) / len(name)
    if at == 0:
        met = Met.WHOLE if len(wanted) == len(name) else Met.BEGUN
        return Match(met, closeness, tuple(range(len(wanted))))
    by_words = _by_words(wanted, letters, name)
    if by_words:
        return Match(Met.WORDS, closeness, by_words)
    if at is not None:
        return Match(Met.WITHIN, closeness, tuple(range(at, at + len(wanted))))
    places = _in_order(wanted.replace(" ", ""), letters)
    if places is None:
        return None
    return Match(Met.SCATTERED, len(places) / (places[-1] + 1 - places[0]), places)


def _normal(text: str) -> str:
    return " ".join(text.lower().split())


def _index(letters: Sequence[str], wanted: str) -> int | None:
    # Letter by letter: the small form of a text can be longer than the text.
    last = len(letters) - len(wanted)
    begins = (i for i in range(last + 1) if letters[i : i + len(wanted)] == list(wanted))
    return next(begins, None)


def _by_words(wanted: str, letters: Sequence[str], name: str) -> tuple[int, ...] | None:
    """Return the places of a text that is made of beginnings of words, in order."""
    typed = wanted.replace(" ", "")
    reached: dict[int, tuple[int, ...]] = {0: ()}
    for word in _WORD.finditer(name):
        for done, places in sorted(reached.items(), reverse=True):
            for at in range(word.start(), word.end()):
                done += 1  # noqa: PLW2901 - one letter further for each that agrees
                if done > len(typed) or letters[at] != typed[done - 1]:
                    break
                places = (*places, at)  # noqa: PLW2901
                reached.setdefault(done, places)
    return reached.get(len(typed))


def _in_order(typed: str, letters: Sequence[str]) -> tuple[int, ...] | None:
    """Return the places of letters in order, as close together as they stand anywhere."""
    starts = (i for i, letter in enumerate(letters) if letter == typed[0])
    ways = [way for start in starts if (way := _from(start, typed, letters))]
    return min(ways, key=lambda way: way[-1] - way[0], default=None)


def _from(start: int, typed: str, letters: Sequence[str]) -> tuple[int, ...] | None:
    places = [start]
    for letter in typed[1:]:
        at = next((i for i in range(places[-1] + 1, len(letters)) if letters[i] == letter), None)
        if at is None:
            return None
        places.append(at)
    return tuple(places)


def _describes(wanted: str, text: str) -> bool:
    words = [word.strip("().:,") for word in text.lower().split()]
    return all(any(word.startswith(part) for word in words) for part in wanted.split())


def _misspelt(
    wanted: str, things: Sequence[Thing], texts: Callable[[Thing], Texts]
) -> list[Found[Thing]]:
    from difflib import SequenceMatcher

    compare = SequenceMatcher()
    compare.set_seq2(wanted)
    found = []
    for thing in things:
        compare.set_seq1(_normal(texts(thing).name))
        if compare.quick_ratio() >= _ALIKE and compare.ratio() >= _ALIKE:
            found.append(Found(thing, Match(Met.MISSPELT, compare.ratio())))
    return found
