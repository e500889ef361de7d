"""Nobody reads who asked about a call."""

from django.db import migrations

import privacy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0007_needs"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="question",
            name="asked_by",
        ),
        migrations.RemoveField(
            model_name="question",
            name="organization",
        ),
        migrations.AddField(
            model_name="question",
            name="asker",
            field=privacy.fields.EncryptedField(
                blank=True,
                help_text="空着的是在公告页上匿名提的；不向任何人显示。",
                mask="hidden",
                verbose_name="提问人",
            ),
        ),
    ]
