"""Who may sign in where it takes more than a password: nobody makes an account, and secrets lie encrypted.

It must not be imported where neither a second factor nor single sign-on is asked for (``setup/sign_in``).
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: what happened to an account is in the trail."""


class Strangers(DefaultSocialAccountAdapter):
    """Whoever is known elsewhere and has no account here gets none: an administrator invites them."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class SecondFactors(DefaultMFAAdapter):
    """A copy of the database alone opens no account: what makes codes is encrypted with SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _locked().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _locked().decrypt(encrypted_text.encode()).decode()
        except (
            InvalidToken
        ):  # another SECRET_KEY: no code is right any more, and an administrator takes the factor away
            return ""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: the trail has it."""


def _locked() -> Fernet:
    key = hashlib.sha256(b"explainer second factor " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
