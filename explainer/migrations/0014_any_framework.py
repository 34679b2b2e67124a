"""Words for any framework: states, moved dates, texts on the table, groups, links between events."""

from __future__ import annotations

import django.core.validators
import django.db.models.deletion
import explainer.models.base
from django.db import migrations, models

DESK = ("castgroup", "earlierdate", "eventlink", "text", "textanswer")
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
        ('explainer', '0013_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='CastGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('heading', explainer.models.base.LineField(help_text='“Government”, “Advisers”, “Unions and employers”.', max_length=80)),
                ('part', models.CharField(choices=[('party', 'a side, or of a side'), ('mediator', 'a go-between'), ('affected', 'people affected'), ('spoken-about', 'spoken about, not quoted'), ('unnamed', 'unnamed source'), ('medium', 'carried the words')], help_text='What its members are in this story.', max_length=20)),
            ],
            options={
                'verbose_name': 'group of those who take part',
                'verbose_name_plural': 'groups of those who take part',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EarlierDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('when', explainer.models.base.WhenField(max_length=40)),
                ('when_reported', explainer.models.base.LineField(blank=True, help_text="The source's own words: “late June”.", max_length=80)),
                ('set_on', explainer.models.base.WhenField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='EventLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('relation', models.CharField(choices=[('answers', 'was in answer to'), ('after', 'came after'), ('because', 'came because of')], max_length=20)),
                ('note', explainer.models.base.LineField(blank=True, help_text='“in part”.', max_length=120)),
                ('drawn_by', models.CharField(choices=[('source', 'the source, which is cited'), ('statement', 'somebody on record, in the statement given'), ('us', 'us: our reading')], default='source', help_text='Who says that the two belong together. That one came after the other is no reason of itself.', max_length=20)),
            ],
            options={
                'verbose_name': 'link to what came before',
                'verbose_name_plural': 'links to what came before',
            },
        ),
        migrations.CreateModel(
            name='Text',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Part of a lasting address: it stays once published.', max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('name', explainer.models.base.LineField(help_text='“The plan of 22 February”.', max_length=120)),
                ('short_name', explainer.models.base.LineField(blank=True, max_length=60)),
                ('kind', models.CharField(choices=[('proposal', 'proposal'), ('draft', 'draft'), ('agreement', 'agreement'), ('plan', 'plan'), ('map', 'map'), ('other', 'other')], default='proposal', max_length=20)),
                ('when', explainer.models.base.WhenField(blank=True, max_length=40, verbose_name='put forward on')),
                ('when_reported', explainer.models.base.LineField(blank=True, help_text="The source's own words: “late June”.", max_length=80)),
                ('state', models.CharField(choices=[('put-forward', 'put forward'), ('under-discussion', 'under discussion'), ('accepted-in-outline', 'accepted in outline'), ('rejected', 'rejected'), ('replaced', 'replaced by another'), ('agreed', 'agreed'), ('not-known', 'not known')], default='not-known', max_length=20)),
                ('state_on', explainer.models.base.WhenField(blank=True, max_length=40)),
                ('told', models.BooleanField(default=False, help_text='The page of the phases tells what this text says.', verbose_name='the story tells this one')),
                ('known', explainer.models.base.ProseField(blank=True, help_text='What is known of its content.')),
                ('not_known', explainer.models.base.ProseField(blank=True, help_text='What our sources do not say of it.')),
            ],
            options={
                'verbose_name': 'text on the table',
                'verbose_name_plural': 'texts on the table',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TextAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('accepted', 'accepted'), ('accepted-in-outline', 'accepted in outline'), ('rejected', 'rejected'), ('asks-for-changes', 'asks for changes'), ('not-known', 'not known')], max_length=20)),
                ('when', explainer.models.base.WhenField(blank=True, max_length=40)),
            ],
            options={
                'verbose_name': 'answer to a text',
                'verbose_name_plural': 'answers to a text',
            },
        ),
        migrations.AddField(
            model_name='event',
            name='set_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dates_set', to='explainer.actor', verbose_name='date set by'),
        ),
        migrations.AddField(
            model_name='event',
            name='set_on',
            field=explainer.models.base.WhenField(blank=True, max_length=40, verbose_name='date set on'),
        ),
        migrations.AddField(
            model_name='phase',
            name='begun_on',
            field=explainer.models.base.WhenField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='phase',
            name='ended_on',
            field=explainer.models.base.WhenField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='phase',
            name='not_before',
            field=explainer.models.base.WhenField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='phase',
            name='state',
            field=models.CharField(blank=True, choices=[('not-begun', 'not begun'), ('begun', 'begun'), ('in-force', 'in force'), ('done', 'done'), ('suspended', 'suspended'), ('abandoned', 'abandoned'), ('not-known', 'not known')], help_text='Where it stands. Empty: nothing is said of it, and it is drawn as ahead.', max_length=20),
        ),
        migrations.AddField(
            model_name='phase',
            name='state_on',
            field=explainer.models.base.WhenField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='phase',
            name='state_sources',
            field=explainer.models.base.CitedField(blank=True, related_name='phase_states', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='provision',
            name='due',
            field=explainer.models.base.WhenField(blank=True, max_length=40, verbose_name='by when'),
        ),
        migrations.AddField(
            model_name='provision',
            name='same_as',
            field=models.ForeignKey(blank=True, help_text='The provision of an earlier text on the same point. The two stand side by side.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='said_again', to='explainer.provision'),
        ),
        migrations.AddField(
            model_name='provision',
            name='status_on',
            field=explainer.models.base.WhenField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='provision',
            name='status_sources',
            field=explainer.models.base.CitedField(blank=True, related_name='provision_statuses', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='provision',
            name='status_statements',
            field=explainer.models.base.CitedField(blank=True, related_name='provision_statuses', to='explainer.statement'),
        ),
        migrations.AddField(
            model_name='story',
            name='phase_word',
            field=explainer.models.base.LineField(blank=True, help_text='What a phase is called in this story, within a sentence: “step”, “stage”, “round”, “track”. Empty: “phase”, in every language.', max_length=40),
        ),
        migrations.AddField(
            model_name='story',
            name='phases_word',
            field=explainer.models.base.LineField(blank=True, help_text='And several of them: “steps”.', max_length=40),
        ),
        migrations.AlterField(
            model_name='actor',
            name='kind',
            field=models.CharField(choices=[('person', 'person'), ('office', 'office'), ('government', 'government'), ('agency', 'agency'), ('political-party', 'political party'), ('parliament', 'parliament'), ('court', 'court'), ('company', 'company'), ('union', 'union'), ('international-body', 'international body'), ('armed-group', 'armed group'), ('group', 'group'), ('medium', 'medium'), ('unnamed', 'unnamed source')], max_length=20),
        ),
        migrations.AlterField(
            model_name='actor',
            name='naming',
            field=models.CharField(blank=True, choices=[('named', 'named'), ('unnamed', 'a source that is not named'), ('group', 'a group of whom nobody is named'), ('whole', 'a whole: a state or party, and nobody of it')], help_text='Whether somebody is named when it speaks. Empty: by its kind. A person, an office and a medium are named; a government, an agency, a party, a company and their like are a whole; a group is one of whom nobody is named. “Senior officials” are an unnamed source and a group: choose the group.', max_length=20, verbose_name='named or not'),
        ),
        migrations.AlterField(
            model_name='actor',
            name='short_name',
            field=explainer.models.base.LineField(blank=True, help_text='For narrow places: “Reyes”.', max_length=60),
        ),
        migrations.AlterField(
            model_name='event',
            name='place',
            field=explainer.models.base.LineField(blank=True, help_text='Where, if the source says: “County hall”.', max_length=120),
        ),
        migrations.AlterField(
            model_name='figure',
            name='label',
            field=explainer.models.base.LineField(help_text='What is counted: “cracks found in the first test”.', max_length=120),
        ),
        migrations.AlterField(
            model_name='figure',
            name='unit',
            field=explainer.models.base.LineField(blank=True, help_text='“weeks”, “cracks”.', max_length=40),
        ),
        migrations.AlterField(
            model_name='gate',
            name='kind',
            field=models.CharField(choices=[('proceed', 'goes on to another phase'), ('extend', 'extends the phase'), ('end', 'ends as intended'), ('collapse', 'fails, and leads elsewhere')], max_length=20),
        ),
        migrations.AlterField(
            model_name='gate',
            name='label',
            field=explainer.models.base.LineField(help_text='The case, in two or three words: “Tests met”, “Funds run out”.', max_length=60),
        ),
        migrations.AlterField(
            model_name='gate',
            name='outcome',
            field=explainer.models.base.LineField(blank=True, help_text='Where it leads, when not to a phase: “The old rules return”.', max_length=60),
        ),
        migrations.AlterField(
            model_name='gate',
            name='settled',
            field=models.BooleanField(default=False, help_text='Drawn solid. Otherwise it could happen, and is drawn dashed.', verbose_name='set out beforehand'),
        ),
        migrations.AlterField(
            model_name='gate',
            name='through',
            field=explainer.models.base.LineField(blank=True, help_text='What lies between: “A week’s notice”.', max_length=60),
        ),
        migrations.AlterField(
            model_name='gate',
            name='through_note',
            field=explainer.models.base.LineField(blank=True, help_text='“No earlier than 12 April.”', max_length=120),
        ),
        migrations.AlterField(
            model_name='involvement',
            name='mark',
            field=models.CharField(help_text='Two to four letters; those of the side for everyone who belongs to it. Empty in the form: made from the name.', max_length=4, validators=[django.core.validators.RegexValidator('^(\\w{2,4}|\\?\\?)\\Z', 'Two to four letters, or ?? where no side is given.')]),
        ),
        migrations.AlterField(
            model_name='involvement',
            name='part',
            field=models.CharField(blank=True, choices=[('party', 'a side, or of a side'), ('mediator', 'a go-between'), ('affected', 'people affected'), ('spoken-about', 'spoken about, not quoted'), ('unnamed', 'unnamed source'), ('medium', 'carried the words')], help_text='A side and a go-between have a column in the table of positions, with everyone who belongs to them. “Spoken about, not quoted” is for who has no statement. Empty: what the group says.', max_length=20),
        ),
        migrations.AlterField(
            model_name='issue',
            name='name',
            field=explainer.models.base.LineField(help_text='“Lorries on the Tarn bridge”.', max_length=120),
        ),
        migrations.AlterField(
            model_name='issue',
            name='question',
            field=explainer.models.base.LineField(help_text='“May lorries cross before the piers are repaired?”', max_length=300),
        ),
        migrations.AlterField(
            model_name='issue',
            name='short_name',
            field=explainer.models.base.LineField(help_text='“Lorries”.', max_length=60),
        ),
        migrations.AlterField(
            model_name='passage',
            name='inserted',
            field=explainer.models.base.WordsField(blank=True, help_text='Words in the passage that the source put in, as printed: “(the council’s)”. One on each line. What stands in square brackets, and “…”, is found without.'),
        ),
        migrations.AlterField(
            model_name='phase',
            name='name',
            field=explainer.models.base.LineField(help_text='“Buses may cross”.', max_length=120),
        ),
        migrations.AlterField(
            model_name='provision',
            name='owed_by',
            field=explainer.models.base.CitedField(blank=True, help_text='One actor; two or more for all of them; none when our source does not say.', related_name='owes', to='explainer.actor', verbose_name='who is to do it'),
        ),
        migrations.AlterField(
            model_name='provision',
            name='owed_to',
            field=explainer.models.base.CitedField(blank=True, related_name='is_owed', to='explainer.actor', verbose_name='for whom'),
        ),
        migrations.AlterField(
            model_name='provision',
            name='status',
            field=models.CharField(choices=[('not-in-force', 'not yet in force'), ('not-begun', 'not begun'), ('begun', 'begun'), ('partly-done', 'partly done'), ('done', 'done'), ('contested', 'contested'), ('lapsed', 'no longer owed'), ('not-known', 'not known')], default='not-in-force', max_length=20),
        ),
        migrations.AlterField(
            model_name='provision',
            name='what',
            field=explainer.models.base.LineField(help_text='Starts with a verb: “Reopens the bridge to buses”.', max_length=300, verbose_name='what is to be done'),
        ),
        migrations.AlterField(
            model_name='role',
            name='title',
            field=explainer.models.base.LineField(help_text='“Leader of the county council”.', max_length=160),
        ),
        migrations.AlterField(
            model_name='source',
            name='publisher',
            field=explainer.models.base.LineField(help_text='Who published it: “Valley Post”.', max_length=120),
        ),
        migrations.AlterField(
            model_name='statement',
            name='medium',
            field=models.ForeignKey(blank=True, help_text='Where it was said or posted, if the source says: a channel, a network.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='explainer.actor'),
        ),
        migrations.AlterField(
            model_name='statement',
            name='setting',
            field=explainer.models.base.LineField(blank=True, help_text='“Interview”, “Post”, “Announcement of the plan”.', max_length=120),
        ),
        migrations.AlterField(
            model_name='statement',
            name='topic',
            field=explainer.models.base.LineField(help_text='What it is about, for its title: “the new date”.', max_length=80),
        ),
        migrations.AlterField(
            model_name='statementlink',
            name='relation',
            field=models.CharField(choices=[('answers', 'answers'), ('denies', 'denies'), ('stands-against', 'stands against'), ('bears-out', 'bears out'), ('restates', 'restates'), ('narrows', 'narrows'), ('reverses', 'reverses'), ('after', 'was said after'), ('because', 'was said because of')], max_length=20),
        ),
        migrations.AlterField(
            model_name='staterow',
            name='label',
            field=explainer.models.base.LineField(help_text='“In force”, “Next”, “Waiting for”, “Not covered”.', max_length=40),
        ),
        migrations.AlterField(
            model_name='staterow',
            name='text',
            field=explainer.models.base.LineField(help_text='One short line: “Stage 3, for buses”.', max_length=300),
        ),
        migrations.AlterField(
            model_name='story',
            name='title',
            field=explainer.models.base.LineField(help_text='“The reopening of the Tarn bridge”.', max_length=160),
        ),
        migrations.AlterField(
            model_name='translatedtext',
            name='place',
            field=models.CharField(help_text='Where it stands: “statements/the-new-date”.', max_length=200),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('phase_word', ''), ('phases_word', '')), models.Q(models.Q(('phase_word', ''), _negated=True), models.Q(('phases_word', ''), _negated=True)), _connector='OR'), name='word_for_a_phase_has_a_plural', violation_error_message='Give the word for one and the word for several, or neither.'),
        ),
        migrations.AlterConstraint(
            model_name='gate',
            name='gate_that_proceeds_leads_to_a_phase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'proceed'), _negated=True), ('to_phase__isnull', False), _connector='OR'), name='gate_that_proceeds_leads_to_a_phase', violation_error_message='A gate that goes on to another phase needs that phase.'),
        ),
        migrations.AlterConstraint(
            model_name='gate',
            name='gate_that_extends_or_collapses_stays_at_its_phase',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'proceed'), models.Q(('to_phase__isnull', True), ('from_phase__isnull', False)), _connector='OR'), name='gate_that_extends_or_collapses_stays_at_its_phase', violation_error_message='What extends, ends or fails starts from a phase and leads to none.'),
        ),
        migrations.AddField(
            model_name='castgroup',
            name='story',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story'),
        ),
        migrations.AddField(
            model_name='involvement',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='involvements', to='explainer.castgroup'),
        ),
        migrations.AddConstraint(
            model_name='involvement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('part', ''), _negated=True), ('group__isnull', False), _connector='OR'), name='actor_has_a_part_or_a_group', violation_error_message='Say what part it has, or which group it is in.'),
        ),
        migrations.AddField(
            model_name='earlierdate',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='explainer.event'),
        ),
        migrations.AddField(
            model_name='earlierdate',
            name='set_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='earlier_dates_set', to='explainer.actor'),
        ),
        migrations.AddField(
            model_name='earlierdate',
            name='sources',
            field=explainer.models.base.CitedField(blank=True, related_name='earlier_dates', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='eventlink',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='explainer.event'),
        ),
        migrations.AddField(
            model_name='eventlink',
            name='said_in',
            field=models.ForeignKey(blank=True, help_text='The statement that says so: “because, says …”.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='event_links_drawn', to='explainer.statement'),
        ),
        migrations.AddField(
            model_name='eventlink',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='event_links', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='eventlink',
            name='to_event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='events_in', to='explainer.event'),
        ),
        migrations.AddField(
            model_name='eventlink',
            name='to_statement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='events_in', to='explainer.statement'),
        ),
        migrations.AddField(
            model_name='text',
            name='put_forward_by',
            field=explainer.models.base.CitedField(blank=True, related_name='texts_put_forward', to='explainer.actor'),
        ),
        migrations.AddField(
            model_name='text',
            name='put_forward_to',
            field=explainer.models.base.CitedField(blank=True, related_name='texts_received', to='explainer.actor'),
        ),
        migrations.AddField(
            model_name='text',
            name='replaces',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='replaced_by', to='explainer.text'),
        ),
        migrations.AddField(
            model_name='text',
            name='sources',
            field=explainer.models.base.CitedField(blank=True, related_name='texts', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='text',
            name='story',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.story'),
        ),
        migrations.AddField(
            model_name='phase',
            name='of_text',
            field=models.ForeignKey(blank=True, help_text='The text that sets it out, if the story has texts.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='phases', to='explainer.text'),
        ),
        migrations.AddField(
            model_name='provision',
            name='of_text',
            field=models.ForeignKey(blank=True, help_text='The text that it is of. Empty: of the text that the story tells.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='provisions', to='explainer.text'),
        ),
        migrations.AddField(
            model_name='statement',
            name='texts',
            field=explainer.models.base.CitedField(blank=True, help_text='The texts on the table that it is about.', related_name='statements', to='explainer.text'),
        ),
        migrations.AddField(
            model_name='textanswer',
            name='actor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='text_answers', to='explainer.actor'),
        ),
        migrations.AddField(
            model_name='textanswer',
            name='sources',
            field=explainer.models.base.CitedField(blank=True, related_name='text_answers', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='textanswer',
            name='statements',
            field=explainer.models.base.CitedField(blank=True, related_name='text_answers', to='explainer.statement'),
        ),
        migrations.AddField(
            model_name='textanswer',
            name='text',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='explainer.text'),
        ),
        migrations.AddConstraint(
            model_name='castgroup',
            constraint=models.UniqueConstraint(fields=('story', 'slug'), name='castgroup_slug_is_unique_in_its_story'),
        ),
        migrations.AddConstraint(
            model_name='earlierdate',
            constraint=models.UniqueConstraint(fields=('event', 'order'), name='earlier_date_has_its_own_place'),
        ),
        migrations.AddConstraint(
            model_name='earlierdate',
            constraint=models.CheckConstraint(condition=models.Q(('when', ''), _negated=True), name='earlier_date_is_a_date'),
        ),
        migrations.AddConstraint(
            model_name='eventlink',
            constraint=models.UniqueConstraint(fields=('event', 'order'), name='event_link_has_its_own_place'),
        ),
        migrations.AddConstraint(
            model_name='eventlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('to_event__isnull', True), ('to_statement__isnull', False)), models.Q(('to_event__isnull', False), ('to_statement__isnull', True)), _connector='OR'), name='event_link_leads_to_one_thing', violation_error_message='A link leads to one statement or one event.'),
        ),
        migrations.AddConstraint(
            model_name='eventlink',
            constraint=models.CheckConstraint(condition=models.Q(('to_event__isnull', True), models.Q(('to_event', models.F('event')), _negated=True), _connector='OR'), name='event_does_not_link_to_itself', violation_error_message='An event is not the reason for itself.'),
        ),
        migrations.AddConstraint(
            model_name='eventlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_by', 'source'), ('said_in__isnull', True), ('source__isnull', False)), models.Q(('drawn_by', 'statement'), ('said_in__isnull', False), ('source__isnull', True)), models.Q(('drawn_by', 'us'), ('said_in__isnull', True), ('source__isnull', True)), _connector='OR'), name='event_link_says_who_draws_it', violation_error_message="A link of the source's cites that source and no statement; one that somebody draws, the statement alone; our reading, neither."),
        ),
        migrations.AddConstraint(
            model_name='text',
            constraint=models.UniqueConstraint(fields=('story', 'slug'), name='text_slug_is_unique_in_its_story'),
        ),
        migrations.AddConstraint(
            model_name='text',
            constraint=models.UniqueConstraint(condition=models.Q(('told', True)), fields=('story',), name='story_tells_one_text', violation_error_message='Another text is the one that the story tells.'),
        ),
        migrations.AddConstraint(
            model_name='text',
            constraint=models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='text_does_not_replace_itself', violation_error_message='A text does not replace itself.'),
        ),
        migrations.AddConstraint(
            model_name='textanswer',
            constraint=models.UniqueConstraint(fields=('text', 'actor'), name='actor_answers_a_text_once'),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
