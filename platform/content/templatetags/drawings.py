"""Tags that draw: glyph, cover, compass, map of Europe, fan. Loaded through `components`.

Every drawing is hidden from assistive technology, unless it is given words of its own:
the text beside it says the same.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from content import drawing, lettering
from content.drawing import Crossing, Line, number

register = template.Library()

MAP_TYPE = 20  # between 17 units on wide and 25 on narrow screens


def _line(line: Line) -> SafeString:
    width = f' stroke-width="{number(line.width)}"' if line.width else ""
    # Theme comes from a fixed list, the rest are numbers: nothing here can carry markup.
    return mark_safe(  # noqa: S308
        f'<line class="line t-{line.theme}"{width} x1="{number(line.x1)}" y1="{number(line.y1)}"'
        f' x2="{number(line.x2)}" y2="{number(line.y2)}"/>'
    )


def _lines(crossing: Crossing) -> SafeString:
    return mark_safe("".join(_line(line) for line in crossing.lines))  # noqa: S308


def theme_notations(themes: Any) -> tuple[str, ...]:
    """Return notations from a list of notations, of concepts, or of words parted by spaces."""
    if not themes:
        return ()
    if isinstance(themes, str):
        themes = themes.replace(",", " ").split()
    return tuple(str(getattr(theme, "notation", theme)) for theme in themes)


def theme_mark(notation: str) -> SafeString:
    """Return the short line of a theme, 24 by 24; nothing for an unknown one."""
    if notation not in drawing.ANGLES:
        return SafeString("")
    return _theme_mark(notation)


@lru_cache(maxsize=16)
def _theme_mark(notation: str) -> SafeString:
    return format_html(
        '<svg class="label__line" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        _line(drawing.theme_line(notation, 12, 12, 11)),
    )


@lru_cache(maxsize=4096)
def _glyph(themes: tuple[str, ...], lat: float | None, lon: float | None) -> SafeString:
    crossing = drawing.glyph_crossing(themes, lat, lon)
    return format_html(
        '<svg class="glyph" viewBox="0 0 80 80" aria-hidden="true">{}'
        '<circle cx="{}" cy="{}" r="7.5" stroke-width="4"/></svg>',
        _lines(crossing),
        number(crossing.x),
        number(crossing.y),
    )


@register.simple_tag
def glyph(*, themes: Any, lat: float | None = None, lon: float | None = None) -> SafeString:
    """Draw a practice small: lines of `themes` (main one first) crossing at its place."""
    return _glyph(theme_notations(themes), lat, lon)


@register.simple_tag
def cover(
    *,
    themes: Any,
    lat: float | None = None,
    lon: float | None = None,
    name: str = "",
    small: str = "",
    wide: bool = False,
) -> SafeString:
    """Draw a practice large, with `name` (its city) and `small` words in the band below."""
    crossing = drawing.cover_crossing(theme_notations(themes), lat, lon, wide=wide)
    return format_html(
        '<div class="cover"><svg viewBox="0 0 {} {}" aria-hidden="true">'
        '<g class="cover__lines">{}</g>'
        '<circle class="cover__ring" cx="{}" cy="{}" r="{}" stroke-width="{}"/>{}</svg></div>',
        crossing.width,
        crossing.height,
        _lines(crossing),
        number(crossing.x),
        number(crossing.y),
        number(crossing.ring),
        number(crossing.ring_width),
        _cover_band(crossing, name, small),
    )


def _cover_band(crossing: Crossing, name: str, small: str) -> SafeString:
    if not name:
        return SafeString("")
    # A name that would run out of the picture is set smaller: 23 letters at 44 units fill 600.
    size = "cover__name cover__name--long" if len(name) > 23 else "cover__name"
    return format_html(
        '<rect class="cover__band" y="{}" width="{}" height="120"/>'
        '<text class="{}" x="28" y="{}">{}</text>'
        '<text class="cover__small" x="30" y="{}">{}</text>',
        crossing.height - drawing.BAND,
        crossing.width,
        size,
        crossing.height - 46,
        name,
        crossing.height - 18,
        small,
    )


@register.simple_tag
def compass() -> SafeString:
    """Draw all eight themes crossing in one ring."""
    lines = [drawing.theme_line(theme, 300, 300, 232, 30) for theme in drawing.THEMES]
    return format_html(
        '<svg viewBox="40 40 520 520" aria-hidden="true">{}'
        '<circle class="compass__ring" cx="300" cy="300" r="58" stroke-width="16"/></svg>',
        format_html_join("", "{}", ((_line(line),) for line in lines)),
    )


@register.inclusion_tag("components/map.html")
def map_europe(*, points: Any, label: str, ways: Any = ()) -> dict:
    """Draw a map of Europe; `label` says what it shows.

    `points`: dicts with `lat`, `lon`, `label`, `url`; optional `named` (write the name) and `on`
    (mark it). Points off the map are left out: always put the same list beside it.
    `ways`: pairs of points, drawn as journeys.
    """
    dots = [dot for point in points if (dot := _map_dot(point))]
    journeys = [ends for pair in ways if all(ends := [_map_point(point) for point in pair])]
    frame = lettering.map_frame([(dot["x"], dot["y"]) for dot in dots])
    width, height = frame.right - frame.left, frame.bottom - frame.top
    return {
        "label": label,
        "view": " ".join(number(value) for value in (frame.left, frame.top, width, height)),
        # On a phone the names of a map of all Europe would be too small to read.
        "wide": width > 640,
        "dots": [dot | {"x": number(dot["x"]), "y": number(dot["y"])} for dot in dots],
        "ways": [drawing.journey(*ends) for ends in journeys],
        "names": _map_names(dots, journeys, frame),
    }


def _map_names(dots: list[dict], journeys: list, frame: lettering.Box) -> list[dict]:
    named = sorted((dot for dot in dots if dot["named"]), key=lambda dot: not dot["on"])
    taken = [lettering.dot_box(lettering.Dot("", dot["x"], dot["y"], 8)) for dot in dots]
    for ends in journeys:
        taken += [lettering.dot_box(lettering.Dot("", x, y, 4)) for x, y in drawing.along(*ends)]
    return _numbered(
        lettering.letter(
            [lettering.Dot(dot["label"], dot["x"], dot["y"], 8) for dot in named],
            size=MAP_TYPE,
            frame=frame,
            obstacles=taken,
        )
    )


def _map_point(point: dict) -> tuple[float, float] | None:
    """Return the place of a point on the map, or nothing if it is unknown or off the map."""
    if point.get("lat") is None or point.get("lon") is None:
        return None
    x, y = drawing.project(float(point["lat"]), float(point["lon"]))
    return (x, y) if 0 < x < 800 and 0 < y < 720 else None


def _map_dot(point: dict) -> dict | None:
    place = _map_point(point)
    if place is None:
        return None
    return {
        "x": place[0],
        "y": place[1],
        "label": str(point.get("label", "")),
        "url": point.get("url", ""),
        "on": bool(point.get("on")),
        "named": bool(point.get("named") or point.get("on")),
        "lang": point.get("lang", ""),
    }


def _numbered(names: list[lettering.Lettering]) -> list[dict]:
    return [
        {"text": name.text, "x": number(name.x), "y": number(name.y), "anchor": name.anchor}
        for name in names
    ]


@register.inclusion_tag("components/fan.html")
def fan(*, host: dict, guests: Any, label: str) -> dict:
    """Draw a line from each guest (country or city) to the host of a workshop.

    `host` and `guests`: dicts with `lat`, `lon`, `label`. `label` says in words what is drawn.
    """
    known = [guest for guest in guests if guest.get("lat") is not None]
    places = [(host["lat"], host["lon"]), *((guest["lat"], guest["lon"]) for guest in known)]
    centre, *points = lettering.fan_points(places)
    # Sorted from north to south, so that neighbours wear different colours.
    ordered = sorted(zip(known, points, strict=True), key=lambda pair: pair[1][1])
    return {
        "label": label,
        "host": {"x": number(centre[0]), "y": number(centre[1])},
        "lines": [
            {
                "theme": drawing.THEMES[index * 5 % len(drawing.THEMES)],
                "x": number(x),
                "y": number(y),
            }
            for index, (_, (x, y)) in enumerate(ordered)
        ],
        **_fan_names(str(host["label"]), centre, ordered),
    }


def _fan_names(host: str, centre: tuple[float, float], guests: list) -> dict:
    """Return where the names of a fan stand: beside their ends, off the lines."""
    frame = lettering.Box(8, 28, 1192, 452)
    lines = [box for _, point in guests for box in lettering.line_boxes(point, centre, half=11)]
    city = lettering.letter(
        [lettering.Dot(host, *centre, 36)], size=34, frame=frame, obstacles=lines
    ) or lettering.letter([lettering.Dot(host, *centre, 36)], size=34, frame=frame)
    dots = [lettering.Dot(str(guest["label"]), *point, 11) for guest, point in guests]
    taken = [lettering.text_box(name, 34) for name in city]
    names = lettering.letter(dots, size=17, frame=frame, obstacles=[*lines, *taken])
    # Where lines leave no room a name stands on them: it has a halo, and no list is beside.
    placed = {name.text for name in names}
    rest = [dot for dot in dots if dot.text not in placed]
    taken += [lettering.text_box(name, 17) for name in names]
    taken += [lettering.dot_box(dot) for dot in dots]
    names += lettering.letter(rest, size=17, frame=frame, obstacles=taken)
    return {"city": _numbered(city), "names": _numbered(names)}


@register.simple_tag
def dead_end(*, code: str) -> SafeString:
    """Draw a road that stops, with the number of what happened; for error pages."""
    return format_html(
        '<svg class="dead-end" viewBox="0 0 640 200" aria-hidden="true">'
        '<path d="M-20 236 268 116" stroke-width="44"/>'
        '<path class="dead-end__stop" d="M246 62 290 170" stroke-width="26"/>'
        '<text x="336" y="140">{}</text></svg>',
        code,
    )


# Where six names stand on the lines of the home field: angle, x, baseline, small, ends there.
HERO_PLACES = (
    (-22.5, 112, 13, False, False),
    (-67.5, 118, 13, False, False),
    (-67.5, -118, 13, False, True),
    (67.5, 118, 10, True, False),
    (67.5, -118, 10, True, True),
    (22.5, 118, 10, True, False),
)


@register.inclusion_tag("components/hero_art.html")
def hero_art(*, names: Any) -> dict:
    """Draw the home field: roads that cross, with up to six names of cities on them.

    Names in the order of `HERO_PLACES`, the first three large; one too long for its road
    (14 letters) is left out.
    """
    placed = zip((str(name) for name in names), HERO_PLACES, strict=False)
    return {
        "names": [
            {"text": text, "angle": angle, "x": x, "y": y, "small": small, "end": end}
            for text, (angle, x, y, small, end) in placed
            if len(text) <= 14
        ]
    }
