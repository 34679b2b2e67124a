"""Requests to publish, notes between editors, notices, and scheduled editions that were set aside: the desk's alone."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0021_review_by'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EditorNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, default='', max_length=40)),
                ('row', models.BigIntegerField(blank=True, null=True)),
                ('field', models.CharField(blank=True, default='', max_length=60)),
                ('page', models.CharField(blank=True, default='', max_length=400)),
                ('place', explainer.models.base.LineField(max_length=300)),
                ('words', explainer.models.base.WordsField(max_length=4000)),
                ('written_at', models.DateTimeField()),
                ('writer_name', explainer.models.base.LineField(max_length=160)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closer_name', explainer.models.base.LineField(blank=True, max_length=160)),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='editor_notes', to='explainer.story')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'note between editors',
                'verbose_name_plural': 'notes between editors',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HeldEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted_at', models.DateTimeField(help_text='When it was to come out.')),
                ('kind', models.CharField(max_length=20)),
                ('note', explainer.models.base.LineField(blank=True, max_length=1000)),
                ('puts_right', models.JSONField(blank=True, default=list)),
                ('document', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('scheduler_name', explainer.models.base.LineField(blank=True, max_length=160)),
                ('held_at', models.DateTimeField()),
                ('base', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='explainer.edition')),
                ('behind', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='explainer.edition')),
                ('scheduled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held_editions', to='explainer.story')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='NoteAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', explainer.models.base.WordsField(max_length=4000)),
                ('answered_at', models.DateTimeField()),
                ('answerer_name', explainer.models.base.LineField(max_length=160)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='explainer.editornote')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sentence', explainer.models.base.LineField(max_length=600)),
                ('address', models.CharField(blank=True, default='', max_length=400)),
                ('told_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PublishRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(blank=True, default='', help_text='Empty: the original.', max_length=20)),
                ('seen', models.CharField(max_length=64)),
                ('shown', models.TextField(help_text='What the page showed (explainer.edition.shown).')),
                ('comment', explainer.models.base.WordsField(blank=True, max_length=2000)),
                ('state', models.CharField(choices=[('waiting', 'waits for an answer'), ('approved', 'approved'), ('sent-back', 'sent back'), ('published', 'published'), ('taken-back', 'taken back by who asked')], default='waiting', max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('asker_name', explainer.models.base.LineField(max_length=160)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decider_name', explainer.models.base.LineField(blank=True, max_length=160)),
                ('reasons', explainer.models.base.WordsField(blank=True, max_length=2000)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='explainer.edition')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publish_requests', to='explainer.story')),
            ],
            options={
                'verbose_name': 'request to publish',
                'verbose_name_plural': 'requests to publish',
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='editornote',
            index=models.Index(fields=['kind', 'row'], name='notes_on_a_row'),
        ),
        migrations.AddIndex(
            model_name='editornote',
            index=models.Index(fields=['page'], name='notes_on_a_page'),
        ),
        migrations.AddConstraint(
            model_name='editornote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('row__isnull', False), models.Q(('kind', ''), _negated=True)), models.Q(('page', ''), _negated=True), _connector='OR'), name='a_note_is_on_something'),
        ),
        migrations.AddConstraint(
            model_name='editornote',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='noteanswer',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='an_answer_says_something'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['user', '-told_at'], name='notices_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='publishrequest',
            index=models.Index(fields=['state', '-asked_at'], name='requests_that_are_open'),
        ),
        migrations.AddConstraint(
            model_name='publishrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'approved'))), fields=('story', 'language'), name='a_story_is_asked_for_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='publishrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='a_request_is_approved_by_another_person'),
        ),
        migrations.AddConstraint(
            model_name='publishrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent-back'), _negated=True), models.Q(('reasons', ''), _negated=True), _connector='OR'), name='sent_back_with_reasons'),
        ),
    ]
