"""Heads may be reckoned before it is known what the money buys."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0009_bid_keys_replaced"),
    ]

    operations = [
        migrations.AlterField(
            model_name="headcountbasis",
            name="services",
            field=models.JSONField(blank=True, default=list, verbose_name="购买的服务"),
        ),
    ]
