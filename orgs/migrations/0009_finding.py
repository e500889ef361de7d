"""Index what finding and sorting need.

The index on a sixteenth of the register tells at once how common words are (``orgs.search``). The
declared cost keeps the planner from working out the pairs of many rows instead of asking the index.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

FORWARD = """
ALTER FUNCTION orgs_pairs COST 1000;
CREATE FUNCTION orgs_sampled(key bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN key % 16 = 0;
CREATE INDEX organization_sample ON orgs_organization USING gin (orgs_pairs(folded_name))
    WHERE orgs_sampled(id);
"""

BACK = """
DROP INDEX organization_sample;
DROP FUNCTION orgs_sampled;
ALTER FUNCTION orgs_pairs COST 100;
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0008_quick_pairs")]
    operations = [
        migrations.RunSQL(FORWARD, BACK),
        migrations.AddIndex(
            model_name="organization",
            index=GinIndex(
                fields=["credit_code"], name="organization_code", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                models.F("staff_count").desc(nulls_last=True),
                models.F("id").desc(),
                name="organization_staff",
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                models.F("registered_on").desc(nulls_last=True),
                models.F("id").desc(),
                name="organization_age",
            ),
        ),
    ]
