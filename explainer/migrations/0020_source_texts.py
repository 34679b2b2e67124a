"""The texts of sources, at the desk alone, and the words of them on which rows rest."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
import explainer.models.base
import explainer.models.source_texts
from django.conf import settings
from django.db import migrations, models


DESK = ("sourcetext", "sourcemark")
ACTS = ("add", "change", "delete", "view")
GROUPS = ("reporter", "editor", "administrator")


def give_rights(apps, schema_editor):
    """Give the three groups the new rows. As in 0002, the permissions are made here if Django has not yet."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for model in DESK:
        content_type, _ = ContentType.objects.get_or_create(app_label="explainer", model=model)
        name = apps.get_model("explainer", model)._meta.verbose_name
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
        ('explainer', '0019_search_anew'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(help_text='Characters of the text before them.')),
                ('words', explainer.models.base.WordsField(help_text='The words, to the letter.')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_marks', to='explainer.event')),
                ('position', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_marks', to='explainer.position')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='explainer.source')),
                ('statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_marks', to='explainer.statement')),
            ],
            options={
                'verbose_name': 'mark in the text of a source',
                'verbose_name_plural': 'marks in the texts of sources',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', True), ('position__isnull', True), ('statement__isnull', False)), models.Q(('event__isnull', False), ('position__isnull', True), ('statement__isnull', True)), models.Q(('event__isnull', True), ('position__isnull', False), ('statement__isnull', True)), _connector='OR'), name='mark_is_of_one_row'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='mark_has_words')],
            },
        ),
        migrations.CreateModel(
            name='SourceText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', explainer.models.source_texts.TextField(help_text='The words of the source, pasted once. Nobody but the desk sees them.')),
                ('cut', explainer.models.base.WordsField(blank=True, editable=False, help_text='The excerpt as it was last cut from the text.')),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kept_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='kept_text', to='explainer.source')),
            ],
            options={
                'verbose_name': 'text of a source',
                'verbose_name_plural': 'texts of sources',
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='text_of_a_source_has_words')],
            },
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
