"""Addresses of places; partners are pages and have theirs from the tree."""

from django.urls import path

from network import views

app_name = "network"
urlpatterns = [path("<slug:slug>/", views.place, name="place")]
