"""Django's settings from the environment, or a refusal to start; nothing else reads the environment.

It must not answer a mistake with a traceback or a guess: one sentence says what is wrong and what to do."""

import hashlib
from typing import Any

from django.conf.global_settings import PASSWORD_HASHERS

from .setup import sign_in
from .setup.announcements import announcements
from .setup.databases import cache, database, redis, replica, sqlite_at
from .setup.environment import BASE_DIR, boolean, items, origin, path, refuse, text, whole
from .setup.licence import licence
from .setup.logs import logs, metrics_token, report_errors
from .setup.mail import mail
from .setup.publisher import policies, publisher, purposes, reached

# The site and the people who run it.

DEBUG = boolean("DEBUG", default=False)
BEHIND_PROXY = boolean("BEHIND_PROXY", default=False)  # and so its X-Forwarded headers are to be trusted
HOST = text("HOST", "127.0.0.1")
PORT = whole("PORT", 8000, least=1, most=65535)
WEB_CONCURRENCY = whole("WEB_CONCURRENCY", 2, least=1, most=64)

DATA_DIR = path("DATA_DIR", BASE_DIR / "var")
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
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
# Whether an empty database is filled with the story in the box: never by itself where the public may come.
FIRST_STORY = boolean("FIRST_STORY", default=_name in ("127.0.0.1", "localhost", "::1"))
CSRF_TRUSTED_ORIGINS = items("CSRF_TRUSTED_ORIGINS", [SITE_URL])
for _trusted in CSRF_TRUSTED_ORIGINS:
    origin("CSRF_TRUSTED_ORIGINS", _trusted.replace("://*.", "://", 1))


# Who publishes it, and by what policies: pages say of what is not set that it is not said.
SITE_NAME = text("SITE_NAME")  # empty: “Explainer”, in the language of the page
PUBLISHER = publisher(text("PUBLISHER"), text("PUBLISHER_URL"), text("CONTACT"), text("CORRECTIONS_TO"))
SECURITY_CONTACT = reached("SECURITY_CONTACT", text("SECURITY_CONTACT")) or PUBLISHER.contact
POLICIES = policies(text("POLICIES"), BASE_DIR)
CRAWLERS_REFUSED = purposes(items("CRAWLERS_REFUSED", []))
# Under what terms what the site says may be used; quoted words are not its own to give away.
LICENCE = licence(text("LICENCE", "CC-BY-4.0"), text("LICENCE_URL"))


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

DATABASES = {"default": database("DATABASE_URL", text("DATABASE_URL") or sqlite_at(DATA_DIR / "site.sqlite3"))}
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
# The four outermost put their headers on every answer: files, redirects, refusals and errors too.
# ConditionalGet is inside GZip, so that an ETag tells of the page and not of how it was packed.
MIDDLEWARE = [
    "explainer.serving.request_ids.RequestIds",
    "explainer.serving.headers.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "explainer.serving.refuse_junk.RefuseJunk",
    "explainer.serving.any_host.AnyHost",
    "explainer.serving.static_files.WholeFiles",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "explainer.serving.patience.ReadersPatience",
    "explainer.serving.replicas.FromReplica",
    "explainer.language.languages.FromAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "explainer.admin.failures.Failures",
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
PASSWORD_HASHERS = ["explainer.desk.hashing.Behind", *PASSWORD_HASHERS[1:]]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"

# More than a password, where it is asked for: a second factor, or the sign-in of the house.
OIDC = sign_in.provider(text("OIDC_ISSUER"), text("OIDC_CLIENT_ID"), text("OIDC_CLIENT_SECRET"))
SECOND_FACTOR = boolean("SECOND_FACTOR", default=bool(OIDC))
if SECOND_FACTOR:
    globals().update(sign_in.settings(_name, OIDC, name=text("OIDC_NAME", "single sign-on"), behind_proxy=BEHIND_PROXY))
    INSTALLED_APPS += [*sign_in.APPS, *(sign_in.OIDC_APPS if OIDC else ())]
    MIDDLEWARE.append(sign_in.MIDDLEWARE)
    LOGIN_URL = "account_login"
# Whether who changed a story, or asked for it to be published, needs somebody else to publish it.
PUBLISH_NEEDS_TWO_PEOPLE = boolean("PUBLISH_NEEDS_TWO_PEOPLE", default=False)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"

CSRF_FAILURE_VIEW = "explainer.admin.failures.csrf_failure"

SECURE_SSL_REDIRECT = HTTPS
SECURE_SSL_HOST = _site.netloc if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]  # asked by load balancers, over plain HTTP
# An hour: a promise that browsers hold a site to is lengthened when it has proved true (RFC 6797, 11.2).
SECURE_HSTS_SECONDS = whole("HSTS_SECONDS", 3600, least=0, most=63_072_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and boolean("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = HTTPS and boolean("HSTS_PRELOAD", default=False)
if SECURE_HSTS_PRELOAD and not (SECURE_HSTS_INCLUDE_SUBDOMAINS and SECURE_HSTS_SECONDS >= 31_536_000):
    raise refuse("HSTS_PRELOAD needs HSTS_SUBDOMAINS and at least 31536000 HSTS_SECONDS (hstspreload.org).")
# That subdomains and the browsers' own list are left out is the operator's to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
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


# The desk's notices by mail, too, where there is a server for them.

MAIL_URL = text("MAIL_URL")
MAIL_IS_ON = bool(MAIL_URL)
DEFAULT_FROM_EMAIL = text("MAIL_FROM", f"desk@{_name}")
globals().update(mail("MAIL_URL", MAIL_URL))


# Who is told when something is published: nobody, unless they are named here.
ANNOUNCEMENTS = announcements(text("WEBSUB_HUB"), items("WEBHOOKS", []), text("WEBHOOK_SECRET"))


# The log, and what else tells an operator how the site does: nothing but the log, unless it is asked for.
LOGGING = logs(text("LOG_LEVEL", "INFO").upper(), text("LOG_FORMAT", "text").lower())
ACCESS_LOG = boolean("ACCESS_LOG", default=False)
METRICS_TOKEN = metrics_token(text("METRICS_TOKEN"))


def release() -> str:
    """Twelve hex digits that change whenever the code, the templates, the static files, the packages, what is switched
    on or who publishes do: pages differ then."""
    said = SITE_NAME, PUBLISHER, POLICIES, CRAWLERS_REFUSED, LICENCE, ANNOUNCEMENTS.hub
    found = hashlib.sha256(f"{' '.join(INSTALLED_APPS)} {said}".encode())
    globs = "explainer/**/*.py", "templates/**/*.*", "static/**/*.*", "locale/**/*.mo", "requirements/base.txt"
    for file in sorted(file for glob in globs for file in BASE_DIR.glob(glob) if file.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        found.update(f"{file.relative_to(BASE_DIR).as_posix()} {content}\n".encode())
    return found.hexdigest()[:12]


RELEASE = release()
report_errors(text("SENTRY_DSN"), RELEASE)
