"""Background: why a story matters, how it came to this, who is affected."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.db import migrations, models

DESK = ("background",)
ACTS = ("add", "change", "delete", "view")
GROUPS = ("reporter", "editor", "administrator")


def give_rights(apps, schema_editor):
    """Give the three groups the new form. As in 0002, the permissions are made here if Django has not yet."""
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
        ('explainer', '0015_months_later'),
    ]

    operations = [
        migrations.CreateModel(
            name='Background',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('why-it-matters', 'why it matters'), ('how-it-came', 'how it came to this'), ('who-is-affected', 'who is affected')], max_length=20)),
                ('text', explainer.models.base.ProseField(blank=True, help_text='What our sources say, in a sentence or two of ours.')),
                ('not_known', explainer.models.base.ProseField(blank=True, help_text='What our sources do not say of it: “How the war began is not in our source.”')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='backgrounds', to='explainer.source')),
                ('statements', explainer.models.base.CitedField(blank=True, related_name='backgrounds', to='explainer.statement')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'verbose_name': 'piece of background',
                'verbose_name_plural': 'background',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='background_slug_is_unique_in_its_story'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('not_known', ''), _negated=True), _connector='OR'), name='background_says_something', violation_error_message='Say what is known of it, or what is not.')],
            },
        ),
        migrations.AlterField(
            model_name='story',
            name='limits',
            field=explainer.models.base.ProseField(blank=True, help_text='What our sources leave out: shown with the sources.'),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
