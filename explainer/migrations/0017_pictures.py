"""Pictures: locator maps, amounts of what is given, and who hands on a text."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.db import migrations, models

DESK = ("map", "mapfeature")
ACTS = ("add", "change", "delete", "view")
GROUPS = ("reporter", "editor", "administrator")


def give_rights(apps, schema_editor):
    """Give the three groups the new forms. As in 0002, the permissions are made here if Django has not yet."""
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
        ('explainer', '0016_background'),
    ]

    operations = [
        migrations.CreateModel(
            name='Map',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('title', explainer.models.base.LineField(help_text='“The Tarn bridge and the two counties”.', max_length=120)),
                ('alternative', explainer.models.base.LineField(help_text='What it shows, in words, for whoever does not see it: what lies where.', max_length=500)),
                ('credit', explainer.models.base.LineField(help_text='Where the outlines are from: “Outline: Natural Earth; not from The Daily Test”.', max_length=200)),
                ('west', models.DecimalField(decimal_places=4, help_text='The frame, in degrees. Where it crosses 180 degrees, the east is less than the west.', max_digits=7)),
                ('south', models.DecimalField(decimal_places=4, max_digits=7)),
                ('east', models.DecimalField(decimal_places=4, max_digits=7)),
                ('north', models.DecimalField(decimal_places=4, max_digits=7)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MapFeature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(choices=[('land', 'land around: an outline, drawn faintly'), ('area', 'area that the map is about: an outline, drawn strongly'), ('border', 'border: a thin broken line'), ('line', 'line that the map is about, as a corridor: thick and hatched'), ('place', 'place: a dot'), ('name', 'name alone, as of a sea')], max_length=20)),
                ('label', explainer.models.base.LineField(blank=True, help_text='Its name, as on a map. Empty: none is written.', max_length=60)),
                ('positions', explainer.models.base.LineField(help_text='Longitude,latitude in degrees, with blanks between positions: 34.25,31.22 34.23,31.26. “;” between parts.', max_length=3000)),
                ('label_at', explainer.models.base.LineField(blank=True, help_text='Where the middle of the label is. Empty: beside it, or inside.', max_length=40)),
            ],
            options={
                'verbose_name': 'feature of a map',
                'verbose_name_plural': 'features of a map',
            },
        ),
        migrations.AddField(
            model_name='provision',
            name='amount',
            field=explainer.models.base.LineField(blank=True, help_text='How much, as our sources say: “about 20 of more than 50”, “number not known”.', max_length=120),
        ),
        migrations.AddField(
            model_name='provision',
            name='drawn',
            field=models.PositiveSmallIntegerField(blank=True, help_text='To draw the amount as dots: 20, of 50. The words stand beside.', null=True, verbose_name='dots drawn full'),
        ),
        migrations.AddField(
            model_name='provision',
            name='drawn_of',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Of how many.', null=True, verbose_name='dots drawn'),
        ),
        migrations.AddField(
            model_name='provision',
            name='short_name',
            field=explainer.models.base.LineField(blank=True, help_text='What is handed over or done, in a few words: “Buses”. With one, it stands in the picture of what each side gives and gets.', max_length=60),
        ),
        migrations.AddField(
            model_name='text',
            name='handed_on_by',
            field=explainer.models.base.CitedField(blank=True, help_text='Who handed it on, or is to, if a source says so.', related_name='texts_handed_on', to='explainer.actor'),
        ),
        migrations.AddField(
            model_name='text',
            name='handed_on_to',
            field=explainer.models.base.CitedField(blank=True, related_name='texts_handed', to='explainer.actor'),
        ),
        migrations.AddConstraint(
            model_name='provision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn', None), ('drawn_of', None)), models.Q(('drawn__isnull', False), ('drawn_of__gte', models.F('drawn')), ('drawn_of__isnull', False), ('drawn_of__lte', 1000), models.Q(('amount', ''), _negated=True)), _connector='OR'), name='provision_is_drawn_with_its_amount_in_words', violation_error_message='Dots are full of all there are, at most 1000, and the amount is in words.'),
        ),
        migrations.AddField(
            model_name='map',
            name='story',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story'),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='issue',
            field=models.ForeignKey(blank=True, help_text='The issue that it is about. The map stands on its page.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='map_features', to='explainer.issue'),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='map',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='features', to='explainer.map'),
        ),
        migrations.AddField(
            model_name='mapfeature',
            name='term',
            field=models.ForeignKey(blank=True, help_text='The glossary term that it is. The map stands there.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='map_features', to='explainer.term'),
        ),
        migrations.AddConstraint(
            model_name='map',
            constraint=models.UniqueConstraint(fields=('story', 'slug'), name='map_slug_is_unique_in_its_story'),
        ),
        migrations.AddConstraint(
            model_name='map',
            constraint=models.CheckConstraint(condition=models.Q(('south__lt', models.F('north'))), name='map_south_is_below_its_north', violation_error_message='The south of a map is below its north.'),
        ),
        migrations.AddConstraint(
            model_name='mapfeature',
            constraint=models.UniqueConstraint(fields=('map', 'order'), name='map_feature_has_its_own_place'),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
