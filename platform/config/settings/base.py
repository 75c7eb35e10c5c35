"""What every environment shares. Values come from `config.environment`."""

from csp.constants import NONE, SELF

from config import environment as env
from config.settings.languages import LANGUAGE_CODE, LANGUAGES  # noqa: F401  (settings too)

PROJECT = env.PROJECT
DATA_DIR = env.read("DATA_DIR", env.folder, str(PROJECT / "var"))
PORT = env.read("PORT", env.port, "8000")
SITE_URL = env.read("SITE_URL", env.address("http", "https"), f"http://localhost:{PORT}")
ALLOWED_HOSTS = env.read("ALLOWED_HOSTS", env.words, "localhost,127.0.0.1,[::1]")
REDIS_URL = env.read("REDIS_URL", env.address("redis", "rediss"), "")
SEARCH_URL = env.read("SEARCH_URL", env.address("http", "https"), "")
# The index on the search server; docs/operations.md says when other values are better.
SEARCH_PREFIX = env.read("SEARCH_PREFIX", env.index_name, "crocevia")
SEARCH_SHARDS = env.read("SEARCH_SHARDS", env.count, "1")
SEARCH_REPLICAS = env.read("SEARCH_REPLICAS", env.count, "0")
SEARCH_REFRESH = "500ms"
# The process that starts the server also keeps the indexes built and up to date.
SEARCH_UPKEEP = True
DEBUG = False

INSTALLED_APPS = [
    "demo",
    "api",
    "home",
    "events",
    "practices",
    "network",
    "discussion",
    "alerts",
    "search",
    "vocabulary",
    "content",
    "accounts",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.response_cache.ResponseCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondStepMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "platform" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "content.context.site_frame",
            ],
        },
    },
]

DATABASES = {
    "default": env.read("DATABASE_URL", env.database, f"sqlite:///{DATA_DIR / 'crocevia.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was acknowledged is on the disk, and survives a power cut.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "crocevia",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "crocevia"}
}

# Whole answers for anonymous readers; see config.response_cache. 0 turns it off.
RESPONSE_CACHE_SECONDS = 300
CACHES["pages"] = (
    {**CACHES["default"], "KEY_PREFIX": "crocevia-pages"}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1500},
    }
)

WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [PROJECT / "platform" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PROJECT / "platform" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticStorage"},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

_EMAIL = env.read("EMAIL_URL", env.email, f"filemail://{DATA_DIR / 'mail'}")
vars().update(_EMAIL)
# Whoever must hear at once when a report says that somebody is in danger.
ON_CALL_EMAIL = env.read("ON_CALL_EMAIL", env.mailbox, "")
DEFAULT_FROM_EMAIL = env.read("EMAIL_FROM", str, "crocevia@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
    # Wagtail's admin ships inline scripts and styles of its own: see docs/decisions/0004.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

from config.settings.apps import *  # noqa: E402  (settings of the installed applications)
