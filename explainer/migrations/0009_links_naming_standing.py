"""Who draws a link, who is named, how a question stands and ends, and what sides agree on."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.db import migrations, models

DESK = ("agreement",)
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
        ('explainer', '0008_event_place'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.AddField(
            model_name='actor',
            name='naming',
            field=models.CharField(blank=True, choices=[('named', 'named'), ('unnamed', 'a source that is not named'), ('group', 'a group of whom nobody is named'), ('whole', 'a whole: a state or party, and nobody of it')], help_text='Whether somebody is named when it speaks. Empty: by its kind. A person, an office and a medium are named, a government and an armed group are a whole, a group is one of whom nobody is named. “US officials” are an unnamed source and a group: choose the group.', max_length=20, verbose_name='named or not'),
        ),
        migrations.AddField(
            model_name='issue',
            name='agreed',
            field=explainer.models.base.LineField(blank=True, help_text="What the sides agree on here, in one sentence, whatever else stands open. Each side's evidence stands below.", max_length=300),
        ),
        migrations.AddField(
            model_name='openquestion',
            name='answer',
            field=explainer.models.base.ProseField(blank=True, help_text='The answer; of a closed question, why it is not asked any more.'),
        ),
        migrations.AddField(
            model_name='openquestion',
            name='answer_sources',
            field=explainer.models.base.CitedField(blank=True, related_name='answered_questions', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='openquestion',
            name='answer_statements',
            field=explainer.models.base.CitedField(blank=True, related_name='answered_questions', to='explainer.statement'),
        ),
        migrations.AddField(
            model_name='openquestion',
            name='ended',
            field=models.CharField(blank=True, choices=[('answered', 'answered'), ('closed', 'closed without an answer')], help_text='Empty: it is open. What has ended stays readable.', max_length=20),
        ),
        migrations.AddField(
            model_name='openquestion',
            name='ended_on',
            field=explainer.models.base.WhenField(blank=True, help_text='2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.', max_length=40),
        ),
        migrations.AddField(
            model_name='openquestion',
            name='status',
            field=models.CharField(blank=True, choices=[('unclear', 'unclear: our sources do not say'), ('under-discussion', 'under discussion: talked about, not said how the sides differ'), ('disputed', 'disputed: sides are on record against each other'), ('agreed', 'agreed: the sides are on record for the same'), ('settled', 'settled: decided, and no longer talked about')], help_text='Empty: only that it is not known.', max_length=20),
        ),
        migrations.AddField(
            model_name='statement',
            name='naming',
            field=models.CharField(blank=True, choices=[('named', 'named'), ('unnamed', 'a source that is not named'), ('group', 'a group of whom nobody is named'), ('whole', 'a whole: a state or party, and nobody of it')], help_text='Only where it differs here from what the speaker is otherwise.', max_length=20, verbose_name='named or not'),
        ),
        migrations.AddField(
            model_name='statementlink',
            name='drawn_by',
            field=models.CharField(choices=[('source', 'the source, which is cited'), ('speaker', 'the speaker, in the statement itself'), ('us', 'us: our reading')], default='source', help_text="Who says that the two belong together. Two reports side by side are not a link of the source's.", max_length=20),
        ),
        migrations.AlterField(
            model_name='issue',
            name='status',
            field=models.CharField(choices=[('unclear', 'unclear: our sources do not say'), ('under-discussion', 'under discussion: talked about, not said how the sides differ'), ('disputed', 'disputed: sides are on record against each other'), ('agreed', 'agreed: the sides are on record for the same'), ('settled', 'settled: decided, and no longer talked about'), ('open', 'open (say which of those above)'), ('narrowed', 'narrowed (say which of those above)')], default='open', max_length=20),
        ),
        migrations.AlterField(
            model_name='statementlink',
            name='source',
            field=models.ForeignKey(blank=True, help_text='The report that draws the link. None for our reading.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='explainer.source'),
        ),
        migrations.AddConstraint(
            model_name='actor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'person'), _negated=True), ('naming__in', ('', 'named')), _connector='OR'), name='person_is_named', violation_error_message='A person is named; whom the source does not name is an unnamed source.'),
        ),
        migrations.AddConstraint(
            model_name='actor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'unnamed'), _negated=True), ('naming__in', ('', 'unnamed', 'group')), _connector='OR'), name='unnamed_source_is_not_named', violation_error_message='An unnamed source is not named, or a group of whom nobody is named.'),
        ),
        migrations.AddConstraint(
            model_name='statementlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_by', 'source'), _negated=True), ('source__isnull', False), _connector='OR'), name='link_that_a_source_draws_cites_it', violation_error_message='A link that the source draws needs that source.'),
        ),
        migrations.AddConstraint(
            model_name='statementlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_by', 'us'), _negated=True), ('source__isnull', True), _connector='OR'), name='link_that_we_draw_cites_nobody', violation_error_message="Our reading is not cited in a source's name: take the source away."),
        ),
        migrations.AddField(
            model_name='agreement',
            name='actor',
            field=models.ForeignKey(help_text='The side.', on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='explainer.actor'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='explainer.issue'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='sources',
            field=explainer.models.base.CitedField(blank=True, help_text='A report that says so in its own words, where no statement does.', related_name='agreements', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='statements',
            field=explainer.models.base.CitedField(blank=True, related_name='agreements', to='explainer.statement'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('issue', 'actor'), name='side_agrees_once_on_an_issue'),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
