"""Addresses about people."""

from django.urls import path, re_path

from accounts import views

# Below /xx/accounts/, before allauth's own addresses.
urlpatterns = [
    path("profile/", views.profile, name="profile"),
]

# Before Wagtail's own addresses below /admin/: there is one door, and it is allauth's.
admin_doors = [
    path("login/", views.admin_login, name="wagtailadmin_login"),
    path("logout/", views.admin_logout, name="wagtailadmin_logout"),
    path("account/", views.room_account, name="wagtailadmin_account"),
    re_path(r"^password_reset/(.*)$", views.admin_password_reset),
]

# Before Wagtail's own addresses below /xx/: where Wagtail sends those who may not read a page.
page_doors = [
    path("_util/login/", views.page_login, name="wagtailcore_login"),
]
