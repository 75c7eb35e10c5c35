"""The style guide: every component in each of its states, with made-up content."""

from datetime import UTC, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PLACES = [
    {"lat": lat, "lon": lon, "label": label, "url": "#g7", "named": True, "on": label == "Cluj"}
    for lat, lon, label in (
        (46.77, 23.59, "Cluj"),
        (52.09, 5.12, "Utrecht"),
        (35.34, 25.13, "Ηράκλειο"),
        (43.77, 11.25, "Firenze"),
        (41.39, 2.17, "Barcelona"),
        (46.06, 14.51, "Ljubljana"),
        (46.17, 14.31, "Škofja Loka"),
        (37.02, -7.94, "Faro"),
        (54.35, 18.65, "Gdańsk"),
        (34.68, 33.04, "Limassol"),
    )
]
GUESTS = [
    {"lat": lat, "lon": lon, "label": label}
    for lat, lon, label in (
        (53.35, -6.26, "Ireland"),
        (52.37, 4.9, "Netherlands"),
        (50.85, 4.35, "Belgium"),
        (48.86, 2.35, "France"),
        (40.42, -3.7, "Spain"),
        (41.9, 12.5, "Italy"),
        (46.06, 14.51, "Slovenia"),
        (37.98, 23.73, "Greece"),
    )
]
SWATCHES = (
    ("ground", "page"),
    ("quiet", "calm panels"),
    ("firm", "tracks, land"),
    ("ink", "text"),
    ("soft", "secondary text"),
    ("edge", "borders of controls"),
    ("link", "links"),
    ("signal", "here, now, match"),
    ("field", "one per page"),
    ("deep", "footer, stream"),
    ("good", "done"),
    ("warn", "caution"),
    ("bad", "error"),
)
THEMES = (
    "Housing",
    "Work",
    "Education",
    "Health",
    "Participation",
    "Language",
    "Reception",
    "Governance",
)


class ExampleForm(forms.Form):
    """Fields of each kind, one of them wrong."""

    city = forms.CharField(help_text="As the city writes its name.", initial="Škofja Loka")
    year = forms.IntegerField(
        label="Year",
        help_text="In four digits, for example 2019.",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    story = forms.CharField(label="What you do", widget=forms.Textarea, required=False)
    language = forms.ChoiceField(choices=[("nl", "Nederlands"), ("el", "Ελληνικά")])
    cost = forms.ChoiceField(
        choices=[("a", "Less than € 10,000"), ("b", "More")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="My name may be shown", required=False)


def example_context() -> dict:
    """Return made-up content for every component."""
    form = ExampleForm({"city": "Škofja Loka", "year": "’19", "language": "nl", "cost": "a"})
    return {
        "swatches": SWATCHES,
        "themes": [(label.lower(), label) for label in THEMES],
        "tries": [{"text": "casa dopo l’accoglienza", "url": "#g4", "lang": "it"}],
        "views": [
            {"title": "List", "url": "#g4", "current": True, "icon": "list"},
            {"title": "Map", "url": "#g7", "icon": "map"},
        ],
        "crumbs": [
            {"title": "Library", "url": "#g4"},
            {"title": "România", "url": "#", "lang": "ro"},
        ],
        "pages": {
            "previous": "#g4",
            "next": "#g4",
            "numbers": [
                {"number": 1, "url": "#g4"},
                {"number": 2, "url": "#g4", "current": True},
                {"gap": True},
                {"number": 9, "url": "#g4"},
            ],
        },
        "places": PLACES,
        "three": [place | {"on": False} for place in PLACES[5:7]] + PLACES[3:4],
        "ways": [(PLACES[3], PLACES[0]), (PLACES[4], PLACES[2])],
        "guests": GUESTS,
        "cities": ["Cluj", "Firenze", "Ηράκλειο", "Škofja Loka", "Tilburg", "Barcelona"],
        "form": form,
        **_times(),
        "link": {"title": "Register", "url": "#g8"},
        "formats": [{"title": "BibTeX", "url": "#g9"}, {"title": "RIS", "url": "#g9"}],
        "message_states": [
            ("sending", "Sending …", "clock"),
            ("sent", "Sent", "check"),
            ("failed", "Not sent.", "circle-alert"),
            ("queued", "No connection. Kept here, sent when you are back online.", "cloud-off"),
        ],
    }


def _times() -> dict:
    start, end = datetime(2023, 3, 28, 12, 0, tzinfo=UTC), datetime(2023, 3, 28, 13, 45, tzinfo=UTC)
    timed = {"start": start, "end": end, "zone": "Europe/Bucharest", "place": "Cluj-Napoca"}
    return {
        "start": start,
        "end": end,
        "zones": [
            {"zone": "Europe/Rome", "place": "Roma"},
            {"zone": "Europe/Bucharest", "place": "Cluj"},
        ],
        "stops": [
            {"time": "9:00", "title": "Opening, over", "state": "over"},
            timed | {"title": "Round table, now", "state": "now", "text": "Many hands, one desk."},
            {
                "time": "16:00",
                "title": "Group work, next",
                "labels": [{"text": "Captions", "icon": "captions"}],
            },
            {"time": "evening", "title": "Not fixed yet", "state": "open"},
        ],
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style guide."""
    return render(request, "styleguide.html", example_context())
