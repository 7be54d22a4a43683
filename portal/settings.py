"""Settings of one installation. Everything that differs between installations is read from the environment.

docs/operations.md lists the variables. Defaults are safe for production; `make run` sets PORTAL_DEMO=1.
"""

import sys
from pathlib import Path
from types import ModuleType
from typing import cast

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from portal import env
from portal.keys import read_or_make_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("PORTAL_DATA", str(BASE_DIR / "var"))).absolute()
KEY_DIR = Path(env.text("PORTAL_KEYS", str(DATA_DIR / "keys"))).absolute()

DEMO = env.flag("PORTAL_DEMO")
DEBUG = env.flag("PORTAL_DEBUG")
SECRET_KEY = read_or_make_key(KEY_DIR / "secret.key").hex()
ALLOWED_HOSTS = env.names("PORTAL_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

INSTALLED_APPS = [
    "portal",
    "methods",
    "courses",
    "forms.apps.FormsConfig",
    "caseload",
    "supervision",
    "search",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.NoStoreMiddleware",
    "portal.middleware.RememberSiteMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["portal.templatetags.swedish"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.navigation.context",
            ],
        },
    }
]

# Database: PostgreSQL when DATABASE_URL is set, else one encrypted file. Tests use a file too, because write-ahead
# logging and immediate transactions do not exist in memory.
DATABASES = {
    "default": env.postgres("DATABASE_URL")
    or {
        "ENGINE": "portal.db.sqlcipher",
        "NAME": str(DATA_DIR / "portal.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "key_file": str(KEY_DIR / "database.key"),
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
        "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
    }
}

# The server, and how many processes it has; only granian has several.
SERVER = env.choice("PORTAL_SERVER", "waitress", "granian")
WORKERS = env.number("PORTAL_WORKERS", 1)
if WORKERS < 1 or (WORKERS > 1 and SERVER == "waitress"):
    raise ImproperlyConfigured("PORTAL_WORKERS is a number from 1; above that PORTAL_SERVER=granian is needed.")

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if not env.text("DATABASE_URL") and WORKERS == 1
    # Lock-out counters must be shared when several processes serve.
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"},
    # Paces that hold a flood back: each process counts its own, since writing them down costs more than what they count.
    "own": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "own"},
}

# Search in Elasticsearch when one machine is outgrown. The tokens stay in the database too (docs/operations.md).
ELASTICSEARCH_URL = env.web_address("ELASTICSEARCH_URL")
ELASTICSEARCH_INDEX = env.text("ELASTICSEARCH_INDEX", "metodparmen")
ELASTICSEARCH_CA = env.text("ELASTICSEARCH_CA")

# People and passwords
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "portal.auth.RoleBackend",
    "portal.auth.LoginBackend",
]
PASSWORD_HASHERS = ["portal.hashers.Argon2id19", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.auth.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PORTAL_PROXIES", 0)

SESSION_ENGINE = "portal.sessions"
# Sessions end with the working day, and after two hours without a request.
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# HTTPS everywhere but in the demo on one's own machine.
SECURE_COOKIES = not DEMO
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.number("PORTAL_PROXIES", 0) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail itself lets its preview into the frame of its editor

# A form of 250 questions with rows has room; a flood has not.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Language and time
LANGUAGE_CODE = "sv"
# Swedish everywhere; the others are the languages in which client forms can be had.
LANGUAGES = [
    ("sv", "Svenska"),
    ("sv-x-lattlast", "Lätt svenska"),
    ("en", "English"),
    ("ar", "العربية"),
    ("so", "Soomaali"),
]
LANG_INFO["so"] = {"bidi": False, "code": "so", "name": "Somali", "name_local": "Soomaali"}
TIME_ZONE = "Europe/Stockholm"
USE_I18N = USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS: list[Path] = []
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Messages out (portal/post). The demo writes them to files in the data folder; elsewhere a channel is off until set.
EMAIL_BACKEND = "django.core.mail.backends." + ("smtp" if env.text("EMAIL_HOST") else "filebased") + ".EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
MAIL_IS_ON = DEMO or bool(env.text("EMAIL_HOST"))
EMAIL_TIMEOUT = 20
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_USE_TLS = env.flag("EMAIL_TLS")
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("EMAIL_USER"), env.text("EMAIL_PASSWORD")
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "kurser@localhost")
SMS_GATEWAY = env.gateway("SMS_GATEWAY", "file" if DEMO else "")
SMS_TOKEN, SMS_FROM = env.text("SMS_TOKEN"), env.text("SMS_FROM", "Kurs")
POST_KEEP_DAYS = env.number("POST_KEEP_DAYS", 30)

# Pages of the handbook are rendered once and kept (portal/kept); PORTAL_KEEP_PAGES=0 renders each time.
KEEP_PAGES: bool = not DEBUG and env.text("PORTAL_KEEP_PAGES", "1") != "0"

# Wagtail
WAGTAIL_SITE_NAME = env.text("PORTAL_NAME", "Metodpärmen")
WAGTAILADMIN_BASE_URL = env.text("PORTAL_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = [("sv", "Svenska")]
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.admin_backend"}}
# Nothing on a page comes from another host, so nobody is asked how to show it; the library for asking stays out of memory.
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "xlsx", "ods", "txt", "csv", "mp4", "webm", "vtt"]
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "video/mp4", "video/webm", "text/vtt"]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
# Pictures in HEIF are not taken, so the library that Willow would load for them stays out of memory (4 MB).
sys.modules["pillow_heif"] = cast(ModuleType, None)
# So does this one, which Django REST framework (for the editors' admin) loads for tests of its own only (2 MB).
sys.modules["requests"] = cast(ModuleType, None)

# Forms: handing over to the main case system, and the scanner that looks at uploads (clamd's socket), when there is one.
HANDOVER_URL = env.gateway("HANDOVER_URL", "")
HANDOVER_FOLDER = env.text("HANDOVER_FOLDER")
CLAMD_SOCKET = env.text("CLAMD_SOCKET")
UPLOAD_MAX_MB = env.number("UPLOAD_MAX_MB", 10)
FORMS_LEAST_SECONDS = env.number("FORMS_LEAST_SECONDS", 3)  # sooner than this nobody has read a form; 0: no limits
DRAFT_DAYS = env.number("DRAFT_DAYS", 30)

# Choices of the office (docs/operations.md); the defaults are the safe ones.
INTAKE_UNIT = env.text("OFFICE_INTAKE_UNIT", "boende")  # the unit that landlords' notices come to
BOSKOLA_MODE = env.text("OFFICE_BOSKOLA", "open_anonymous")
COURSE_CONTACT_DAYS = env.number("OFFICE_COURSE_CONTACT_DAYS", 90)
STAY_OUTLIER_MONTHS = env.number("OFFICE_OUTLIER_MONTHS", 30)
PREVENTED_EVICTION_DAYS = env.number("OFFICE_PREVENTED_DAYS", 90)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "portal.logs.NoPersonalData"}},
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["no_personal_data"]},
    },
    "root": {"handlers": ["console"], "level": env.text("PORTAL_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["console"], "propagate": False},
        "allauth": {"level": "WARNING"},
        "elastic_transport": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # One line for each request that waits for a thread would cost more than many requests do.
        "waitress.queue": {"level": "ERROR"},
    },
}
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
