"""How colours look: contrast, and what is left of a colour for each kind of sight."""

from __future__ import annotations

import math
from typing import Final


def linear(colour: str) -> tuple[float, float, float]:
    """The light of each channel, from IEC 61966-2-1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted(
        0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(linear, (one, other))
    )
    return (light + 0.05) / (dark + 0.05)


Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

COLOUR_BLINDNESS: Final[dict[str, Matrix]] = {
    "full sight": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What is left of linear red, green and blue.

G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A Physiologically-based Model for Simulation of
Color Vision Deficiency, IEEE Transactions on Visualization and Computer Graphics 15 (6), 2009;
severity 1.0.
"""


def as_seen(colour: str, sight: str) -> tuple[float, float, float]:
    """The light of each channel that is left of a colour for somebody with that sight."""
    light = linear(colour)
    rows = COLOUR_BLINDNESS[sight]
    red, green, blue = (
        min(1.0, max(0.0, sum(k * c for k, c in zip(row, light, strict=True)))) for row in rows
    )
    return red, green, blue


def oklab(light: tuple[float, float, float]) -> tuple[float, float, float]:
    """Lightness and the two colour axes of OKLab (Ottosson 2020), in which distances look alike."""
    r, g, b = light
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def difference(one: str, other: str, sight: str) -> float:
    """How far apart two colours look, in OKLab; about 0.02 can just be noticed."""
    return math.dist(oklab(as_seen(one, sight)), oklab(as_seen(other, sight)))
