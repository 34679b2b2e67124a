"""Administrators keep accounts, and no longer the rights of groups: whoever could change those could have every right.
An account is switched off and not deleted, for what somebody did stands under it."""

from __future__ import annotations

from django.db import migrations

TAKEN = ("add_group", "change_group", "delete_group", "view_group", "delete_user")


def take(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name="administrator").first()
    if group:
        group.permissions.remove(*group.permissions.filter(content_type__app_label="auth", codename__in=TAKEN))


def give_back(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name="administrator").first()
    rights = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="auth", codename__in=TAKEN)
    if group:
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("explainer", "0026_no_phase")]

    operations = [migrations.RunPython(take, give_back)]
