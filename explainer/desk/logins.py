"""Checks editors' passwords, and slows down whoever guesses them.

It must not lock an editor out everywhere: an attempt counts against one name from one address only. The
count is kept in the cache: with CACHE_URL all machines count together, without it each process for itself."""

import hashlib
import logging
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

ATTEMPTS = 10
MINUTES = 5

log = logging.getLogger(__name__)


def address(request: HttpRequest | None) -> str:
    """Where ``request`` comes from; behind a proxy, what the nearest proxy says it is."""
    if request is None:
        return ""
    if settings.BEHIND_PROXY and (forwarded := str(request.META.get("HTTP_X_FORWARDED_FOR", ""))):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def key(request: HttpRequest | None, name: str) -> str:
    asked = f"{name.casefold()} {address(request)}".encode("utf-8", "replace")
    return f"login-{hashlib.sha256(asked).hexdigest()}"


def count(key: str) -> int:
    """Count one more attempt, and say how many that makes since the first of these minutes."""
    cache.add(key, 0, timeout=MINUTES * 60)
    try:
        return cache.incr(key)
    except ValueError:  # it has just run out
        return 1


class Throttle(ModelBackend):
    """Django's own backend, which is not asked (and so hashes nothing) after too many wrong passwords.

    An attempt is counted before the password is checked, so that many at once do not slip through, and
    the count is forgotten when the password is right."""

    @sensitive_variables("password")
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if not username or password is None:
            return None
        attempts = key(request, username)
        if count(attempts) > ATTEMPTS:
            log.warning("login refused, too many attempts: name %r from %s", username[:150], address(request))
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None:
            cache.delete(attempts)
        log.info("login %s: name %r from %s", "right" if user else "wrong", username[:150], address(request))
        return user


class LoginForm(AdminAuthenticationForm):
    """The admin's form, which tells a throttled editor to wait rather than that the password is wrong."""

    def get_invalid_login_error(self) -> ValidationError:
        if cache.get(key(self.request, self.cleaned_data["username"]), 0) > ATTEMPTS:
            return ValidationError(
                f"Too many attempts with this name. Please try again in {MINUTES} minutes.", code="throttled"
            )
        return super().get_invalid_login_error()
