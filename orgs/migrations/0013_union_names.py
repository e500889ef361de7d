"""Find grassroots unions by parts of their names, as organizations are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orgs", "0012_likeness"), ("unions", "0002_trees")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX union_name_pairs ON unions_grassrootsunion USING gin (orgs_pairs(name))",
            "DROP INDEX union_name_pairs",
        )
    ]
