"""One thing taken back from every edition of it, by two people; and the editions as they were before."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.conf import settings
from django.db import migrations, models

ACTS = {"take_back": "Can take one thing back from all editions, with a second person", "view_takedown": "Can view taking back"}
RIGHTS = {"reporter": ("view_takedown",), "editor": tuple(ACTS), "administrator": tuple(ACTS)}


def give_rights(apps, schema_editor):
    """Editors take back, reporters see what was. As in 0002, the permissions are made here if Django has not yet."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label="explainer", model="takedown")
    made = {
        codename: Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )[0]
        for codename, name in ACTS.items()
    }
    for group in apps.get_model("auth", "Group").objects.filter(name__in=RIGHTS):
        group.permissions.add(*(made[codename] for codename in RIGHTS[group.name]))


def take_rights(apps, schema_editor):
    """Permissions of a model that is gone would stay in the groups."""
    Permission = apps.get_model("auth", "Permission")
    Permission.objects.filter(content_type__app_label="explainer", content_type__model="takedown").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0011_in_use_stays'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='redacted_at',
            field=models.DateTimeField(blank=True, help_text='Since when it lacks what was taken back.', null=True),
        ),
        migrations.AddField(
            model_name='edition',
            name='revision',
            field=models.PositiveIntegerField(default=0, help_text='How often a thing was taken from it, or put back.'),
        ),
        migrations.AlterField(
            model_name='edition',
            name='digest',
            field=models.CharField(help_text='SHA-256 of the document as it was published, in hexadecimal.', max_length=64),
        ),
        migrations.AlterField(
            model_name='edition',
            name='document',
            field=models.TextField(help_text='The story as JSON (explainer.edition.document), as readers read it.'),
        ),
        migrations.CreateModel(
            name='Original',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('schema', models.PositiveSmallIntegerField()),
                ('document', models.TextField()),
                ('note', explainer.models.base.LineField(blank=True, max_length=1000)),
                ('withdrawn_because', explainer.models.base.LineField(blank=True, max_length=1000)),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='original', to='explainer.edition')),
            ],
        ),
        migrations.CreateModel(
            name='Takedown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('statement', 'statement'), ('event', 'event'), ('actor', 'actor')], max_length=10)),
                ('story', models.SlugField(blank=True, default='', help_text="Its story's slug; empty for an actor.", max_length=80)),
                ('slug', models.SlugField(max_length=80)),
                ('basis', models.CharField(choices=[('court-order', 'by order of a court'), ('safety', 'for somebody’s safety'), ('error', 'because it was wrong')], max_length=20)),
                ('reason', explainer.models.base.LineField(help_text='Readers are shown it where the thing stood.', max_length=500)),
                ('language', models.CharField(help_text='Of the reason.', max_length=20)),
                ('stories', models.JSONField(blank=True, default=list, help_text='The stories that had it, by slug.')),
                ('words', models.JSONField(blank=True, default=dict, help_text='What no page may say: names, and words said.')),
                ('asked_at', models.DateTimeField()),
                ('asker_name', explainer.models.base.LineField(max_length=160)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('confirmer_name', explainer.models.base.LineField(blank=True, max_length=160)),
                ('return_asked_at', models.DateTimeField(blank=True, null=True)),
                ('return_asker_name', explainer.models.base.LineField(blank=True, max_length=160)),
                ('return_reason', explainer.models.base.LineField(blank=True, max_length=500)),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('returner_name', explainer.models.base.LineField(blank=True, max_length=160)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('return_asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('returned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'taking back',
                'verbose_name_plural': 'taken back',
                'permissions': [('take_back', 'Can take one thing back from all editions, with a second person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('returned_at__isnull', True)), fields=('kind', 'story', 'slug'), name='a_thing_is_taken_back_once_at_a_time'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='taken_back_with_a_reason'), models.CheckConstraint(condition=models.Q(('confirmed_by', models.F('asked_by')), _negated=True), name='taken_back_by_two_people'), models.CheckConstraint(condition=models.Q(('returned_by', models.F('return_asked_by')), _negated=True), name='brought_back_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'actor'), ('story', '')), models.Q(models.Q(('kind', 'actor'), _negated=True), models.Q(('story', ''), _negated=True)), _connector='OR'), name='an_actor_belongs_to_no_one_story'), models.CheckConstraint(condition=models.Q(('returned_at__isnull', True), models.Q(('return_asked_at__isnull', False), ('taken_at__isnull', False)), _connector='OR'), name='only_what_was_taken_back_is_brought_back')],
            },
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
