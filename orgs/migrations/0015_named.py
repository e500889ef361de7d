"""Ask for a name without planning it anew each time.

Of the millisecond that a question by name took, PostgreSQL spent four fifths on planning, though
the way is always the same: the sixteenth first, then the index of all pairs or an exact name. A
function keeps its plans as long as a connection lasts. It asks the whole register and tells keys
only; who may see which of them is for its caller to ask (``orgs.search``).
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orgs_named(
    said text, pairs text[], enough int, shown int, OUT common boolean, OUT keys bigint[]
) LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    keys := ARRAY(
        SELECT id FROM orgs_organization
        WHERE orgs_sampled(id) AND orgs_pairs(folded_name) @> pairs
            AND strpos(folded_name, said) > 0
        LIMIT shown
    );
    common := cardinality(keys) >= enough;
    IF common THEN
        keys := keys || ARRAY(SELECT id FROM orgs_organization WHERE folded_name = said LIMIT shown);
    ELSIF cardinality(keys) * 16 > shown THEN
        keys := NULL; -- not common, but too many to be looked up one by one
    ELSE
        keys := ARRAY(
            SELECT id FROM orgs_organization
            WHERE orgs_pairs(folded_name) @> pairs AND strpos(folded_name, said) > 0
            UNION
            SELECT organization_id FROM orgs_organizationalias
            WHERE scheme = 'name' AND orgs_pairs(folded) @> pairs AND strpos(folded, said) > 0
        );
    END IF;
END $$;
"""
BACK = "DROP FUNCTION orgs_named;"


class Migration(migrations.Migration):
    dependencies = [("orgs", "0014_listed_particulars")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
