"""A second factor at the desk: the way to it, what the trail says of it, and the picture that an app reads.

It must not be imported where no second factor is asked for, nor let anybody keep the picture: whoever has it can make
the codes.
"""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from explainer.desk.traces import log

KINDS = {"totp": "an authenticator app", "webauthn": "a security key", "recovery_codes": "recovery codes"}


def secure(site: AdminSite) -> None:
    """Let everybody sign in by way of the second factor; there is no other way."""
    site.login = secure_admin_login(site.login)  # type: ignore[method-assign]  # as django-allauth says it is done
    authenticator_added.connect(_added)
    authenticator_removed.connect(_removed)


def _added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    log(user, user, f"Second factor added: {KINDS.get(authenticator.type, authenticator.type)}")


def _removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    log(user, user, f"Second factor removed: {KINDS.get(authenticator.type, authenticator.type)}")


def take_away(user: User, *, by: Any) -> int:
    """For somebody who has lost theirs; they can add another once they have signed in. How many there were."""
    number: int = Authenticator.objects.filter(user=user).delete()[0]
    if number:
        log(user, by, f"Took away the second factor of {user.get_username()}")
    return number


@never_cache
@require_safe
@login_required
def code_picture(request: HttpRequest) -> HttpResponse:
    """As an image of its own, for the page's policy has no room for one inside it (``data:``); 404 if none is due."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")
