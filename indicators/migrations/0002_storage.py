"""Room on the page for rows that are written over and over, and vacuum before they pile up."""

from django.db import migrations

HOT = ("indicators_cell", "indicators_monthlychange", "indicators_timeline")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial"), ("membership", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05)",
                f"ALTER TABLE {table} RESET (fillfactor, autovacuum_vacuum_scale_factor)",
            )
            for table in HOT
        ),
        migrations.RunSQL(
            "ALTER TABLE indicators_dirty SET "
            "(autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)",
            "ALTER TABLE indicators_dirty RESET "
            "(autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)",
        ),
    ]
