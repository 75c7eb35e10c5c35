"""The component tags: arguments are checked when a template is compiled, texts are escaped."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template, render_to_string

from content.styleguide import example_context

HOSTILE = "\"><script>alert('x')</script>&"
ONCE = "&quot;&gt;&lt;script&gt;"


def draw(source: str, **context) -> str:
    """Return what a template with the components loaded makes of `context`."""
    return Template("{% load components %}" + source).render(Context(context))


class Balance(HTMLParser):
    """Reads markup and keeps what is still open, and every attribute."""

    VOID = {"meta", "link", "input", "br", "img", "use", "line", "circle", "rect", "path"}

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict]] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize(
    "source",
    [
        '{% icon nam="search" %}',
        '{% icon "search" %}',
        "{% icon %}",
        "{% glyph themes=t latitude=1 %}",
        '{% theme_label notation="work" %}',
        '{% notice knd="good" %}x{% endnotice %}',
        '{% fact "Where" %}x{% endfact %}',
        "{% map_europe points=p %}",
        '{% search_box action="/" label="Search" valu="x" %}',
        '{% session_card title="x" %}',
    ],
)
def test_a_wrong_argument_fails_when_the_template_is_compiled(source):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load components %}" + source)


@pytest.mark.parametrize(
    "source",
    [
        '{% theme_label notation="work" label=x url=x %}',
        "{% theme_label notation=x label=x %}",
        "{% evidence level=2 label=x %}",
        "{% completeness filled=3 label=x %}",
        "{% label_box text=x %}",
        "{% chip text=x url=x lang=x note=x %}",
        "{% glyph themes=x %}{{ x }}",
        '{% cover themes="work" lat=46.77 lon=23.59 name=x small=x %}',
        "{% empty title=x %}{{ x }}{% endempty %}",
        "{% fact term=x %}{{ x }}{% endfact %}",
        "{% honest title=x %}{{ x }}{% endhonest %}",
        "{% breadcrumb items=items label=x %}",
        "{% tabs items=items label=x %}",
        "{% search_box action=x label=x value=x suggest_url=x tries=items hidden=pairs %}",
        "{% share_links url=x title=x %}{{ x }}",
        "{% cite_box text=x title=x formats=items %}",
        "{% map_europe points=items label=x %}",
        "{% fan host=host guests=items label=x %}",
        "{% agenda stops=items %}",
        "{% wordmark url=x %}",
        "{% dead_end code=x %}",
        "{% hero_art names=words %}{{ x }}",
    ],
)
def test_hostile_words_are_escaped_once(source):
    item = {"text": HOSTILE, "title": HOSTILE, "url": HOSTILE, "label": HOSTILE, "lang": "el"}
    markup = draw(
        source,
        x=HOSTILE,
        items=[item | {"lat": 46.7, "lon": 23.6, "named": True, "time": HOSTILE}],
        pairs=[(HOSTILE, HOSTILE)],
        words=[HOSTILE],
        host={"lat": 44, "lon": 11, "label": HOSTILE},
    )
    assert "<script" not in markup
    assert ONCE in markup
    assert "&amp;quot;" not in markup


def test_every_component_closes_what_it_opens():
    page = Balance(render_to_string("styleguide.html", example_context()))
    assert page.open == []


def test_no_component_carries_inline_style_or_script():
    page = Balance(render_to_string("styleguide.html", example_context()))
    for tag, attributes in page.seen:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "style"
        assert tag != "script" or attributes.get("src")


def test_ids_of_the_style_guide_are_unique():
    page = Balance(render_to_string("styleguide.html", example_context()))
    ids = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_drawings_are_hidden_from_voices_and_take_places_as_text():
    markup = draw('{% glyph themes="health language" lat=35.34 lon=25.13 %}')
    assert 'aria-hidden="true"' in markup
    assert 'cx="54.8" cy="53.7"' in markup
    assert markup.index("t-health") < markup.index("t-language")


def test_themes_may_be_concepts():
    class Concept:
        notation = "housing"

    assert "t-housing" in draw("{% glyph themes=themes %}", themes=[Concept()])


def test_evidence_and_completeness_stay_within_their_marks():
    assert draw('{% evidence level=9 label="x" %}').count("is-full") == 4
    assert draw('{% evidence level=none label="x" %}', none=None).count("is-full") == 0
    assert draw('{% completeness filled=12 total=6 label="x" %}').count("is-full") == 6


def test_an_empty_fact_says_that_nothing_is_stated():
    assert "Not stated" in draw('{% fact term="Cost" %}  {% endfact %}')
    assert "is-unknown" not in draw('{% fact term="Cost" %}€ 5{% endfact %}')


def test_an_unknown_kind_of_status_is_refused():
    with pytest.raises(ValueError, match="pink"):
        draw('{% label_box text="x" kind="pink" %}')


def test_pages_keep_the_other_parts_of_the_address(rf):
    page = Paginator(range(300), 10).page(4)
    markup = draw(
        "{% pagination pages=page %}", page=page, request=rf.get("/", {"q": "a&b", "page": "4"})
    )
    assert 'href="?q=a%26b&amp;page=5"' in markup
    assert 'aria-current="page"' in markup
    assert "…" in markup


def test_a_single_page_needs_no_links():
    assert draw("{% pagination pages=page %}", page=Paginator([1], 10).page(1)).strip() == ""


def test_a_session_is_told_in_each_zone_by_name():
    markup = draw(
        "{% session_card title='Opening' start=start end=end zones=zones %}",
        start=datetime(2023, 3, 28, 12, 0, tzinfo=UTC),
        end=datetime(2023, 3, 28, 13, 45, tzinfo=UTC),
        zones=[
            {"zone": "Europe/Rome", "place": "Roma"},
            {"zone": "Europe/Bucharest", "place": "Cluj"},
        ],
    )
    assert "Roma (CEST)" in markup
    assert "Cluj (EEST)" in markup
    assert ">14:00</time>–" in markup
    assert ">16:45</time>" in markup


def test_a_map_leaves_out_what_has_no_place_or_is_off_the_map():
    points = [
        {"lat": 46.77, "lon": 23.59, "label": "Cluj", "url": "/cluj/"},
        {"lat": None, "lon": None, "label": "Somewhere", "url": "/x/"},
        {"lat": 40.7, "lon": -74, "label": "New York", "url": "/y/"},
    ]
    markup = draw(
        "{% map_europe points=points label='Map' ways=ways %}", points=points, ways=[points[:2]]
    )
    assert markup.count("<a ") == 1
    assert "map__way" not in markup


def test_the_page_for_our_own_faults_needs_no_context():
    markup = get_template("500.html").render()
    assert "Something broke on our side" in markup
    assert 'id="content"' in markup


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_have_one_heading_and_the_skip_link_first(name):
    page = Balance(get_template(name).render({}))
    assert [tag for tag, _ in page.seen].count("h1") == 1
    assert next(attributes for tag, attributes in page.seen if tag == "a")["href"] == "#content"


def test_mail_has_text_and_markup_without_styles():
    markup = get_template("emails/base.html").render({"site_url": "https://example.org"})
    assert "style" not in markup
    assert "Crocevia" in get_template("emails/base.txt").render({})
