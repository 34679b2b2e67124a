"""What somebody believed is no saying; who has no statement is mentioned, whoever mentions them."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0028_sign_in_counts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='castgroup',
            name='part',
            field=models.CharField(choices=[('party', 'a side, or of a side'), ('mediator', 'a go-between'), ('affected', 'people affected'), ('spoken-about', 'mentioned, not quoted'), ('unnamed', 'unnamed source'), ('medium', 'carried the words')], help_text='What its members are in this story.', max_length=20),
        ),
        migrations.AlterField(
            model_name='involvement',
            name='part',
            field=models.CharField(blank=True, choices=[('party', 'a side, or of a side'), ('mediator', 'a go-between'), ('affected', 'people affected'), ('spoken-about', 'mentioned, not quoted'), ('unnamed', 'unnamed source'), ('medium', 'carried the words')], help_text='A side and a go-between have a column in the table of positions, with everyone who belongs to them. “Mentioned, not quoted” is for who has no statement. Empty: what the group says.', max_length=20),
        ),
        migrations.AlterField(
            model_name='statement',
            name='act',
            field=models.CharField(choices=[('said', 'said'), ('denied', 'denied'), ('accused', 'accused'), ('asked', 'asked'), ('announced', 'announced'), ('refused', 'refused'), ('believed', 'believed')], default='said', max_length=20),
        ),
    ]
