"""Two statements of one speaker, then and now, and the two people who approve the pair."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import explainer.models.base

DESK = ("comparison",)
ACTS = ("add", "change", "delete", "view")
GROUPS = ("reporter", "editor", "administrator")


def give_rights(apps, schema_editor):
    """Give the three groups the new form. As in 0002, the permissions are made here if Django has not yet."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for model in DESK:
        content_type, _ = ContentType.objects.get_or_create(app_label="explainer", model=model)
        rights = [
            Permission.objects.get_or_create(
                content_type=content_type, codename=f"{act}_{model}", defaults={"name": f"Can {act} {model}"}
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
        ('explainer', '0003_search'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('relation', models.CharField(choices=[('repeats', 'repeats'), ('adds-to', 'adds to'), ('narrows', 'narrows'), ('widens', 'widens'), ('differs-from', 'differs from'), ('reverses', 'says the opposite of')], help_text='What the later statement does to the earlier one, as text.', max_length=20)),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='comparisons_as_earlier', to='explainer.statement')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comparisons', to='explainer.issue')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='comparisons_as_later', to='explainer.statement')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(help_text='1 for the first, 2 for the second.')),
                ('name', explainer.models.base.LineField(help_text='Kept when the account is gone.', max_length=160)),
                ('at', models.DateTimeField()),
                ('seen', models.CharField(help_text='SHA-256 of what was approved, in hexadecimal.', max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='approvals', to=settings.AUTH_USER_MODEL)),
                ('comparison', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='explainer.comparison')),
            ],
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.UniqueConstraint(fields=('story', 'slug'), name='comparison_slug_is_unique_in_its_story'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.UniqueConstraint(fields=('story', 'issue', 'earlier', 'later'), name='two_statements_are_compared_once_on_an_issue'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.CheckConstraint(condition=models.Q(('earlier', models.F('later')), _negated=True), name='statement_is_not_compared_with_itself', violation_error_message='A statement cannot be compared with itself.'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('place__in', (1, 2))), name='approval_is_the_first_or_the_second'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('comparison', 'place'), name='approval_has_its_own_place'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('comparison', 'by'), name='nobody_approves_twice'),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
