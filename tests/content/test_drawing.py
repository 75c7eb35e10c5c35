"""The geometry of covers, glyphs, maps and fans. Coordinates are those of the look pages."""

import pytest

from content import drawing, lettering
from content.lettering import Box, Dot

CLUJ, HERAKLION, UTRECHT = (46.77, 23.59), (35.34, 25.13), (52.09, 5.12)


@pytest.mark.parametrize(
    ("place", "point"),
    [
        (CLUJ, (549.2, 442.5)),
        (HERAKLION, (602.7, 651.5)),
        (UTRECHT, (320.5, 350.1)),
        ((60.39, 5.32), (337.7, 194.7)),
        ((34.68, 33.04), (725, 636.8)),
    ],
)
def test_places_stand_where_the_map_was_drawn(place, point):
    assert drawing.project(*place) == pytest.approx(point, abs=0.6)


@pytest.mark.parametrize(
    ("place", "centre"),
    [(CLUJ, (51.5, 36.2)), (HERAKLION, (54.8, 53.7)), (UTRECHT, (37.8, 28.4))],
)
def test_glyphs_cross_at_the_place_of_the_city(place, centre):
    crossing = drawing.glyph_crossing(["health"], *place)
    assert (crossing.x, crossing.y) == pytest.approx(centre, abs=0.2)


def test_a_wide_cover_has_the_lines_of_the_look():
    crossing = drawing.cover_crossing(["reception", "governance"], *CLUJ, wide=True)
    first, second = crossing.lines
    assert (first.width, second.width) == pytest.approx((103.4, 58.75))
    ends = (first.x1, first.y1, first.x2, first.y2)
    assert ends == pytest.approx((1250.8, 947.9, -220, -522.9), abs=0.5)


def test_the_ring_of_a_cover_stays_above_the_name():
    crossing = drawing.cover_crossing(["health"], *HERAKLION)
    assert crossing.y == 260
    assert crossing.y + crossing.ring + crossing.ring_width < crossing.height - drawing.BAND


def test_a_place_far_away_stays_inside_the_picture():
    for lat, lon in ((64.1, -21.9), (-33.9, 151.2), (90, 0), (-51, -168)):
        crossing = drawing.glyph_crossing(["work"], lat, lon)
        assert 9 < crossing.x < 71
        assert 9 < crossing.y < 71


def test_an_unknown_place_stands_in_the_middle():
    assert drawing.eased(None, None) == (0.5, 0.5)
    assert drawing.eased(46.77, None) == (0.5, 0.5)


def test_unknown_and_repeated_themes_draw_nothing():
    assert drawing.known_themes(["work", "magic", "work", "health"]) == ("work", "health")


def test_five_lines_are_enough():
    assert len(drawing.glyph_crossing(drawing.THEMES, *CLUJ).lines) == 5


def test_a_journey_bends_like_the_ones_of_the_look():
    assert drawing.journey((389.9, 510.5), (602.7, 651.5)) == "M389.9 510.5Q473.7 615 602.7 651.5"


def test_numbers_are_short():
    assert [drawing.number(value) for value in (1, 1.04, -0.01, 2.55)] == ["1", "1", "0", "2.5"]


def test_names_never_cover_each_other_nor_a_dot():
    dots = [Dot(f"Name {n}", 100 + 7 * n, 100 + 5 * n, 6) for n in range(12)]
    names = lettering.letter(dots, size=17, frame=Box(0, 0, 400, 400))
    boxes = [lettering.text_box(name, 17) for name in names]
    assert 2 <= len(names) < 12
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert not any(box.meets(lettering.dot_box(dot)) for box in boxes for dot in dots)


def test_names_stay_inside_the_frame():
    names = lettering.letter([Dot("Limassol", 395, 200, 6)], size=17, frame=Box(0, 0, 400, 400))
    assert [name.anchor for name in names] == ["end"]


def test_a_map_shows_all_its_points_and_keeps_its_shape():
    points = [drawing.project(*place) for place in (CLUJ, HERAKLION, UTRECHT)]
    frame = lettering.map_frame(points)
    assert all(frame.left < x < frame.right and frame.top < y < frame.bottom for x, y in points)
    assert (frame.right - frame.left) / (frame.bottom - frame.top) == pytest.approx(8 / 7)


def test_a_map_without_points_shows_europe():
    assert lettering.map_frame([]) == Box(60, 130, 700, 690)


def test_a_fan_fills_its_width_and_stays_inside():
    points = lettering.fan_points([CLUJ, (53.35, -6.26), (40.42, -3.7), HERAKLION])
    assert all(100 < x < 1060 and 60 < y < 420 for x, y in points)
    assert max(x for x, _ in points) - min(x for x, _ in points) > 600


def test_a_fan_of_one_place_is_drawn():
    assert lettering.fan_points([CLUJ]) == [(580, 238)]
    assert lettering.fan_points([]) == []
