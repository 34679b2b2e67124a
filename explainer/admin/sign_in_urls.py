"""The addresses of signing in by more than a password. Included under ``admin/`` where a setting asks for it.

It must not route what makes an account, changes an address or sends mail.
"""

from allauth.account import views as account
from allauth.mfa import urls as second_factor
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from .second_factor import code_picture

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/ended/", account.logout, name="account_logout"),
    path("sign-in/switched-off/", account.account_inactive, name="account_inactive"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("second-factor/picture.svg", code_picture, name="second_factor_picture"),
    path("second-factor/", include(second_factor)),
]
if settings.OIDC:
    from allauth.socialaccount import views as social
    from allauth.socialaccount.providers.openid_connect import urls as openid_connect

    urlpatterns += [
        path("sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
        path("sso/failed/", social.login_error, name="socialaccount_login_error"),
        path("sso/unknown/", social.signup, name="socialaccount_signup"),
        path("sso/", include(openid_connect)),
    ]
