"""The day by which an editor wants a story looked at again: the desk's alone."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0020_source_texts'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewBy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(help_text='From this day on the desk says that it is to be looked at again.')),
                ('note', explainer.models.base.LineField(blank=True, help_text='What to look at.', max_length=200)),
                ('story', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review_by', to='explainer.story')),
            ],
            options={
                'verbose_name': 'day of review',
                'verbose_name_plural': 'days of review',
            },
        ),
    ]
