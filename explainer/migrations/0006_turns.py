"""The count of what was published, scheduled and withdrawn; its triggers are made after every migration."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("explainer", "0005_translations")]

    operations = [
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("slug", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(fields=["number"], name="turn_by_number"),
        ),
    ]
