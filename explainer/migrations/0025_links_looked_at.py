"""What the last look at the links of sources found; what was merged; and which rows are not the same."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0024_preview_links'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('looked_at', models.DateTimeField()),
                ('address', models.URLField(blank=True, help_text='The address that was looked at.', max_length=500)),
                ('state', models.CharField(choices=[('answers', 'answers'), ('moved', 'answers, at another address'), ('dead', 'dead'), ('not-asked', 'the site asks not to be looked at'), ('unknown', 'could not look'), ('none', 'there is none')], max_length=20)),
                ('said', explainer.models.base.LineField(blank=True, help_text='What the site answered.', max_length=300)),
                ('copy', models.URLField(blank=True, help_text='The kept copy that was looked at.', max_length=500)),
                ('copy_state', models.CharField(choices=[('answers', 'answers'), ('moved', 'answers, at another address'), ('dead', 'dead'), ('not-asked', 'the site asks not to be looked at'), ('unknown', 'could not look'), ('none', 'there is none')], max_length=20)),
                ('copy_said', explainer.models.base.LineField(blank=True, max_length=300)),
                ('proposed', models.URLField(blank=True, help_text='A kept copy that an archive has: a proposal.', max_length=500)),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='explainer.source')),
            ],
            options={
                'verbose_name': 'last look at a link',
                'verbose_name_plural': 'last looks at links',
            },
        ),
        migrations.CreateModel(
            name='Apart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='The model of both.', max_length=40)),
                ('one', models.BigIntegerField(help_text='The lower key of the two.')),
                ('other', models.BigIntegerField()),
                ('said_at', models.DateTimeField()),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'one', 'other'), name='two_rows_are_said_to_be_two_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='lower_key_comes_first')],
            },
        ),
        migrations.CreateModel(
            name='Merger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='The model of both.', max_length=40)),
                ('goes_name', explainer.models.base.LineField(max_length=300)),
                ('stays', models.BigIntegerField(help_text='The key of the one that stayed.')),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('done_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'stays'], name='merger_by_what_stayed')],
            },
        ),
    ]
