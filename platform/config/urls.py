"""Addresses of the whole site. Everything a reader sees has the language as first part."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from accounts import urls as account_urls
from alerts import urls as alert_urls
from api import urls as api_urls
from config import doors, sitemap
from content.routing import serve
from discussion import urls as discussion_urls
from network import urls as network_urls
from search import urls as search_urls
from search import views as search_views

urlpatterns = [
    path("", doors.front_door, name="front_door"),
    path("healthz", doors.healthz, name="healthz"),
    path("readyz", doors.readyz, name="readyz"),
    path("robots.txt", doors.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<str:language>-<int:number>.xml", sitemap.file, name="sitemap_file"),
    path("concepts.<str:form>", search_views.concept_data, name="scheme_data"),
    path("concepts/<slug:notation>", search_views.concept_address, name="concept_address"),
    path("concepts/<slug:notation>.<str:form>", search_views.concept_data, name="concept_data"),
    path("theme", doors.theme, name="theme"),
    path("api/", include(api_urls)),
    path("admin/", include(account_urls.admin_doors)),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    re_path(r"^media/(?P<path>.+)$", doors.media, name="media"),
]

urlpatterns += i18n_patterns(
    path("accounts/", include(account_urls)),
    path("accounts/", include("allauth.urls")),
    path("", include(account_urls.page_doors)),
    path("saved-searches/", include(alert_urls)),
    path("discussion/", include(discussion_urls)),
    path("", include(search_urls)),
    path("places/", include(network_urls)),
    re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
    re_path(r"^((?:[\w\-]+/)+calendar\.ics)$", serve, name="calendar_file"),
    re_path(r"^((?:[\w\-]+/)+cite\.\w+)$", serve, name="citation_file"),
    path("", include(wagtail_urls)),
)

handler400 = "config.doors.bad_request"
handler403 = "config.doors.forbidden"
handler404 = "config.doors.not_found"
handler429 = "accounts.views.too_many"
handler500 = "config.doors.server_error"
