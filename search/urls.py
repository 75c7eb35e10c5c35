"""Addresses of the site-wide search and of the terms."""

from django.urls import path

from search import views
from search.exports.views import results_file

app_name = "search"
urlpatterns = [
    path("search/", views.site_search, name="search"),
    path("search/suggest/", views.suggestions, name="suggest"),
    path("search/results.<slug:form>", results_file, name="results_file"),
    path("search/<slug:kind>/results.<slug:form>", results_file, name="results_of_kind"),
    path("concepts/", views.concepts, name="concepts"),
    path("concepts/<slug:notation>/", views.concept, name="concept"),
]
