"""Tells Django about the one app of this project.

It must not query the database or import models while the app is loading."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ExplainerConfig(AppConfig):
    name = "explainer"
    verbose_name = "Explainer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib import admin

        from explainer.desk.logins import LoginForm

        admin.site.login_form = LoginForm
        post_migrate.connect(keep_counting, sender=self)


def keep_counting(using: str, **kwargs: Any) -> None:
    from django.db import connections

    from explainer.serving import publication_counter

    publication_counter.keep_counting(connections[using])
