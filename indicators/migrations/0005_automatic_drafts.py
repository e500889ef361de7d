"""Drafts of bulletins without an author, until somebody takes them in hand."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_papers"),
        ("indicators", "0004_tallies"),
        ("membership", "0010_transfer_side"),
        ("unions", "0002_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="bulletin",
            name="author",
            field=models.ForeignKey(
                blank=True,
                help_text="按月自动拟的初稿没有拟稿人，由最先经手的人担任。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="拟稿人",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "draft"), ("author__isnull", False), _connector="OR"),
                name="bulletin_has_an_author",
                violation_error_message="送审的通报须有拟稿人。",
            ),
        ),
    ]
