"""How near two texts are, by what pairs of neighbouring characters they share; how many places two
codes differ in. For comparing candidates only: neither stands in an index."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orgs_likeness(one text, other text) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (
    SELECT 2.0 * cardinality(ARRAY(SELECT unnest(a) INTERSECT SELECT unnest(b)))
        / nullif(cardinality(a) + cardinality(b), 0)
    FROM (SELECT orgs_pairs(one) AS a, orgs_pairs(other) AS b OFFSET 0) AS pairs
);
CREATE FUNCTION orgs_places_apart(one text, other text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (
    SELECT count(*)::int FROM generate_series(1, greatest(length(one), length(other))) AS at
    WHERE substr(one, at, 1) <> substr(other, at, 1)
);
"""
BACK = "DROP FUNCTION orgs_places_apart; DROP FUNCTION orgs_likeness;"


class Migration(migrations.Migration):
    dependencies = [("orgs", "0011_void_particulars")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
