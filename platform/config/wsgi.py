"""The door for page requests (WSGI).

`config.asgi`, which `manage.py serve` starts, has it answer in a few threads, beside the sockets.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_wsgi_application()

# Needs what the line above has loaded.
from django.urls import get_resolver  # noqa: E402

from search.upkeep import prepare  # noqa: E402

# Django would load the addresses, and all that their views import, at the first request.
get_resolver().url_patterns  # noqa: B018
prepare()
