"""Addresses of saved searches, below /xx/saved-searches/."""

from django.urls import path

from alerts import views

app_name = "alerts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("asked/", views.asked, name="asked"),
    path("confirm/<str:signed>/", views.confirm, name="confirm"),
    path("manage/<str:signed>/", views.manage, name="manage"),
    path("stop/<str:signed>/", views.stop, name="stop"),
]
