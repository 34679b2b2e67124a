"""What became of a statement, who checked it, and what a passage can say of itself."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.db import migrations, models

DESK = ("caveat", "verification")
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
        ('explainer', '0009_links_naming_standing'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Caveat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(choices=[('disputed', 'disputed: it is contested that this was said, or said so'), ('misattributed', 'misattributed: it was not this speaker who said it'), ('taken-back', 'taken back by the speaker')], max_length=20)),
                ('when', explainer.models.base.WhenField(help_text='2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.', max_length=40)),
                ('sentence', explainer.models.base.LineField(help_text='What happened, in our words: “The council’s minutes do not have these words.”', max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('by', explainer.models.base.LineField(help_text='Who compared them, as readers will see it.', max_length=120)),
                ('checked_on', models.DateField(help_text='The day on which they were compared.')),
                ('against', models.CharField(choices=[('source', 'the source itself'), ('excerpt', 'our excerpt of the source'), ('copy', 'a copy of the source')], max_length=20)),
                ('seen', models.CharField(blank=True, editable=False, help_text='SHA-256 of the words that were compared, in hexadecimal (desk.quotations).', max_length=64)),
            ],
            options={
                'verbose_name': 'check by a person',
                'verbose_name_plural': 'checks by a person',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='passage',
            name='before',
            field=explainer.models.base.LineField(blank=True, help_text='Our words between the passage before and this one, in a partial quote: “, but strain is”.', max_length=300),
        ),
        migrations.AddField(
            model_name='passage',
            name='emphasised',
            field=explainer.models.base.WordsField(blank=True, help_text='Words in the passage that the source, not the speaker, stressed (italics, say). One on each line.'),
        ),
        migrations.AddField(
            model_name='passage',
            name='inserted',
            field=explainer.models.base.WordsField(blank=True, help_text='Words in the passage that the source put in, as printed: “(Israeli)”. One on each line. What stands in square brackets, and “…”, is found without.'),
        ),
        migrations.AddField(
            model_name='passage',
            name='original',
            field=explainer.models.base.WordsField(blank=True, help_text='The same words as first spoken, in the language spoken (below, “How it was said”). The passage is then shown as a translation.'),
        ),
        migrations.AddField(
            model_name='source',
            name='show_around',
            field=models.BooleanField(default=True, help_text='Readers may see the sentence before and after a quotation, where the excerpt has it in one line.', verbose_name='show what stands around'),
        ),
        migrations.AlterField(
            model_name='source',
            name='excerpt',
            field=explainer.models.base.WordsField(blank=True, help_text='Its quoted words, to the letter. Quotations are checked against it. Readers see of it at most a sentence before and after a quotation.'),
        ),
        migrations.AlterField(
            model_name='statement',
            name='act',
            field=models.CharField(choices=[('said', 'said'), ('denied', 'denied'), ('accused', 'accused'), ('asked', 'asked'), ('announced', 'announced'), ('refused', 'refused')], default='said', max_length=20),
        ),
        migrations.AlterField(
            model_name='statement',
            name='alterations',
            field=explainer.models.base.LineField(blank=True, help_text="What readers should know of changes that the source made inside the quotation, in a sentence. That brackets and “…” are the source's is said without.", max_length=300),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.CheckConstraint(condition=models.Q(('before', ''), ('cut_before', False), _connector='OR'), name='passage_has_our_words_or_a_cut_before_it', violation_error_message='Words of ours before it already part it from the passage before: untick “cut before”.'),
        ),
        migrations.AddField(
            model_name='caveat',
            name='sources',
            field=explainer.models.base.CitedField(blank=True, help_text='Reports or documents that show it.', related_name='caveats', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='caveat',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.statement'),
        ),
        migrations.AddField(
            model_name='caveat',
            name='statements',
            field=explainer.models.base.CitedField(blank=True, help_text="Statements that show it: the speaker's own, say.", related_name='caveats_in', to='explainer.statement'),
        ),
        migrations.AddField(
            model_name='verification',
            name='source',
            field=models.ForeignKey(help_text='The source that was compared.', on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='explainer.source'),
        ),
        migrations.AddField(
            model_name='verification',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='explainer.statement'),
        ),
        migrations.AddConstraint(
            model_name='caveat',
            constraint=models.UniqueConstraint(fields=('statement', 'order'), name='caveat_has_its_own_place'),
        ),
        migrations.AddConstraint(
            model_name='caveat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sentence', ''), _negated=True), models.Q(('when', ''), _negated=True)), name='caveat_says_what_happened_and_when'),
        ),
        migrations.AddConstraint(
            model_name='verification',
            constraint=models.UniqueConstraint(fields=('statement', 'order'), name='verification_has_its_own_place'),
        ),
        migrations.AddConstraint(
            model_name='verification',
            constraint=models.CheckConstraint(condition=models.Q(('by', ''), _negated=True), name='check_is_somebodys'),
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
