"""What lists of all stories are read by, newest first: when it was published, when readers were told."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("explainer", "0006_turns")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="told_at",
            field=models.GeneratedField(
                expression=models.Case(
                    models.When(withdrawn_at__isnull=False, then="withdrawn_at"),
                    models.When(kind__in=("correction", "clarification", "withdrawal"), then="published_at"),
                ),
                output_field=models.DateTimeField(null=True),
                db_persist=True,
                help_text="When readers were told of what it puts right, or that it was withdrawn; empty for others.",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-published_at", "slug", "stream"], name="edition_by_time"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-told_at", "slug", "stream", "-number"], name="edition_by_what_it_puts_right"),
        ),
    ]
