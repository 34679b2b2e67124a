"""Copies of the desk to look at: of what somebody types, and behind links for people outside."""

from __future__ import annotations

import django.db.models.deletion
import explainer.models.base
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('explainer', '0023_forms_open'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text="The story's, as the copy has it.", max_length=80)),
                ('key_digest', models.CharField(help_text='HMAC-SHA-256 of the key, in hexadecimal.', max_length=64, unique=True)),
                ('document', models.TextField(blank=True, help_text='The story as it was then; empty once the link is over.')),
                ('for_whom', explainer.models.base.LineField(help_text='For the desk alone: “Maria Lindt, our lawyer”.', max_length=160)),
                ('made_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='explainer.story')),
            ],
            options={
                'verbose_name': 'link to a preview',
                'verbose_name_plural': 'links to previews',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='preview_link_ends_after_it_is_made'), models.CheckConstraint(condition=models.Q(('for_whom', ''), _negated=True), name='preview_link_is_for_somebody')],
            },
        ),
        migrations.CreateModel(
            name='TypedCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(help_text='The address of the form.', max_length=200)),
                ('document', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='explainer.story')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'story', 'form'), name='a_form_has_one_typed_copy_of_a_story')],
            },
        ),
    ]
