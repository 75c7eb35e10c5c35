"""Geometry of names on maps: where a label may stand without covering a dot or another label.

Widths are estimates (the server has no font at hand), on the generous side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from content.drawing import project

LETTER = 0.58  # mean width of a bold letter, of the type size


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Say whether both share any ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Say whether `other` lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Lettering:
    """A name and where its baseline starts, ends or is centred (`anchor`)."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A named point with a radius."""

    text: str
    x: float
    y: float
    radius: float


def dot_box(dot: Dot) -> Box:
    """Return the square round a dot."""
    r = dot.radius
    return Box(dot.x - r, dot.y - r, dot.x + r, dot.y + r)


def text_box(name: Lettering, size: float) -> Box:
    """Return the ground that a placed name covers."""
    width = len(name.text) * size * LETTER
    left = name.x - width * {"start": 0, "middle": 0.5, "end": 1}[name.anchor]
    return Box(left, name.y - size * 0.85, left + width, name.y + size * 0.25)


def line_boxes(start: tuple[float, float], end: tuple[float, float], half: float) -> list[Box]:
    """Return the ground under a straight line of half width `half`, as a chain of squares."""
    (x1, y1), (x2, y2) = start, end
    steps = max(int(hypot(x2 - x1, y2 - y1) // (2 * half)), 1)
    points = ((x1 + (x2 - x1) * n / steps, y1 + (y2 - y1) * n / steps) for n in range(steps + 1))
    return [Box(x - half, y - half, x + half, y + half) for x, y in points]


def _positions(dot: Dot, size: float) -> Iterable[tuple[Lettering, Box]]:
    """Yield right, left, below and above of a dot, best first."""
    gap = dot.radius + size * 0.45
    middle = dot.y + size * 0.35
    for x, y, anchor in (
        (dot.x + gap, middle, "start"),
        (dot.x - gap, middle, "end"),
        (dot.x, dot.y + gap + size * 0.75, "middle"),
        (dot.x, dot.y - gap, "middle"),
        (dot.x + gap * 0.8, dot.y - gap * 0.8, "start"),
        (dot.x - gap * 0.8, dot.y - gap * 0.8, "end"),
    ):
        lettering = Lettering(dot.text, x, y, anchor)
        yield lettering, text_box(lettering, size)


def letter(
    dots: Sequence[Dot], *, size: float, frame: Box, obstacles: Sequence[Box] = ()
) -> list[Lettering]:
    """Return labels for as many of `dots` as fit inside `frame`, first come first served.

    A name without room is left out: the list beside the drawing has them all.
    """
    taken = [*obstacles, *(dot_box(dot) for dot in dots)]
    placed: list[Lettering] = []
    for dot in dots:
        if not dot.text:
            continue
        for lettering, box in _positions(dot, size):
            if frame.holds(box) and not any(box.meets(other) for other in taken):
                placed.append(lettering)
                taken.append(box)
                break
    return placed


def map_frame(points: Sequence[tuple[float, float]], *, margin: float = 70) -> Box:
    """Return the part of the map (800 by 720) that shows all `points`, in the shape 8 to 7."""
    whole = Box(0, 0, 800, 720)
    if not points:
        return Box(60, 130, 700, 690)
    left, right = min(x for x, _ in points) - margin, max(x for x, _ in points) + margin
    top, bottom = min(y for _, y in points) - margin, max(y for _, y in points) + margin
    width = min(max(right - left, (bottom - top) * 8 / 7, 560), 800)
    height = width * 7 / 8
    x = min(max((left + right - width) / 2, whole.left), whole.right - width)
    y = min(max((top + bottom - height) / 2, whole.top), whole.bottom - height)
    return Box(x, y, x + width, y + height)


def fan_points(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return where places (latitude, longitude) stand in a fan, 1200 by 440 units.

    The map is stretched to fill the width, since a fan shows directions and not distances.
    """
    if not places:
        return []
    points = [project(lat, lon) for lat, lon in places]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    stretch_y = min(270 / max(max(ys) - min(ys), 1), 1.3)
    stretch_x = min(800 / max(max(xs) - min(xs), 1), 2.4 * stretch_y)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [(580 + (x - middle_x) * stretch_x, 238 + (y - middle_y) * stretch_y) for x, y in points]
