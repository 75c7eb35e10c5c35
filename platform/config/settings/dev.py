"""A laptop and the demo: everything in DATA_DIR, no server to install. DEBUG=1 for tracebacks."""

from config import environment as env
from config.settings.base import *

DEBUG = env.read("DEBUG", env.boolean, "0")
SECRET_KEY = env.read("SECRET_KEY", str, "") or env.kept_secret(DATA_DIR)
WAGTAILADMIN_BASE_URL = SITE_URL
DEMO = True
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
