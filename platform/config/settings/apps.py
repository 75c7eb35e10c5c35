"""Settings of the applications that Crocevia builds on: Wagtail, allauth."""

from config import environment as env
from config.settings.languages import LANGUAGES

WAGTAIL_SITE_NAME = "Crocevia"
WAGTAILIMAGES_IMAGE_MODEL = "content.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "content.SiteDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# No request to another host: no pictures of faces, no question whether there is something newer.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# The editors' room speaks the ten languages of the site, and knows the time zones of Europe.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
_EUROPE = (
    "Amsterdam Andorra Athens Belgrade Berlin Bratislava Brussels Bucharest Budapest Chisinau "
    "Copenhagen Dublin Gibraltar Helsinki Istanbul Kyiv Lisbon Ljubljana London Luxembourg Madrid "
    "Malta Monaco Oslo Paris Podgorica Prague Riga Rome San_Marino Sarajevo Skopje Sofia Stockholm "
    "Tallinn Tirane Vaduz Vatican Vienna Vilnius Warsaw Zagreb Zurich"
)
WAGTAIL_USER_TIME_ZONES = [
    "UTC",
    *("Asia/Nicosia", "Asia/Tbilisi", "Asia/Yerevan", "Atlantic/Azores", "Atlantic/Canary"),
    *("Atlantic/Faroe", "Atlantic/Madeira", "Atlantic/Reykjavik"),
    *(f"Europe/{city}" for city in _EUROPE.split()),
]

# One door: everybody signs in with allauth, below the language of the page (docs/editors.md).
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_URL = "wagtailcore_login"
WAGTAILADMIN_LOGIN_URL = "wagtailadmin_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Crocevia] "
# Somebody who changed a password or switched a second step off hears of it, in case it was not
# they who did.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
# How many proxies of ours stand before the site: each adds an address to X-Forwarded-For, and the
# limits below count by the address of the visitor. allauth's own limits hold, and these as well.
ALLAUTH_TRUSTED_PROXY_COUNT = env.read("TRUSTED_PROXIES", env.count, "0")
# How many requests a minute one visitor may make to the API; 0: no limit.
API_RATE = env.read("API_RATE", env.rate, "600")
ACCOUNT_RATE_LIMITS = {
    "signup": "10/m/ip",
    "confirm_email": "1/3m/key",
    "saved_search": "20/h/ip",
    "discussion_report": "10/h/ip",
    "discussion_translation": "20/m/ip",
}
# The class that translates messages of discussions; none: readers are told so.
TRANSLATION_PROVIDER = env.read("TRANSLATION_PROVIDER", env.dotted_path, "")

# Tasks of the site's own go through the database to `manage.py db_worker`. What Wagtail would do in
# the background (its index of references) is done at once, as long as nobody waits for it.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
TIMER_SECONDS = 30
# For each step of a conversation with the mail server.
EMAIL_TIMEOUT = 30

MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Crocevia"
# Telephones are seldom right to the second.
MFA_TOTP_TOLERANCE = 1
# Who must have a second step to enter the editors' room: optional (nobody must),
# administrators, or editors (everybody who enters).
SECOND_STEP = env.read(
    "SECOND_STEP", env.one_of("optional", "administrators", "editors"), "optional"
)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
