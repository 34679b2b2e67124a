"""The first seven migrations as one, in the order and with the columns that they leave behind.

A database that has had them has nothing to do. They stay as long as one may have had a part of them only, and their
steps that are no change of a model are called where they stand. A test holds that both ways end with the same tables.
"""

from __future__ import annotations

from importlib import import_module

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import explainer.models.base

groups = import_module("explainer.migrations.0002_groups")
search = import_module("explainer.migrations.0003_search")
comparisons = import_module("explainer.migrations.0004_comparisons")
translations = import_module("explainer.migrations.0005_translations")


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('explainer', '0001_first'),
        ('explainer', '0002_groups'),
        ('explainer', '0003_search'),
        ('explainer', '0004_comparisons'),
        ('explainer', '0005_translations'),
        ('explainer', '0006_turns'),
        ('explainer', '0007_scale'),
    ]

    dependencies = [
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('report', 'news report'), ('document', 'document'), ('broadcast', 'broadcast'), ('post', 'post'), ('interview', 'interview'), ('other', 'other')], default='report', max_length=20)),
                ('title', explainer.models.base.LineField(blank=True, help_text='As printed. Leave empty when we do not have it.', max_length=300)),
                ('publisher', explainer.models.base.LineField(help_text='Who published it: “CNN”.', max_length=120)),
                ('byline', explainer.models.base.LineField(blank=True, help_text='Who wrote it, as printed.', max_length=300)),
                ('contributors', explainer.models.base.LineField(blank=True, help_text='Who is named as having contributed.', max_length=300)),
                ('address', models.URLField(blank=True, help_text='Leave empty when we do not have it.', max_length=500)),
                ('archived', models.URLField(blank=True, help_text='A lasting copy, if there is one.', max_length=500)),
                ('published', explainer.models.base.WhenField(blank=True, help_text='2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.', max_length=40)),
                ('accessed', models.DateField(blank=True, help_text='The day on which we read it.', null=True)),
                ('language', models.CharField(default='en', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z', 'Write a language as BCP 47 does: “en”, “ar”, “he”, “pt-BR”.')])),
                ('excerpt', explainer.models.base.WordsField(blank=True, help_text='Its quoted words, to the letter. Quotations are checked against it. It is never published.')),
                ('note', explainer.models.base.ProseField(blank=True, help_text='What readers should know of it, in our words.')),
            ],
            options={
                'verbose_name': 'source',
            },
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The first part of every address of this story. It stays once published.', max_length=80, unique=True, validators=[explainer.models.base.story_slug_is_free])),
                ('title', explainer.models.base.LineField(help_text='“The three-phase Gaza ceasefire framework”.', max_length=160)),
                ('short_title', explainer.models.base.LineField(blank=True, help_text='For the titles of pages.', max_length=80)),
                ('question', explainer.models.base.LineField(help_text='The question that the story answers; it is the headline.', max_length=300)),
                ('short_answer', explainer.models.base.ProseField(help_text='Two or three sentences that answer it, as things stand.')),
                ('standfirst', explainer.models.base.LineField(blank=True, help_text='One line for the list of stories and for search engines.', max_length=300)),
                ('limits', explainer.models.base.ProseField(blank=True, help_text='What our sources leave out: shown under “Built from”.')),
                ('language', models.CharField(default='en', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z', 'Write a language as BCP 47 does: “en”, “ar”, “he”, “pt-BR”.')])),
                ('as_of', models.DateField(help_text='The day up to which the story is told. Nothing later is covered.')),
            ],
            options={
                'verbose_name_plural': 'stories',
                'permissions': [('publish_story', 'Can publish, schedule and publish again'), ('withdraw_story', 'Can withdraw an edition')],
            },
        ),
        migrations.CreateModel(
            name='LoadedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60)),
                ('key', models.CharField(help_text='The natural key, as JSON.', max_length=300)),
                ('digest', models.CharField(help_text='SHA-256 of the row as it was loaded.', max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model', 'key'), name='loaded_row_is_remembered_once')],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('slug', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['number'], name='turn_by_number')],
            },
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='1, 2, 3 without gaps.')),
                ('name', explainer.models.base.LineField(help_text='“A six-week pause”.', max_length=120)),
                ('short_name', explainer.models.base.LineField(blank=True, max_length=60)),
                ('gist', explainer.models.base.LineField(blank=True, help_text='One line for the path on the overview.', max_length=300)),
                ('duration', explainer.models.base.LineField(blank=True, help_text='As our source words it; empty when it does not say.', max_length=300)),
                ('duration_days', models.PositiveSmallIntegerField(blank=True, help_text='Only if stated.', null=True)),
                ('summary', explainer.models.base.ProseField(blank=True)),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='phases', to='explainer.source')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='explainer.story')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('story', 'number'), name='phase_number_is_unique_in_its_story'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='phases_are_counted_from_one'), models.CheckConstraint(condition=models.Q(('duration_days', None), ('duration_days__gte', 1), _connector='OR'), name='phase_lasts_a_day_or_more'), models.CheckConstraint(condition=models.Q(('duration_days', None), models.Q(('duration', ''), _negated=True), _connector='OR'), name='phase_length_in_days_is_also_worded')],
            },
        ),
        migrations.CreateModel(
            name='Actor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays.', max_length=80, unique=True)),
                ('name', explainer.models.base.LineField(help_text='As our source gives it, without title or epithet.', max_length=160)),
                ('short_name', explainer.models.base.LineField(blank=True, help_text='For narrow places: “Netanyahu”.', max_length=60)),
                ('kind', models.CharField(choices=[('person', 'person'), ('office', 'office'), ('government', 'government'), ('armed-group', 'armed group'), ('group', 'group'), ('medium', 'medium'), ('unnamed', 'unnamed source')], max_length=20)),
                ('descriptor', explainer.models.base.LineField(blank=True, help_text='A neutral line beside the name where there is no dated role.', max_length=160)),
                ('description', explainer.models.base.ProseField(blank=True, help_text='Neutral; only what a source says.')),
                ('unnamed_because', explainer.models.base.LineField(blank=True, help_text='Why it is not named, if the report says why.', max_length=300)),
                ('affiliation', models.ForeignKey(blank=True, help_text='Whom they belong to or speak for. Leave empty when our source does not say.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affiliates', to='explainer.actor')),
                ('described_in', models.ForeignKey(blank=True, help_text='For an unnamed source: the one report that used it. Two reports mean two actors.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unnamed_sources', to='explainer.source')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'unnamed'), _negated=True), ('described_in__isnull', False), _connector='OR'), name='unnamed_source_is_scoped_to_one_report', violation_error_message='An unnamed source needs the report that used it (“described in”).'), models.CheckConstraint(condition=models.Q(('kind', 'unnamed'), ('unnamed_because', ''), _connector='OR'), name='only_an_unnamed_source_says_why_it_is_unnamed'), models.CheckConstraint(condition=models.Q(('affiliation__isnull', True), models.Q(('affiliation', models.F('id')), _negated=True), _connector='OR'), name='actor_is_not_affiliated_to_itself')],
            },
        ),
        migrations.CreateModel(
            name='StateRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('label', explainer.models.base.LineField(help_text='“Agreement”, “In force”, “Next”, “Waiting for”, “Not covered”.', max_length=40)),
                ('text', explainer.models.base.LineField(help_text='One short line: “None reached”.', max_length=300)),
                ('when', explainer.models.base.WhenField(blank=True, help_text='2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.', max_length=40)),
                ('on_every_page', models.BooleanField(default=False, help_text='Also shown under the heading of inner pages.')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='state_rows', to='explainer.source')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'verbose_name': 'state of play row',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='staterow_slug_is_unique_in_its_story')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text="The story's slug: the first part of the address.", max_length=80)),
                ('language', models.CharField(max_length=20)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('first', 'first edition'), ('update', 'update'), ('correction', 'correction'), ('clarification', 'clarification'), ('withdrawal', 'withdrawal of a part')], max_length=20)),
                ('note', explainer.models.base.LineField(blank=True, help_text='To readers: what changed and why.', max_length=1000)),
                ('published_at', models.DateTimeField(help_text='From this moment on readers see it.')),
                ('publisher_name', explainer.models.base.LineField(blank=True, help_text='Kept when the account is gone.', max_length=160)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('schema', models.PositiveSmallIntegerField(help_text="Version of the document's shape.")),
                ('document', models.TextField(help_text='The story as JSON (explainer.document).')),
                ('digest', models.CharField(help_text='SHA-256 of the document, in hexadecimal.', max_length=64)),
                ('retired', models.JSONField(blank=True, default=dict, help_text='Addresses that earlier editions had: {“statements/x”: last edition}.')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_because', explainer.models.base.LineField(blank=True, max_length=1000)),
                ('withdrawer_name', explainer.models.base.LineField(blank=True, max_length=160)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='editions', to=settings.AUTH_USER_MODEL)),
                ('republishes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='republished_as', to='explainer.edition')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='withdrawals', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='explainer.story')),
                ('stream', models.CharField(blank=True, default='', help_text='Empty: the original. Of a translation, its language.', max_length=20)),
                ('translates', models.ForeignKey(blank=True, help_text='The edition of the original that it was made from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='translations', to='explainer.edition')),
                ('told_at', models.GeneratedField(db_persist=True, expression=models.Case(models.When(then='withdrawn_at', withdrawn_at__isnull=False), models.When(kind__in=('correction', 'clarification', 'withdrawal'), then='published_at')), help_text='When readers were told of what it puts right, or that it was withdrawn; empty for others.', output_field=models.DateTimeField(null=True))),
            ],
            options={
                'indexes': [models.Index(fields=['slug', 'stream', '-number'], name='edition_by_address'), models.Index(fields=['-published_at', 'slug', 'stream'], name='edition_by_time'), models.Index(fields=['-told_at', 'slug', 'stream', '-number'], name='edition_by_what_it_puts_right')],
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='editions_are_counted_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_because', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='edition_is_withdrawn_with_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('kind', 'first')), models.Q(('number__gt', 1), models.Q(('kind', 'first'), _negated=True)), _connector='OR'), name='only_edition_one_is_the_first'), models.UniqueConstraint(fields=('story', 'stream', 'number'), name='edition_number_is_unique_in_its_story'), models.UniqueConstraint(fields=('slug', 'stream', 'number'), name='edition_number_is_unique_at_its_address'), models.CheckConstraint(condition=models.Q(models.Q(('stream', ''), ('translates__isnull', True)), models.Q(('stream', models.F('language')), ('translates__isnull', False), models.Q(('stream', ''), _negated=True)), _connector='OR'), name='translation_is_of_an_edition')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('name', explainer.models.base.LineField(max_length=80)),
                ('aliases', explainer.models.base.LineField(blank=True, help_text='Other spellings, separated by commas.', max_length=300)),
                ('definition', explainer.models.base.ProseField(help_text='What the word means here, from what a source says.')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='terms', to='explainer.source')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='term_slug_is_unique_in_its_story')],
            },
        ),
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(help_text="One of the languages that the site speaks, other than the story's own.", max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z', 'Write a language as BCP 47 does: “en”, “ar”, “he”, “pt-BR”.')])),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='explainer.story')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('story', 'language'), name='story_has_one_translation_in_a_language')],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('name', explainer.models.base.LineField(help_text='“Israeli troops in the Philadelphi corridor”.', max_length=120)),
                ('short_name', explainer.models.base.LineField(help_text='“Philadelphi corridor”.', max_length=60)),
                ('question', explainer.models.base.LineField(help_text='“Do Israeli troops stay on the border with Egypt?”', max_length=300)),
                ('explanation', explainer.models.base.ProseField(blank=True, help_text='What it is about, neutrally.')),
                ('standing', explainer.models.base.LineField(blank=True, help_text='Where it stands, in a sentence or two.', max_length=300)),
                ('status', models.CharField(choices=[('open', 'open'), ('narrowed', 'narrowed'), ('settled', 'settled')], default='open', max_length=20)),
                ('phases', models.ManyToManyField(blank=True, related_name='issues', to='explainer.phase')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='issues', to='explainer.source')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='issue_slug_is_unique_in_its_story')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('title', explainer.models.base.LineField(help_text='“Prime Minister of Israel”.', max_length=160)),
                ('held_from', explainer.models.base.WhenField(blank=True, help_text='2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.', max_length=40)),
                ('held_to', explainer.models.base.WhenField(blank=True, help_text='2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.', max_length=40)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='explainer.actor')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('actor', 'slug'), name='role_slug_is_unique_for_its_actor')],
            },
        ),
        migrations.CreateModel(
            name='Involvement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('party', 'party to the talks'), ('mediator', 'mediator'), ('affected', 'people affected'), ('spoken-about', 'spoken about, not quoted'), ('unnamed', 'unnamed source'), ('medium', 'carried the words')], max_length=20)),
                ('mark', models.CharField(help_text='Two letters; those of the side for everyone who belongs to it.', max_length=2, validators=[django.core.validators.RegexValidator('^(\\w{2}|\\?\\?)\\Z', 'Two letters, or ?? where no side is given.')])),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='involvements', to='explainer.actor')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='involvements', to='explainer.story')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('story', 'actor'), name='actor_has_one_part_in_a_story'), models.CheckConstraint(condition=models.Q(('mark', ''), _negated=True), name='mark_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='TranslatedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(help_text='Where it stands: “statements/a-partial-deal”.', max_length=200)),
                ('field', models.CharField(help_text='What it is there: “lead_in”.', max_length=40)),
                ('made_from', explainer.models.base.WordsField(help_text='The text of the original, as it was then.')),
                ('text', explainer.models.base.WordsField(help_text='The same in the language of the translation.')),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='explainer.translation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('translation', 'place', 'field'), name='text_is_translated_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='translated_text_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('title', explainer.models.base.LineField(max_length=160)),
                ('body', explainer.models.base.ProseField(blank=True)),
                ('when', explainer.models.base.WhenField(blank=True, help_text='2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.', max_length=40)),
                ('when_reported', explainer.models.base.LineField(blank=True, help_text="The source's own words: “late June”.", max_length=80)),
                ('when_note', explainer.models.base.LineField(blank=True, help_text='How we worked the date out, if we did.', max_length=300)),
                ('order_in_day', models.PositiveSmallIntegerField(default=0, help_text='Among entries of the same date, when the source gives an order (“hours later”).')),
                ('status', models.CharField(choices=[('happened', 'happened'), ('expected', 'expected'), ('cancelled', 'cancelled'), ('not-known', 'not known')], default='happened', max_length=20)),
                ('condition', explainer.models.base.LineField(blank=True, help_text='For an expected event: what it depends on.', max_length=300)),
                ('actors', explainer.models.base.CitedField(blank=True, related_name='events', to='explainer.actor')),
                ('issues', models.ManyToManyField(blank=True, related_name='events', to='explainer.issue')),
                ('phase', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='explainer.phase')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='events', to='explainer.source')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='event_slug_is_unique_in_its_story')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('attributed_as', explainer.models.base.LineField(blank=True, help_text='How the source names the speaker, if otherwise.', max_length=160)),
                ('wording', models.CharField(choices=[('direct', 'direct quote'), ('partial', 'partial quote'), ('paraphrase', 'paraphrase')], max_length=20)),
                ('act', models.CharField(choices=[('said', 'said'), ('denied', 'denied'), ('accused', 'accused'), ('asked', 'asked'), ('announced', 'announced')], default='said', max_length=20)),
                ('topic', explainer.models.base.LineField(help_text='What it is about, for its title: “a partial deal”.', max_length=80)),
                ('lead_in', explainer.models.base.LineField(help_text='Our words before the quotation; for a paraphrase, the whole of it. The verb is “said”.', max_length=600)),
                ('tail', explainer.models.base.LineField(blank=True, help_text='Our words after a partial quote.', max_length=600)),
                ('context', explainer.models.base.ProseField(blank=True, help_text='What a reader needs to understand it, in our words.')),
                ('note', explainer.models.base.ProseField(blank=True, help_text='What readers should know of how it is quoted.')),
                ('alterations', explainer.models.base.LineField(blank=True, help_text="Brackets and the like inside the quotation that are the source's, in a sentence.", max_length=300)),
                ('second_hand', models.BooleanField(default=False, help_text='The speaker relays what someone else said.')),
                ('form', models.CharField(choices=[('spoken', 'spoken'), ('written', 'written'), ('not-stated', 'not stated')], default='not-stated', max_length=20)),
                ('setting', explainer.models.base.LineField(blank=True, help_text='“Interview”, “Post”, “Announcement of the framework”.', max_length=120)),
                ('language', models.CharField(blank=True, help_text='The language spoken. Empty: not stated.', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z', 'Write a language as BCP 47 does: “en”, “ar”, “he”, “pt-BR”.')])),
                ('quoted_in', models.CharField(default='en', help_text='The language in which it is quoted.', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z', 'Write a language as BCP 47 does: “en”, “ar”, “he”, “pt-BR”.')])),
                ('translator', explainer.models.base.LineField(blank=True, help_text='Empty: not stated.', max_length=120)),
                ('when', explainer.models.base.WhenField(blank=True, help_text='2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.', max_length=40)),
                ('when_reported', explainer.models.base.LineField(blank=True, help_text="The source's own words: “late June”.", max_length=80)),
                ('when_note', explainer.models.base.LineField(blank=True, help_text='How we worked the date out, if we did.', max_length=300)),
                ('order_in_day', models.PositiveSmallIntegerField(default=0, help_text='Among entries of the same date, when the source gives an order (“hours later”).')),
                ('about', explainer.models.base.CitedField(blank=True, help_text='Whom it is about.', related_name='spoken_about', to='explainer.actor')),
                ('addressee', models.ForeignKey(blank=True, help_text='To whom.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='addressed', to='explainer.actor')),
                ('issues', models.ManyToManyField(blank=True, related_name='statements', to='explainer.issue')),
                ('medium', models.ForeignKey(blank=True, help_text='Where it was said or posted, if the source says: Channel 14, X.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='explainer.actor')),
                ('phases', models.ManyToManyField(blank=True, related_name='statements', to='explainer.phase')),
                ('role', models.ForeignKey(blank=True, help_text='The role held on that day.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='explainer.role')),
                ('sources', explainer.models.base.CitedField(blank=True, help_text='Required before it can be published.', related_name='statements', to='explainer.source')),
                ('speaker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='explainer.actor')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='statement_slug_is_unique_in_its_story')],
            },
        ),
        migrations.CreateModel(
            name='OpenQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('question', explainer.models.base.LineField(help_text='What is not known.', max_length=300)),
                ('why', explainer.models.base.ProseField(blank=True, help_text='Why it is not known, as far as our source says.')),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='open_questions', to='explainer.issue')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='open_questions', to='explainer.source')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='openquestion_slug_is_unique_in_its_story')],
            },
        ),
        migrations.CreateModel(
            name='Relay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('label', explainer.models.base.LineField(help_text='“Television interview”, “Post, 31 May 2024”.', max_length=120)),
                ('seen_by_us', models.BooleanField(default=False)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relays', to='explainer.actor')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.statement')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('statement', 'order'), name='relay_has_its_own_place')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('text', explainer.models.base.WordsField(help_text='Without the outer quotation marks, and without the comma that typesetting puts before them.')),
                ('cut_before', models.BooleanField(default=False, help_text='The source breaks the sentence between the passage before and this one (shown as …).')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.statement')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('statement', 'order'), name='passage_has_its_own_place'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='passage_has_words')],
            },
        ),
        migrations.CreateModel(
            name='StatementLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('relation', models.CharField(choices=[('answers', 'answers'), ('denies', 'denies'), ('stands-against', 'stands against'), ('bears-out', 'bears out'), ('restates', 'restates'), ('narrows', 'narrows'), ('reverses', 'reverses')], max_length=20)),
                ('to_report', explainer.models.base.LineField(blank=True, help_text='A report that is not on record here, in our words.', max_length=300)),
                ('note', explainer.models.base.LineField(blank=True, help_text='“in part”.', max_length=120)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='explainer.source')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='explainer.statement')),
                ('to_event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links_in', to='explainer.event')),
                ('to_statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links_in', to='explainer.statement')),
            ],
            options={
                'verbose_name': 'link to another statement',
                'verbose_name_plural': 'links to other statements',
                'constraints': [models.UniqueConstraint(fields=('statement', 'order'), name='link_has_its_own_place'), models.CheckConstraint(condition=models.Q(models.Q(('to_event__isnull', True), ('to_report', ''), ('to_statement__isnull', False)), models.Q(('to_event__isnull', False), ('to_report', ''), ('to_statement__isnull', True)), models.Q(('to_event__isnull', True), ('to_statement__isnull', True), models.Q(('to_report', ''), _negated=True)), _connector='OR'), name='link_leads_to_one_thing', violation_error_message='A link leads to one statement, one event or one report.'), models.CheckConstraint(condition=models.Q(('to_statement__isnull', True), models.Q(('to_statement', models.F('statement')), _negated=True), _connector='OR'), name='statement_does_not_link_to_itself', violation_error_message='A statement cannot answer itself.')],
            },
        ),
        migrations.CreateModel(
            name='Provision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('what', explainer.models.base.LineField(help_text='Starts with a verb: “Withdraws all troops from Gaza”.', max_length=300)),
                ('condition', explainer.models.base.LineField(blank=True, help_text='On what condition, if there is one.', max_length=300)),
                ('status', models.CharField(choices=[('not-in-force', 'not yet in force'), ('not-begun', 'not begun'), ('begun', 'begun'), ('partly-done', 'partly done'), ('done', 'done'), ('contested', 'contested')], default='not-in-force', max_length=20)),
                ('owed_by', explainer.models.base.CitedField(blank=True, help_text='One actor; two or more for all of them; none when our source does not say.', related_name='owes', to='explainer.actor')),
                ('owed_to', explainer.models.base.CitedField(blank=True, related_name='is_owed', to='explainer.actor')),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provisions', to='explainer.phase')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='provisions', to='explainer.source')),
                ('statements', explainer.models.base.CitedField(blank=True, related_name='provisions', to='explainer.statement')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='provision_slug_is_unique_in_its_story')],
            },
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('sentence', explainer.models.base.LineField(help_text='Starts with “Says”, “Wants” or names who says so.', max_length=300)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='explainer.actor')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='explainer.issue')),
                ('sources', explainer.models.base.CitedField(blank=True, help_text='A report that describes the position in its own words, where no statement does.', related_name='positions', to='explainer.source')),
                ('statements', explainer.models.base.CitedField(blank=True, related_name='positions', to='explainer.statement')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='position_slug_is_unique_in_its_story'), models.UniqueConstraint(fields=('story', 'issue', 'actor'), name='actor_has_one_position_on_an_issue')],
            },
        ),
        migrations.CreateModel(
            name='KeyPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('sentence', explainer.models.base.LineField(help_text='One plain sentence.', max_length=300)),
                ('meaning', explainer.models.base.ProseField(blank=True, help_text='What it means, in a sentence or two.')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='key_points', to='explainer.source')),
                ('statements', explainer.models.base.CitedField(blank=True, related_name='key_points', to='explainer.statement')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='keypoint_slug_is_unique_in_its_story')],
            },
        ),
        migrations.CreateModel(
            name='Gate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('proceed', 'goes on to the next phase'), ('extend', 'extends the phase'), ('collapse', 'collapses')], max_length=20)),
                ('settled', models.BooleanField(default=False, help_text='Set out in the framework (drawn solid). Otherwise it could happen (dashed).')),
                ('through', explainer.models.base.LineField(blank=True, help_text='What lies between: “Talks on phase 2”.', max_length=60)),
                ('through_note', explainer.models.base.LineField(blank=True, help_text='“Held during the pause.”', max_length=120)),
                ('label', explainer.models.base.LineField(help_text='The case, in two or three words: “Talks collapse”.', max_length=60)),
                ('condition', explainer.models.base.ProseField(blank=True, help_text='What must hold. Empty: our source does not say.')),
                ('outcome', explainer.models.base.LineField(blank=True, help_text='Where it leads, when not to a phase: “War may resume”.', max_length=60)),
                ('outcome_note', explainer.models.base.LineField(blank=True, max_length=160)),
                ('from_phase', models.ForeignKey(blank=True, help_text='Empty: from now.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='gates_out', to='explainer.phase')),
                ('to_phase', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='gates_in', to='explainer.phase')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='gates', to='explainer.source')),
                ('statements', explainer.models.base.CitedField(blank=True, related_name='gates', to='explainer.statement')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='gate_slug_is_unique_in_its_story'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'proceed'), _negated=True), ('to_phase__isnull', False), _connector='OR'), name='gate_that_proceeds_leads_to_a_phase', violation_error_message='A gate that goes on to the next phase needs that phase.'), models.CheckConstraint(condition=models.Q(('kind', 'proceed'), models.Q(('to_phase__isnull', True), ('from_phase__isnull', False)), _connector='OR'), name='gate_that_extends_or_collapses_stays_at_its_phase', violation_error_message='Extending and collapsing start from a phase and lead to none.'), models.CheckConstraint(condition=models.Q(('kind', 'proceed'), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='gate_that_leads_to_no_phase_says_where_it_leads'), models.CheckConstraint(condition=models.Q(('to_phase__isnull', True), ('from_phase__isnull', True), models.Q(('to_phase', models.F('from_phase')), _negated=True), _connector='OR'), name='gate_does_not_lead_back_to_its_own_phase')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('label', explainer.models.base.LineField(help_text='What is counted: “hostages expected to be released first”.', max_length=120)),
                ('low', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('high', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('qualifier', explainer.models.base.LineField(blank=True, help_text='“about”, “more than”, “almost”.', max_length=40)),
                ('unit', explainer.models.base.LineField(blank=True, help_text='“weeks”, “hostages”.', max_length=40)),
                ('out_of', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('out_of_qualifier', explainer.models.base.LineField(blank=True, max_length=40)),
                ('note', explainer.models.base.LineField(blank=True, max_length=300)),
                ('phase', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='figures', to='explainer.phase')),
                ('sources', explainer.models.base.CitedField(blank=True, related_name='figures', to='explainer.source')),
                ('statements', explainer.models.base.CitedField(blank=True, related_name='figures', to='explainer.statement')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='figure_slug_is_unique_in_its_story'), models.CheckConstraint(condition=models.Q(('low', None), ('high', None), ('low__lte', models.F('high')), _connector='OR'), name='figure_low_is_not_above_high'), models.CheckConstraint(condition=models.Q(('low__isnull', False), ('high__isnull', False), _connector='OR'), name='figure_has_a_number')],
            },
        ),
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
                'constraints': [models.UniqueConstraint(fields=('story', 'slug'), name='comparison_slug_is_unique_in_its_story'), models.UniqueConstraint(fields=('story', 'issue', 'earlier', 'later'), name='two_statements_are_compared_once_on_an_issue'), models.CheckConstraint(condition=models.Q(('earlier', models.F('later')), _negated=True), name='statement_is_not_compared_with_itself', violation_error_message='A statement cannot be compared with itself.')],
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
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('place__in', (1, 2))), name='approval_is_the_first_or_the_second'), models.UniqueConstraint(fields=('comparison', 'place'), name='approval_has_its_own_place'), models.UniqueConstraint(fields=('comparison', 'by'), name='nobody_approves_twice')],
            },
        ),
        migrations.RunPython(groups.make_groups, groups.remove_groups),
        migrations.RunPython(comparisons.give_rights, comparisons.take_rights),
        migrations.RunPython(translations.give_rights, translations.take_rights),
        migrations.RunPython(search.make, search.remove),
    ]
