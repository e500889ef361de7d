"""Search by pairs of characters, and room on the page so that updates stay cheap.

A trigram index cannot serve two characters, which is how people search Chinese names, and none at
all where the server's character classes are those of C, as with the builtin locale: there
``show_trgm('重庆市')`` is empty. Pairs of characters serve every length everywhere. The index stands
on an expression, so no row carries the array.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orgs_pairs(said text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (
    SELECT coalesce(array_agg(DISTINCT substr(said, at, 2)), '{}')
    FROM generate_series(1, length(said) - 1) AS at
);
CREATE INDEX organization_name_pairs ON orgs_organization USING gin (orgs_pairs(folded_name));
CREATE INDEX alias_pairs ON orgs_organizationalias USING gin (orgs_pairs(folded));
CREATE INDEX organization_inner_code ON orgs_organization (substring(credit_code, 9, 9));
ALTER TABLE orgs_organization SET (fillfactor = 80);
"""

BACK = """
ALTER TABLE orgs_organization RESET (fillfactor);
DROP INDEX organization_inner_code;
DROP INDEX alias_pairs;
DROP INDEX organization_name_pairs;
DROP FUNCTION orgs_pairs;
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
