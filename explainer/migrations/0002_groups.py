"""The three groups of the desk: reporters write, editors also publish, administrators also keep the accounts."""

from __future__ import annotations

from django.db import migrations

DESK = (
    "actor", "event", "figure", "gate", "involvement", "issue", "keypoint", "openquestion", "passage", "phase",
    "position", "provision", "relay", "role", "source", "staterow", "statement", "statementlink", "story", "term",
)  # fmt: skip
ACTS = ("add", "change", "delete", "view")

REPORTER = {("explainer", model): [f"{act}_{model}" for act in ACTS] for model in DESK}
REPORTER["explainer", "edition"] = ["view_edition"]
EDITOR = {**REPORTER, ("explainer", "story"): [*REPORTER["explainer", "story"], "publish_story", "withdraw_story"]}
ADMINISTRATOR = {
    **EDITOR,
    ("auth", "user"): [f"{act}_user" for act in ACTS],
    ("auth", "group"): [f"{act}_group" for act in ACTS],
    ("admin", "logentry"): ["view_logentry"],
}
GROUPS = {"reporter": REPORTER, "editor": EDITOR, "administrator": ADMINISTRATOR}
NAMES = {
    "publish_story": "Can publish, schedule and publish again",
    "withdraw_story": "Can withdraw an edition",
}


def make_groups(apps, schema_editor):
    """Make the groups, and the permissions too: on a new database Django makes those only after all migrations."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    made = {}
    for (app, model), codenames in ADMINISTRATOR.items():
        content_type, _ = ContentType.objects.get_or_create(app_label=app, model=model)
        verbose = apps.get_model(app, model)._meta.verbose_name
        for codename in codenames:
            name = NAMES.get(codename, f"Can {codename.partition('_')[0]} {verbose}")
            made[app, codename], _ = Permission.objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
    for name, rights in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(
            made[app, codename] for (app, _), codenames in rights.items() for codename in codenames
        )


def remove_groups(apps, schema_editor):
    """Remove the groups. Permissions stay: they are Django's."""
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("explainer", "0001_first"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
