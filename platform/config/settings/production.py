"""Production: PostgreSQL, Redis, Elasticsearch behind a proxy that ends TLS."""

from config import environment as env
from config.settings.base import *

SECRET_KEY = env.read("SECRET_KEY", env.required, "")
DEMO = False
WAGTAILADMIN_BASE_URL = SITE_URL
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# W019 asks for X-Frame-Options DENY; the editors' preview shows pages of this site in a frame.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
