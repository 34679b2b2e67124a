"""Who may do what at the desk: three groups, made by a migration."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

groups = import_module("explainer.migrations.0002_groups")
later = import_module("explainer.migrations.0004_comparisons")
translations = import_module("explainer.migrations.0005_translations")
naming = import_module("explainer.migrations.0009_links_naming_standing")
quotations = import_module("explainer.migrations.0010_quotations")
takedowns = import_module("explainer.migrations.0012_takedowns")
framework = import_module("explainer.migrations.0014_any_framework")
months = import_module("explainer.migrations.0015_months_later")
background = import_module("explainer.migrations.0016_background")
pictures = import_module("explainer.migrations.0017_pictures")
source_texts = import_module("explainer.migrations.0020_source_texts")
roles = import_module("explainer.migrations.0027_roles_keep_no_rights")
# Written by publishing and the like, by no form of the admin; who may change a story says when it is looked at again.
NOT_EDITED = {
    "edition", "turn", "loadedrow", "approval", "takedown", "original", "reviewby", "previewlink", "typedcopy",
    "merger", "apart", "linklook", "publishrequest", "editornote", "noteanswer", "notice", "heldedition", "formopen",
    "signincount", "translationcredit", "package",
}  # fmt: skip
pytestmark = pytest.mark.django_db


def rights(name: str) -> set[str]:
    found = Group.objects.get(name=name).permissions.select_related("content_type")
    return {f"{right.content_type.app_label}.{right.codename}" for right in found}


def test_a_reporter_writes_and_does_not_publish():
    assert {"explainer.add_statement", "explainer.delete_passage", "explainer.view_edition"} <= rights("reporter")
    assert not {"explainer.publish_story", "explainer.withdraw_story"} & rights("reporter")


def test_an_editor_does_what_a_reporter_does_and_publishes():
    assert rights("editor") - rights("reporter") == {
        "explainer.publish_story", "explainer.withdraw_story", "explainer.take_back",
    }  # fmt: skip


def test_an_administrator_also_keeps_the_accounts_and_reads_the_log():
    more = rights("administrator") - rights("editor")
    assert {right.partition(".")[0] for right in more} == {"auth", "admin"}
    assert "admin.view_logentry" in more
    assert not any(right.endswith("_logentry") for right in more - {"admin.view_logentry"})


def test_nobody_writes_editions():
    for name in groups.GROUPS:
        assert {right for right in rights(name) if right.endswith("_edition")} == {"explainer.view_edition"}


def test_every_model_of_the_desk_has_its_rights():
    desk = {model._meta.model_name for model in apps.get_app_config("explainer").get_models()}
    steps = (groups, later, translations, naming, quotations, framework, months, background, pictures, source_texts)
    given = {name for step in steps for name in step.DESK}
    assert given == desk - NOT_EDITED
    assert {f"explainer.{act}_{model}" for model in later.DESK for act in later.ACTS} <= rights("reporter")


def test_nobody_writes_approvals():
    for name in groups.GROUPS:
        assert not {right for right in rights(name) if right.endswith("_approval")}


def test_nobody_writes_what_was_taken_back_by_a_form():
    for name in groups.GROUPS:
        found = {right for right in rights(name) if right.endswith(("_takedown", "_original"))}
        assert found == {"explainer.view_takedown"}


def test_the_groups_can_be_taken_back_and_made_again():
    before = {name: rights(name) for name in groups.GROUPS}
    groups.remove_groups(apps, None)
    assert not Group.objects.filter(name__in=groups.GROUPS).exists()
    for _ in range(2):
        groups.make_groups(apps, None)
        later.give_rights(apps, None)
        translations.give_rights(apps, None)
        naming.give_rights(apps, None)
        quotations.give_rights(apps, None)
        takedowns.give_rights(apps, None)
        framework.give_rights(apps, None)
        months.give_rights(apps, None)
        background.give_rights(apps, None)
        pictures.give_rights(apps, None)
        source_texts.give_rights(apps, None)
        roles.take(apps, None)
    assert before == {name: rights(name) for name in groups.GROUPS}


def test_the_groups_are_made_where_django_has_not_made_the_permissions_yet():
    Permission.objects.all().delete()
    groups.make_groups(apps, None)
    assert "explainer.publish_story" in rights("editor")


def test_django_finds_the_permissions_named_as_it_would_name_them():
    from django.contrib.auth.management import create_permissions

    groups.make_groups(apps, None)
    before = set(Permission.objects.values_list("content_type", "codename", "name"))
    Permission.objects.all().delete()
    create_permissions(apps.get_app_config("explainer"), verbosity=0)
    django = set(Permission.objects.values_list("content_type", "codename", "name"))
    assert {row for row in before if row[1] in {right for _, right, _ in django}} >= {
        row for row in django if row[1] in {right for _, right, _ in before} and "loadedrow" not in row[1]
    }
