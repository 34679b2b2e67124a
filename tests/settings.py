"""The settings under test: the site's own, with quick passwords, plain static files and a passing folder.

It must not let the developer's environment in, save for DATABASE_URL and CACHE_URL: the suite runs on PostgreSQL and
Redis too, beside other runs, of which it touches nothing."""

import atexit
import os
import shutil
import tempfile

OURS = ("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "BEHIND_PROXY", "HOST", "PORT", "WEB_CONCURRENCY")
for _name in (*OURS, "LOG_LEVEL", "READING_BYTES", "REPLICA_URL"):
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
os.environ["SITE_URL"] = "http://testserver"
os.environ["FIRST_STORY"] = "on"
os.environ["PAGES_BYTES"] = "0"  # each test renders what it asks for; test_page_cache keeps pages on purpose
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="explainer-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from explainer.settings import *  # noqa: E402, F403
from explainer.setup.databases import cache  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if "sqlite" not in DATABASES["default"]["ENGINE"]:  # noqa: F405 -- two runs at once must not share a database
    DATABASES["default"]["TEST"] = {"NAME": f"test_explainer_{os.getpid()}"}  # noqa: F405
    # It is dropped in the end: no commit need wait for the disk.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c synchronous_commit=off")  # noqa: F405
CACHE_PREFIX = f"explainer-tests-{os.getpid()}"  # two runs at once can share a Redis
CACHES = {"default": cache(CACHE_URL, CACHE_PREFIX)}  # noqa: F405
