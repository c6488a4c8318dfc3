"""Objects that Python's cyclic collector never visits.

The collector looks again and again at every tracked object that is alive, so that a script which
builds a million values spends most of its time in collections that find nothing. A msgspec struct
need not be tracked; this makes such a struct behave like any other class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct, StructMeta

Kind = TypeVar("Kind")


class Untracked(StructMeta):
    """The type of an ordinary class over a struct with ``gc=False``.

    Its objects hold their fields, refer to nothing that refers back, and cannot be referred to
    weakly. ``__init__`` is called as Python does it: msgspec gives every field its default first.
    A subclass is tracked again, because what its objects are given may refer back.
    """

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any
    ) -> Any:
        """Make a class, or a subclass, whose objects have a ``__dict__`` of their own too."""
        if any(isinstance(base, Untracked) for base in bases):
            config = {"gc": True, "dict": True, "weakref": True} | config
        # A struct refuses __init__ in its body, because its own way to make objects passes by it.
        own = {"__init__": namespace.pop("__init__")} if "__init__" in namespace else {}
        if config.get("gc") is False:
            # A struct's way to set an attribute looks whether the object must be tracked from now
            # on, and keeps the interpreter from its short cut: it takes five times as long.
            own |= {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
        made = super().__new__(cls, name, bases, namespace, **config)
        for method, function in own.items():
            setattr(made, method, function)
        made.blank = copies(super().__call__(made))
        return made

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Return a new object."""
        made = cls.blank()
        made.__init__(*args, **kwargs)
        return made

    blank: Callable[[], Any]
    """Returns an object on which ``__init__`` was not called: each field has its default."""


def copies(model: Kind) -> Callable[[], Kind]:
    """Return what makes objects with the fields of a model, in half of a constructor's time."""
    copy: Callable[[], Kind] = Struct.__copy__.__get__(model)  # type: ignore[attr-defined]
    return copy
