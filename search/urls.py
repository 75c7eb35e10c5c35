"""Addresses of the site-wide search and of the terms."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.site_search, name="search"),
    path("search/suggest/", views.suggestions, name="suggest"),
    path("concepts/", views.concepts, name="concepts"),
    path("concepts/<slug:notation>/", views.concept, name="concept"),
]
