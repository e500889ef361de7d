from django.db import migrations, models


def mark(apps, schema_editor):
    """Files whose key is forgotten went with a bid."""
    files = apps.get_model("procurement", "BidFile").objects
    files.filter(told__blank=True, draft=None).update(sent=True)


class Migration(migrations.Migration):
    dependencies = [("procurement", "0010_headcount_alone")]

    operations = [
        migrations.AddField(
            model_name="bidfile",
            name="sent",
            field=models.BooleanField(
                default=False,
                help_text="已提交的申报里有它，从草稿中拿掉时原件不删除。",
                verbose_name="已随申报提交",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
