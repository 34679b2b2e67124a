"""Tells Django about the one app of this project.

It must not query the database or import models while the app is loading."""

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.http import HttpRequest


class ExplainerConfig(AppConfig):
    name = "explainer"
    verbose_name = "Explainer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib import admin
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from explainer.desk.logins import LoginForm

        admin.site.login_form = LoginForm
        user_logged_in.connect(signed_in)
        user_login_failed.connect(refused)
        post_migrate.connect(keep_counting, sender=self)
        checks.register(schedules_are_told_by_cron, deploy=True)


def signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Django's signals are the one place that every way to sign in passes."""
    from explainer.desk.accounts import note_sign_in

    note_sign_in(request, user)


def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    from explainer.desk.accounts import note_wrong_password

    note_wrong_password(request, str(credentials.get("username", "")))


def schedules_are_told_by_cron(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """``check --deploy`` cannot see a crontab: it says what ought to be in it."""
    from django.conf import settings

    if not settings.ANNOUNCEMENTS.hub and not settings.ANNOUNCEMENTS.hooks:
        return []
    told = "The hub and the webhooks hear of what comes out by schedule from “announce_scheduled” alone."
    return [checks.Info(told, hint="Call it from cron every five minutes: docs/one-machine.md.", id="explainer.I001")]


def keep_counting(using: str, **kwargs: Any) -> None:
    from django.db import connections

    from explainer.serving import publication_counter

    publication_counter.keep_counting(connections[using])
