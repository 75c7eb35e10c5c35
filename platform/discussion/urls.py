"""Addresses of discussions, below /xx/discussion/."""

from django.urls import include, path, re_path

from discussion.views import (
    accounting,
    channels,
    facilitating,
    hands,
    messages,
    moderation,
    questions,
    searching,
    transcripts,
    translations,
)

app_name = "discussion"
urlpatterns = [
    path("of/<slug:kind>/<int:page>/", channels.of, name="of"),
    path("of/<slug:kind>/<int:page>/<slug:key>/", channels.of, name="of"),
    path("moderation/", accounting.in_figures, name="figures"),
    path("moderation/<int:year>.csv", accounting.file, name="figures_file"),
    path("mail/", include("discussion.mail.urls")),
    path("search/", searching.everywhere, name="search"),
    path("<int:pk>/search/", searching.inside, name="search_in"),
    path("<int:pk>/", channels.channel, name="channel"),
    path("<int:pk>/events", channels.events, name="events"),
    path("<int:pk>/read/", channels.read, name="read"),
    path("<int:pk>/questions/", questions.propose, name="propose"),
    path("<int:pk>/policy/", moderation.policy, name="policy"),
    path("<int:pk>/desk/", moderation.desk, name="desk"),
    path("<int:pk>/hand/", hands.hand, name="hand"),
    path("<int:pk>/hand/<int:number>/call/", hands.call, name="call"),
    path("<int:pk>/facilitate/", facilitating.facilitate, name="facilitate"),
    re_path(
        r"^(?P<pk>\d{1,18})/transcript\.(?P<form>html|json|csv)$",
        transcripts.transcript,
        name="transcript",
    ),
    path("message/<int:pk>/", messages.place, name="message"),
    path("message/<int:pk>/edit/", messages.edit, name="edit"),
    path("message/<int:pk>/delete/", messages.delete, name="delete"),
    path("message/<int:pk>/react/", messages.react, name="react"),
    path("message/<int:pk>/report/", messages.report, name="report"),
    path("message/<int:pk>/history/", messages.history, name="history"),
    path("message/<int:pk>/translation/", translations.translation, name="translation"),
    path("message/<int:pk>/moderate/", moderation.message, name="moderate"),
    path("question/<int:pk>/vote/", questions.vote, name="vote"),
    path("question/<int:pk>/advance/", questions.advance, name="advance"),
    path("measure/<int:pk>/appeal/", messages.appeal, name="appeal"),
    path("report/<int:pk>/reject/", moderation.reject_report, name="reject_report"),
    path("appeal/<int:pk>/decide/", moderation.decide_appeal, name="decide_appeal"),
]
