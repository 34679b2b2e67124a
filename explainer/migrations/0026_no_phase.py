"""A provision of which our source names no phase, and an answer that has not been given yet."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0025_links_looked_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='provision',
            name='no_phase',
            field=models.BooleanField(default=False, help_text='Readers are told so, and no phase shows it as its own. The phase above only keeps it here.', verbose_name='our source names no phase'),
        ),
        migrations.AlterField(
            model_name='textanswer',
            name='answer',
            field=models.CharField(choices=[('accepted', 'accepted'), ('accepted-in-outline', 'accepted in outline'), ('rejected', 'rejected'), ('asks-for-changes', 'asks for changes'), ('not-yet', 'not yet accepted'), ('not-known', 'not known')], max_length=20),
        ),
    ]
