"""Addresses of mail about discussions, below /xx/discussion/mail/."""

from django.urls import path

from discussion.mail import views

urlpatterns = [
    path("", views.mail, name="mail"),
    path("follow/<int:pk>/", views.follow, name="follow"),
    path("stop/<str:signed>/", views.stop, name="stop"),
    path("statement/<int:pk>/", views.statement, name="statement"),
]
