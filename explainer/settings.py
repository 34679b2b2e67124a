"""Django's settings from the environment, or a refusal to start; nothing else reads the environment.

It must not answer a mistake with a traceback or a guess: one sentence says what is wrong and what to do."""

import hashlib
import logging
import re
from typing import Any

from .setup.databases import cache, database, redis, replica
from .setup.environment import BASE_DIR, boolean, items, origin, path, refuse, text, whole

# The site and the people who run it.

DEBUG = boolean("DEBUG", default=False)
BEHIND_PROXY = boolean("BEHIND_PROXY", default=False)  # and so its X-Forwarded headers are to be trusted
HOST = text("HOST", "127.0.0.1")
PORT = whole("PORT", 8000, least=1, most=65535)
WEB_CONCURRENCY = whole("WEB_CONCURRENCY", 2, least=1, most=64)

DATA_DIR = path("DATA_DIR", BASE_DIR / "var")
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise refuse(f"DATA_DIR {str(DATA_DIR)!r} is not a folder that can be used ({error.strerror}).") from None

_site = origin("SITE_URL", text("SITE_URL", "http://127.0.0.1:8000"))
SITE_URL = _site.geturl()
HTTPS = _site.scheme == "https"
if DEBUG and HTTPS:
    raise refuse("DEBUG is on and SITE_URL is https; DEBUG shows visitors the code, so switch it off.")

_name = _site.hostname or ""  # ``origin`` lets none pass without
_site_host = f"[{_name}]" if ":" in _name else _name
ALLOWED_HOSTS = items("ALLOWED_HOSTS", list(dict.fromkeys([_site_host, "localhost", "127.0.0.1", "[::1]"])))
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise refuse("ALLOWED_HOSTS holds '*', any host at all; name the hosts that readers use.")
CSRF_TRUSTED_ORIGINS = items("CSRF_TRUSTED_ORIGINS", [SITE_URL])
for _trusted in CSRF_TRUSTED_ORIGINS:
    origin("CSRF_TRUSTED_ORIGINS", _trusted.replace("://*.", "://", 1))


# Secrets.

EXAMPLE_SECRET = "debug-only-this-key-is-in-the-source-code-so-it-keeps-nothing-secret"  # noqa: S105


def secret() -> str:
    """The key from SECRET_KEY or DATA_DIR/secret-key; with DEBUG on, an example will do."""
    key, file = text("SECRET_KEY"), DATA_DIR / "secret-key"
    try:
        key = key or (file.read_text(encoding="ascii").strip() if file.exists() else "")
    except (OSError, UnicodeDecodeError):
        raise refuse(f"the secret key in {str(file)!r} cannot be read.") from None
    if not key and not DEBUG:
        raise refuse("SECRET_KEY is not set; `python3 run` makes one, or set 50 random characters.")
    known = key == EXAMPLE_SECRET or key.startswith("django-insecure-")
    if HTTPS and (known or len(key) < 32 or len(set(key)) < 5):
        raise refuse("SECRET_KEY is too short or a known example; set it to 50 random characters.")
    return key or EXAMPLE_SECRET


SECRET_KEY = secret()


# The database, its copy for readers, and what machines share in memory.

DATABASES = {"default": database("DATABASE_URL", text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'site.sqlite3'}")}
if REPLICA_URL := text("REPLICA_URL"):
    DATABASES["replica"] = replica("REPLICA_URL", REPLICA_URL, DATABASES["default"])
    DATABASE_ROUTERS = ["explainer.serving.replicas.Router"]
CACHE_URL = redis("CACHE_URL", _cache) if (_cache := text("CACHE_URL")) else ""
CACHE_PREFIX = f"explainer:{_site.netloc}"  # sites can share a Redis, as long as their addresses differ
CACHES = {"default": cache(CACHE_URL, CACHE_PREFIX)}


# What the site is made of.

ROOT_URLCONF = "explainer.urls"
WSGI_APPLICATION = "explainer.wsgi.application"
INSTALLED_APPS = [
    "explainer.apps.ExplainerConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "markdownx",
    "reversion",
]
# The three outermost put their headers on every answer: files, redirects, refusals and errors too.
# ConditionalGet is inside GZip, so that an ETag tells of the page and not of how it was packed.
MIDDLEWARE = [
    "explainer.serving.headers.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "explainer.serving.refuse_junk.RefuseJunk",
    "explainer.serving.static_files.WholeFiles",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "explainer.serving.replicas.FromReplica",
    "explainer.language.languages.FromAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
_context = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
_loaders = ["explainer.pages.line_ends.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": _context,
            "loaders": [("django.template.loaders.cached.Loader", _loaders)],
        },
    }
]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# How much frozen text each process keeps decoded; an edition takes some ten times its text in memory.
READING_BYTES = whole("READING_BYTES", 8_000_000, least=1, most=999_999_999)
# How much of finished answers each process keeps; 0 keeps none, and makes every answer anew.
PAGES_BYTES = whole("PAGES_BYTES", 24_000_000, least=0, most=999_999_999)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a long story's form has more fields than Django's 1,000

LANGUAGE_CODE, TIME_ZONE, USE_TZ = "en-gb", "UTC", True
LANGUAGES = [("en-gb", "English"), ("ar", "Arabic"), ("he", "Hebrew")]  # of the interface; a story can have any
LOCALE_PATHS = [BASE_DIR / "locale"]

MARKDOWNX_MARKDOWNIFY_FUNCTION = "explainer.language.text.render"
MARKDOWNX_URLS_PATH = "/admin/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/markdown/upload/"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "explainer.serving.style_storage.StyleStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False


# Who may do what.

AUTHENTICATION_BACKENDS = ["explainer.desk.logins.Throttle"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"

SECURE_SSL_REDIRECT = HTTPS
SECURE_SSL_HOST = _site.netloc if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]  # asked by load balancers, over plain HTTP
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
    "manifest-src": ["'self'"],
}


# The log: to stderr, one line per event.
LOG_LEVEL = text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
    raise refuse(f"LOG_LEVEL is {LOG_LEVEL!r}; it must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class OneLine(logging.Formatter):
    """A record as one line: line ends, escape codes and other control characters are written as ``\\x1b``."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None  # a refused visitor is no fault of the code
        return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), super().format(record))


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": OneLine, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        "django.request": {"level": "ERROR"},  # a reader's 404 is no event
        "asyncio": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},  # it tells of each attempt; what came of them is told once
    },
}


def release() -> str:
    """Twelve hex digits that change whenever the code, the templates, the static files or the packages do."""
    found = hashlib.sha256()
    globs = "explainer/**/*.py", "templates/**/*.*", "static/**/*.*", "locale/**/*.mo", "requirements/base.txt"
    for file in sorted(file for glob in globs for file in BASE_DIR.glob(glob) if file.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        found.update(f"{file.relative_to(BASE_DIR).as_posix()} {content}\n".encode())
    return found.hexdigest()[:12]


RELEASE = release()
