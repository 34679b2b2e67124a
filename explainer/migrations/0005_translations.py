"""Translations at the desk, and streams of editions: the original's, and one for each language it is translated into."""

from __future__ import annotations

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import explainer.models.base

ACTS = ("add", "change", "delete", "view")
DESK = {"translation": "translation", "translatedtext": "translated text"}
GROUPS = ("reporter", "editor", "administrator")


def give_rights(apps, schema_editor):
    """Give the three groups the new forms. As in 0002, the permissions are made here if Django has not yet."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for model, name in DESK.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="explainer", model=model)
        rights = [
            Permission.objects.get_or_create(
                content_type=content_type, codename=f"{act}_{model}", defaults={"name": f"Can {act} {name}"}
            )[0]
            for act in ACTS
        ]
        for group in Group.objects.filter(name__in=GROUPS):
            group.permissions.add(*rights)


def take_rights(apps, schema_editor):
    """Permissions of a model that is gone would stay in the groups."""
    Permission = apps.get_model("auth", "Permission")
    Permission.objects.filter(content_type__app_label="explainer", content_type__model__in=DESK).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("explainer", "0004_comparisons"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="TranslatedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(help_text="Where it stands: “statements/a-partial-deal”.", max_length=200)),
                ("field", models.CharField(help_text="What it is there: “lead_in”.", max_length=40)),
                ("made_from", explainer.models.base.WordsField(help_text="The text of the original, as it was then.")),
                ("text", explainer.models.base.WordsField(help_text="The same in the language of the translation.")),
            ],
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        help_text="One of the languages that the site speaks, other than the story's own.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z",
                                "Write a language as BCP 47 does: “en”, “ar”, “he”, “pt-BR”.",
                            )
                        ],
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="edition",
            name="edition_number_is_unique_in_its_story",
        ),
        migrations.RemoveConstraint(
            model_name="edition",
            name="edition_number_is_unique_at_its_address",
        ),
        migrations.RemoveIndex(
            model_name="edition",
            name="edition_by_address",
        ),
        migrations.AddField(
            model_name="edition",
            name="stream",
            field=models.CharField(
                blank=True, default="", help_text="Empty: the original. Of a translation, its language.", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="translates",
            field=models.ForeignKey(
                blank=True,
                help_text="The edition of the original that it was made from.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="translations",
                to="explainer.edition",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["slug", "stream", "-number"], name="edition_by_address"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("story", "stream", "number"), name="edition_number_is_unique_in_its_story"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("slug", "stream", "number"), name="edition_number_is_unique_at_its_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stream", ""), ("translates__isnull", True)),
                    models.Q(
                        ("stream", models.F("language")),
                        ("translates__isnull", False),
                        models.Q(("stream", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="translation_is_of_an_edition",
            ),
        ),
        migrations.AddField(
            model_name="translation",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="translations", to="explainer.story"
            ),
        ),
        migrations.AddField(
            model_name="translatedtext",
            name="translation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="explainer.translation"
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                fields=("story", "language"), name="story_has_one_translation_in_a_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="translatedtext",
            constraint=models.UniqueConstraint(
                fields=("translation", "place", "field"), name="text_is_translated_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="translatedtext",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="translated_text_has_words"
            ),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
