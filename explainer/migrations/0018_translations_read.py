"""Who has read a translation as a native editor, at the desk and on the edition whose words were read."""

from __future__ import annotations

import explainer.models.base
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0017_pictures'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='read_by',
            field=explainer.models.base.LineField(blank=True, default='', help_text='Of a translation: its native editor.', max_length=160),
        ),
        migrations.AddField(
            model_name='edition',
            name='read_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='translation',
            name='read_by',
            field=explainer.models.base.LineField(blank=True, default='', help_text='The native editor who has read all of it, as readers are told.', max_length=160),
        ),
        migrations.AddField(
            model_name='translation',
            name='read_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('read_by', ''), ('read_on', None)), models.Q(models.Q(('read_by', ''), _negated=True), ('read_on__isnull', False)), _connector='OR'), name='translation_is_read_by_somebody_on_a_day'),
        ),
    ]
