"""Who works at the desk: the three roles, who may look after whose account, invitations, and open sessions.

It must not let anybody reach more than they have: nobody looks after a superuser's account but a superuser, and rights
come by a role alone.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from ..models.accounts import ROLES, account_named, open_sessions
from .logins import address, is_throttled, tidy_name
from .traces import log

logger = logging.getLogger(__name__)

MANAGE = "auth.change_user"
MOST_SESSIONS = 2_000  # looked through for those of one account
AGENT_LENGTH = 200  # letters of what a browser calls itself
NOTED = "desk_signed_in"  # in a session: when, where from and with what
WRONG_AN_HOUR = 20  # wrong passwords of one name that leave a line; the server's log has all


def role_of(user: User) -> str:
    """Empty for whoever has none, and so sees nothing at the desk."""
    names = [group.name for group in user.groups.all()]
    return next((name for name in reversed(ROLES) if name in names), "")


def may_look_after(by: Any, user: User | None) -> bool:
    """Whether ``by`` may change that account, invite it anew and end its sessions."""
    return by.has_perm(MANAGE) and (by.is_superuser or user is None or not user.is_superuser)


def give_role(user: User, role: Group | None) -> None:
    """The one role of an account; without one it cannot sign in at the desk. Other groups go: each holds rights."""
    user.groups.set([role] if role else [])
    user.is_staff = bool(role) or user.is_superuser
    user.save(update_fields=["is_staff"])


class Invitations(PasswordResetTokenGenerator):
    """A link with which somebody chooses a password. It serves once: signing in or a new password ends it, so does
    another address for mail, and PASSWORD_RESET_TIMEOUT."""

    key_salt = "explainer.desk.accounts.Invitations"


invitations = Invitations()


def invitation(user: User) -> str:
    """The whole address; whoever has it can choose the password of the account."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("choose_password", kwargs={"uidb64": key, "token": invitations.make_token(user)})
    return f"{settings.SITE_URL}{path}"


def may_be_mailed(user: User) -> bool:
    return bool(settings.MAIL_IS_ON and user.email)


def mail_invitation(user: User) -> bool:
    """Send the link to the address of the account; whether it went out. No log has the link."""
    body = (
        f"An account at the desk of {settings.SITE_URL} is yours: {user.get_username()}.\n\n"
        f"With this link you choose its password. It works once, for three days:\n\n{invitation(user)}\n\n"
        "Give it to nobody. If you expect no such mail, leave it.\n"
    )
    try:
        EmailMessage("Your account at the desk", body, to=[user.email]).send()
    except Exception as error:  # whatever a server of mail may answer: the link can still be given by hand
        logger.warning("an invitation was not sent: %s", type(error).__name__)
        return False
    return True


# ---- where somebody is signed in -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``key`` names the session on pages, and is not what opens it. ``here``: whether it is the one that asks."""

    key: str
    since: str
    address: str
    agent: str
    until: datetime
    here: bool


def note_sign_in(request: HttpRequest | None, user: Any) -> None:
    """A line in the trail, and in the session where from it began."""
    if request is None or not user.is_staff:
        return
    agent = request.META.get("HTTP_USER_AGENT", "")[:AGENT_LENGTH]
    place = address(request)
    request.session[NOTED] = [timezone.now().isoformat(timespec="seconds"), place, agent]
    if place:  # nobody comes from nowhere but a script
        log(user, user, f"Signed in from {place}")


def note_wrong_password(request: HttpRequest | None, name: str) -> None:
    """A line in the trail of an account that there is, of so many an hour: anybody can send wrong ones."""
    if is_throttled(request, name) or (user := account_named(tidy_name(name))) is None:
        return
    key = f"wrong-{user.pk}-{timezone.now():%Y%m%d%H}"
    cache.add(key, 0, timeout=3600)
    try:
        number = cache.incr(key)
    except ValueError:
        number = 1
    if number <= WRONG_AN_HOUR:
        log(user, user, f"Wrong password, from {address(request)}")


def sessions(user: User, key: str | None = None) -> list[SignedIn]:
    """Of one account, the newest first. ``key``: of the session that asks."""
    found = [
        SignedIn(public_key(each), *_noted(data), until=each.expire_date, here=each.session_key == key)
        for each, data in _sessions_of(user)
    ]
    return sorted(found, key=lambda each: each.since, reverse=True)


def end_sessions(user: User, *, by: Any, key: str = "", besides: str | None = None) -> int:
    """End one session, or all but the one that asks; how many were ended."""
    ended = 0
    for session, _data in _sessions_of(user):
        if (key and public_key(session) == key) or (not key and session.session_key != besides):
            session.delete()
            ended += 1
    if ended:
        log(user, by, f"Ended {ended} session{'s' if ended > 1 else ''} of {user.get_username()}")
    return ended


def public_key(session: Session) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY} {session.session_key}".encode()).hexdigest()[:32]


def _sessions_of(user: User) -> Iterator[tuple[Session, dict[str, Any]]]:
    """Django keeps no account beside a session: each has to be opened."""
    for session in open_sessions(timezone.now(), MOST_SESSIONS):
        data = session.get_decoded()
        if str(data.get("_auth_user_id", "")) == str(user.pk):
            yield session, data


def _noted(data: dict[str, Any]) -> tuple[str, str, str]:
    said = data.get(NOTED)
    return (said[0], said[1], said[2]) if isinstance(said, list) and len(said) == 3 else ("", "", "")
