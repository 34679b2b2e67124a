"""Tells Django about the one app of this project.

It must not query the database or import models while the app is loading."""

from django.apps import AppConfig


class ExplainerConfig(AppConfig):
    name = "explainer"
    verbose_name = "Explainer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib import admin

        from explainer.logins import LoginForm

        admin.site.login_form = LoginForm
