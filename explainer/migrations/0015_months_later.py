"""Months later: coverage, former names and addresses, since when an issue stands so, what an edition puts right."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.db import migrations, models

DESK = ("formername",)
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


def remember_addresses(apps, schema_editor):
    """Events have addresses of their own now, and lists remember what stood in them: so do editions of before."""
    from explainer.desk.addresses import retired
    from explainer.edition.document import Unreadable, thaw

    last = {}
    for edition in apps.get_model("explainer", "Edition").objects.order_by("slug", "stream", "number").iterator(chunk_size=1):
        before, said = last.get((edition.slug, edition.stream), (None, None))
        try:
            document = thaw(edition.document)
        except Unreadable:
            continue
        edition.retired = retired(before, said, document, edition.retired)
        edition.save(update_fields=["retired"])
        last[edition.slug, edition.stream] = edition, document


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0014_any_framework'),
    ]

    operations = [
        migrations.AddField(
            model_name='actor',
            name='former_slugs',
            field=explainer.models.base.FormerSlugsField(blank=True, help_text='Its addresses of before, separated by commas. They lead here.', max_length=1000),
        ),
        migrations.AddField(
            model_name='edition',
            name='corrects',
            field=models.BooleanField(default=False, help_text='Whether it puts something right beside other news.'),
        ),
        migrations.AddField(
            model_name='edition',
            name='puts_right',
            field=models.JSONField(blank=True, default=list, help_text='What of its changes puts something right, as the places of items: [[“statements”, “x”]]. Empty: of a correction, clarification or withdrawal of a part, whatever it changes or takes out; of others, nothing.'),
        ),
        migrations.AddField(
            model_name='event',
            name='former_slugs',
            field=explainer.models.base.FormerSlugsField(blank=True, help_text='Its addresses of before, separated by commas. They lead here.', max_length=1000),
        ),
        migrations.AddField(
            model_name='issue',
            name='former_slugs',
            field=explainer.models.base.FormerSlugsField(blank=True, help_text='Its addresses of before, separated by commas. They lead here.', max_length=1000),
        ),
        migrations.AddField(
            model_name='issue',
            name='status_on',
            field=explainer.models.base.WhenField(blank=True, max_length=40, verbose_name='since'),
        ),
        migrations.AddField(
            model_name='statement',
            name='former_slugs',
            field=explainer.models.base.FormerSlugsField(blank=True, help_text='Its addresses of before, separated by commas. They lead here.', max_length=1000),
        ),
        migrations.AddField(
            model_name='story',
            name='coverage',
            field=models.CharField(choices=[('live', 'live: kept up to date'), ('paused', 'paused: not kept up to date for now'), ('closed', 'closed: told to its end')], default='live', help_text='Whether readers can expect more of it.', max_length=20),
        ),
        migrations.AddField(
            model_name='story',
            name='next_update',
            field=explainer.models.base.WhenField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='text',
            name='former_slugs',
            field=explainer.models.base.FormerSlugsField(blank=True, help_text='Its addresses of before, separated by commas. They lead here.', max_length=1000),
        ),
        migrations.RemoveIndex(model_name='edition', name='edition_by_what_it_puts_right'),
        migrations.RemoveField(model_name='edition', name='told_at'),
        migrations.AddField(
            model_name='edition',
            name='told_at',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(then='withdrawn_at', withdrawn_at__isnull=False), models.When(kind__in=('correction', 'clarification', 'withdrawal'), then='published_at'), models.When(corrects=True, then='published_at')), help_text='When readers were told of what it puts right, or that it was withdrawn; empty for others.', output_field=models.DateTimeField(null=True)),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['-told_at', 'slug', 'stream', '-number'], name='edition_by_what_it_puts_right'),
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('name', explainer.models.base.LineField(help_text='As it was called: “County Transport Board”.', max_length=160)),
                ('until', explainer.models.base.WhenField(blank=True, max_length=40)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='explainer.actor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('actor', 'order'), name='former_name_has_its_own_place')],
            },
        ),
        migrations.RunPython(give_rights, take_rights),
        migrations.RunPython(remember_addresses, migrations.RunPython.noop),
    ]
