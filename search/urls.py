"""Addresses of the site-wide search."""

app_name = "search"
urlpatterns: list = []
