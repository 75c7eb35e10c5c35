"""Geometry of the pictures: every drawing on the site is computed here, as plain numbers.

A practice is the lines of its themes crossing at the place of its city. Each theme has a colour
(in the stylesheet) and an angle (here). Nothing in this module knows HTML, Django or a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

# The order is the order of the angles, 22.5 degrees apart, counted against the clock.
THEMES = (
    "housing",
    "work",
    "education",
    "health",
    "participation",
    "language",
    "reception",
    "governance",
)
ANGLES = {theme: index * 22.5 for index, theme in enumerate(THEMES)}

# Lambert azimuthal equal-area, the projection in which img/europe.svg (800 by 720) was drawn.
CENTRE_LAT, CENTRE_LON, SCALE = radians(51), radians(12), 1080
ORIGIN_X, ORIGIN_Y = 400, 374.4

# A place on the map becomes a place in a cover: drawn towards the middle, so that lines
# always have room to cross. Measured on the look pages (Cluj, Heraklion, Utrecht, Barcelona).
EASE_X, SHIFT_X = 0.00075056, 0.2322846
EASE_Y, SHIFT_Y = 0.00104855, -0.0117794
EDGE = 0.12

COVER_STROKES = (0.22, 0.125, 0.075, 0.045, 0.03)  # of the height, main theme first
GLYPH_STROKES = (15, 9, 6, 5, 4)  # of 80: thicker, since a glyph is small
GLYPH_SIZE = 80
BEND = 0.16  # of the distance, how far a journey leaves the straight line
BAND = 104  # the calm foot of a cover, where the name stands


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line, with the theme whose colour it wears."""

    theme: str
    width: float
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """Lines that cross in one point, and the ring that marks it."""

    width: int
    height: int
    x: float
    y: float
    ring: float
    ring_width: float
    lines: tuple[Line, ...]


def project(lat: float, lon: float) -> tuple[float, float]:
    """Return the point of `lat`, `lon` (degrees) on the map of Europe, 800 by 720 units."""
    phi, away = radians(lat), radians(lon) - CENTRE_LON
    cos_angle = sin(CENTRE_LAT) * sin(phi) + cos(CENTRE_LAT) * cos(phi) * cos(away)
    # The antipode of the centre has no image; everything near it is far off the map anyway.
    k = SCALE * sqrt(2 / max(1 + cos_angle, 1e-6))
    x = k * cos(phi) * sin(away)
    y = k * (cos(CENTRE_LAT) * sin(phi) - sin(CENTRE_LAT) * cos(phi) * cos(away))
    return ORIGIN_X + x, ORIGIN_Y - y


def eased(lat: float | str | None, lon: float | str | None) -> tuple[float, float]:
    """Return where a place stands in a cover, as two fractions; unknown places in the middle.

    A template gives "" for the latitude of a missing place.
    """
    if lat in (None, "") or lon in (None, ""):
        return 0.5, 0.5
    x, y = project(float(lat), float(lon))
    return _within(EASE_X * x + SHIFT_X), _within(EASE_Y * y + SHIFT_Y)


def _within(value: float, low: float = EDGE, high: float = 1 - EDGE) -> float:
    return min(max(value, low), high)


def theme_line(theme: str, x: float, y: float, reach: float, width: float = 0) -> Line:
    """Return the line of `theme` through `x`, `y`, `reach` long on either side.

    Raises KeyError for a word that is no theme.
    """
    angle = radians(ANGLES[theme])
    dx, dy = reach * cos(angle), reach * sin(angle)
    return Line(theme, width, x - dx, y + dy, x + dx, y - dy)


def known_themes(themes: Sequence[str]) -> tuple[str, ...]:
    """Return the words of `themes` that have an angle, each once, in their order."""
    return tuple(dict.fromkeys(theme for theme in themes if theme in ANGLES))


def cover_crossing(
    themes: Sequence[str], lat: float | None, lon: float | None, *, wide: bool = False
) -> Crossing:
    """Return the crossing of a cover: 640 by 520, or 800 by 470 when `wide`."""
    width, height = (800, 470) if wide else (640, 520)
    fraction_x, fraction_y = eased(lat, lon)
    # The ring stays above the band with the name.
    x, y = fraction_x * width, min(fraction_y, 0.5) * height
    lines = tuple(
        theme_line(theme, x, y, 1.3 * width, share * height)
        for theme, share in zip(known_themes(themes), COVER_STROKES, strict=False)
    )
    return Crossing(width, height, x, y, 0.062 * height, 0.026 * height, lines)


def glyph_crossing(themes: Sequence[str], lat: float | None, lon: float | None) -> Crossing:
    """Return the crossing of a glyph, 80 by 80: the cover's small sister."""
    fraction_x, fraction_y = eased(lat, lon)
    x, y = fraction_x * GLYPH_SIZE, fraction_y * GLYPH_SIZE
    lines = tuple(
        theme_line(theme, x, y, 1.5 * GLYPH_SIZE, width)
        for theme, width in zip(known_themes(themes), GLYPH_STROKES, strict=False)
    )
    return Crossing(GLYPH_SIZE, GLYPH_SIZE, x, y, 7.5, 4, lines)


def bend(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Return the point that bends the journey from `start` to `end` into a flat arc."""
    (x1, y1), (x2, y2) = start, end
    return (x1 + x2) / 2 - BEND * (y2 - y1), (y1 + y2) / 2 + BEND * (x2 - x1)


def journey(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return the path of an idea between two points of the map: a flat arc, never a ruler."""
    (x1, y1), (control_x, control_y), (x2, y2) = start, bend(start, end), end
    return (
        f"M{number(x1)} {number(y1)}"
        f"Q{number(control_x)} {number(control_y)} {number(x2)} {number(y2)}"
    )


def along(start: tuple[float, float], end: tuple[float, float], steps: int = 24) -> list[tuple]:
    """Return points along the journey from `start` to `end`, both included."""
    control = bend(start, end)
    shares = [n / steps for n in range(steps + 1)]
    return [
        tuple(
            (1 - t) ** 2 * a + 2 * (1 - t) * t * c + t**2 * b
            for a, c, b in zip(start, control, end, strict=True)
        )
        for t in shares
    ]


def number(value: float) -> str:
    """Return `value` with at most one decimal, as short as a drawing can have it."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
