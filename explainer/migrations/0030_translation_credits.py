"""Who translated each text of a translation last, and who read it."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0029_what_was_believed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TranslationCredit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('translated', 'translated'), ('read', 'read')], max_length=10)),
                ('name', explainer.models.base.LineField(max_length=160)),
                ('at', models.DateTimeField()),
                ('words', models.CharField(help_text='Of which words: their digest, with that of the original.', max_length=20)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='explainer.translatedtext')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('text', 'act'), name='text_has_one_credit_for_an_act'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='credit_names_somebody')],
            },
        ),
    ]
