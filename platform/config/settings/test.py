"""The tests: quick passwords, mail in memory, plain static files, an index folder of their own."""

import tempfile
from pathlib import Path

from config.settings.base import *

SECRET_KEY = "only-for-tests"  # noqa: S105
DEBUG = False
DEMO = True
# Removed when the process ends, with the object that holds it.
_FOLDER = tempfile.TemporaryDirectory(prefix="crocevia-test-")
DATA_DIR = Path(_FOLDER.name)
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WAGTAILADMIN_BASE_URL = SITE_URL
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Query counts are counted without it; its own tests turn it on.
RESPONSE_CACHE_SECONDS = 0
# The tests say themselves when the indexes are looked after.
SEARCH_UPKEEP = False
