"""What Django is told where signing in can take more than a password: a second factor, or somebody else's sign-in.

It must not be read at all where neither is asked for: then nothing of it is installed, routed or in the way.
"""

from __future__ import annotations

import importlib.util
from typing import Any

from .environment import origin, refuse

LOCK = "install requirements/accounts.txt first"
APPS = ["allauth", "allauth.account", "allauth.mfa"]
OIDC_APPS = ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
MIDDLEWARE = "allauth.account.middleware.AccountMiddleware"
OIDC = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")


def provider(issuer: str, client: str, secret: str) -> dict[str, str]:
    """What the three variables say; empty where none is set, a refusal where some are."""
    found = dict(zip(OIDC, (issuer, client, secret), strict=True))
    lacking = [name for name in OIDC if not found[name]]
    if len(lacking) == len(OIDC):
        return {}
    if lacking:
        raise refuse(f"{lacking[0]} is not set; single sign-on needs {', '.join(OIDC[:-1])} and {OIDC[-1]}.")
    if origin("OIDC_ISSUER", issuer).scheme != "https" and not _is_local(issuer):
        raise refuse("OIDC_ISSUER must begin with https://; who signs in would be told in the clear.")
    return found


def settings(host: str, provider: dict[str, str], *, name: str, behind_proxy: bool) -> dict[str, Any]:
    """django-allauth's settings: people sign in by name, make no accounts, and add a second factor if they like."""
    if not importlib.util.find_spec("allauth"):
        raise refuse(f"SECOND_FACTOR and OIDC_ISSUER need django-allauth; {LOCK}.")
    client = {
        "provider_id": "sso",
        "name": name,
        "client_id": provider.get("OIDC_CLIENT_ID", ""),
        "secret": provider.get("OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": provider.get("OIDC_ISSUER", "")},
    }
    return {
        "ACCOUNT_ADAPTER": "explainer.desk.signing_in.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": True,
        "ALLAUTH_TRUSTED_PROXY_COUNT": int(behind_proxy),
        "MFA_ADAPTER": "explainer.desk.signing_in.SecondFactors",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,  # nobody's address is verified here; administrators invite
        "MFA_TOTP_ISSUER": host,
        "MFA_TOTP_TOLERANCE": 1,  # the code before and the next one count: clocks differ (RFC 6238, section 5.2)
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": host == "localhost",
        "SOCIALACCOUNT_ADAPTER": "explainer.desk.signing_in.Strangers",
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,  # by an address that the provider says is verified
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        # Its button would be a form, whose answer leads to another site: our policy (form-action) has none of that.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [client]}},
    }


def _is_local(address: str) -> bool:
    return origin("OIDC_ISSUER", address).hostname in ("127.0.0.1", "localhost")
