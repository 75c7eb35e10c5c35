"""Addresses of the site-wide search."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.site_search, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
]
