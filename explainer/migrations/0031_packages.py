"""Each edition in one file to take along; those that are there get theirs when the site starts."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0030_translation_credits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='Of the document that it was made of (Edition.key).', max_length=80)),
                ('content', models.BinaryField()),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='package', to='explainer.edition')),
            ],
        ),
    ]
