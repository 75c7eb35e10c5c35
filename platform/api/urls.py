"""Addresses below /api/. Whatever is not here is answered with a problem in JSON."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from api.description import openapi
from api.docs import docs_page
from api.door import door
from api.problems import not_found
from api.views import api

_operations, _app, _namespace = api.urls
for _operation in _operations:
    _operation.callback = door(_operation.callback)  # type: ignore[arg-type]

urlpatterns = [
    path("", RedirectView.as_view(url="/api/v1/docs")),
    path("v1/", RedirectView.as_view(url="/api/v1/docs")),
    path("v1/docs", docs_page, name="api_docs"),
    path("v1/openapi.json", door(openapi), name="api_openapi"),
    path("v1/", (_operations, _app, _namespace)),
    re_path(r"", door(not_found)),
]
