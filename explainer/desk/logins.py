"""Checks editors' passwords, and slows down whoever guesses them.

It must not lock an editor out everywhere: an attempt counts against one name from one address, and against that
address; and where many sign in at once, somebody who did so rightly before from there has a turn. The count is kept in
Redis or in the database, so that all processes count together.

Sources: OWASP ASVS 5.0, 6.3.1 (throttling, without locking accounts out); RFC 4291, 2.5.4 (an IPv6 network is 64 bits).
"""

import hashlib
import logging
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from ..models.sign_ins import SignInCount
from .hashing import turn

ATTEMPTS = 10  # wrong passwords for one name from one address, and
FROM_AN_ADDRESS = 60  # for all names: an office behind one address has many
MINUTES = 5
BUSY = "explainer.too_many_sign_in"  # in the environment of a request that had no turn
KNOWN_DAYS = 90  # for so long an address is one from which somebody signed in rightly

log = logging.getLogger(__name__)


def address(request: HttpRequest | None) -> str:
    """Where ``request`` comes from; behind a proxy, what the nearest proxy says it is."""
    if request is None:
        return ""
    if settings.BEHIND_PROXY and (forwarded := str(request.META.get("HTTP_X_FORWARDED_FOR", ""))):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def tidy_name(name: str) -> str:
    """A name as accounts have it: no longer than they can be, without what a database refuses."""
    return name.replace("\0", "")[:150].encode("utf-8", "replace").decode()


def network(request: HttpRequest | None) -> str:
    """The address that counts: of IPv6 the network, since one reader has 2^64 addresses in it."""
    told = address(request)
    try:
        read = ip_address(told)
    except ValueError:
        return told
    return str(ip_network((read, 64), strict=False)) if read.version == 6 else told


def key(request: HttpRequest | None, name: str) -> str:
    return _digest(f"{name.casefold()} {network(request)}")


def key_of_address(request: HttpRequest | None) -> str:
    return _digest(f"any {network(request)}")


def _key_of_known(request: HttpRequest | None) -> str:
    return _digest(f"known {network(request)}")


def _digest(words: str) -> str:
    return hashlib.sha256(f"login {words}".encode("utf-8", "replace")).hexdigest()


def count(key: str, most: int) -> int:
    """Count one more attempt, and say how many that makes in these minutes. After too many, one more costs nothing but
    a look into the cache."""
    if cache.get(f"login-full-{key}"):
        return most + 1
    if settings.CACHE_URL:
        number = _count_in_redis(f"login-{key}")
    else:
        now = timezone.now()
        number = SignInCount.objects.one_more(key, now, now + timedelta(minutes=MINUTES))
    if number > most:
        cache.set(f"login-full-{key}", True, timeout=MINUTES * 60)
    return number


def _count_in_redis(key: str) -> int:
    cache.add(key, 0, timeout=MINUTES * 60)
    try:
        return cache.incr(key)
    except ValueError:  # it has just run out
        return 1


def was_right(request: HttpRequest | None, name: str) -> None:
    """The right password is no guess, and whoever has it has a turn from that address for a while."""
    own, all_ = key(request, name), key_of_address(request)
    if settings.CACHE_URL:
        cache.delete(f"login-{own}")
        if cache.get(f"login-{all_}", 0) > 1:
            cache.decr(f"login-{all_}")
    else:
        SignInCount.objects.forget(own)
        SignInCount.objects.one_less(all_)
    SignInCount.objects.keep(_key_of_known(request), timezone.now() + timedelta(days=KNOWN_DAYS))


def is_throttled(request: HttpRequest | None, name: str) -> bool:
    """Whether such an attempt is refused unread. It counts none."""
    keys = (key(request, name), key_of_address(request))
    return any(cache.get(f"login-full-{each}") for each in keys)


def _is_too_many(request: HttpRequest | None, name: str) -> bool:
    """Counts one more attempt, for the name and for the address."""
    counted = (
        count(key(request, name), ATTEMPTS) > ATTEMPTS,
        count(key_of_address(request), FROM_AN_ADDRESS) > FROM_AN_ADDRESS,
    )
    return any(counted)


class Throttle(ModelBackend):
    """Django's own backend, which is not asked (and so hashes nothing) after too many wrong passwords, nor while too
    many are at it.

    An attempt is counted before the password is checked, so that many at once do not slip through, and
    the count is forgotten when the password is right."""

    @sensitive_variables("password")
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if not username or password is None:
            return None
        who = username[:150], address(request)
        if is_throttled(request, username) or _is_too_many(request, username):
            log.warning("login refused, too many attempts: name %r from %s", *who)
            raise PermissionDenied
        with turn(lambda: SignInCount.objects.holds(_key_of_known(request), timezone.now())) as has_turn:
            if not has_turn:
                log.warning("login refused, too many at once: name %r from %s", *who)
                if request is not None:
                    request.META[BUSY] = True
                raise PermissionDenied
            user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None:
            was_right(request, username)
        log.info("login %s: name %r from %s", "right" if user else "wrong", *who)
        return user


class LoginForm(AdminAuthenticationForm):
    """The admin's form, which tells a throttled editor to wait rather than that the password is wrong."""

    def get_invalid_login_error(self) -> ValidationError:
        if self.request and self.request.META.get(BUSY):
            return ValidationError("Too many are signing in just now. Please try again in a moment.", code="busy")
        if is_throttled(self.request, self.cleaned_data["username"]):
            return ValidationError(
                f"Too many attempts from here. Please try again in {MINUTES} minutes.", code="throttled"
            )
        return super().get_invalid_login_error()
