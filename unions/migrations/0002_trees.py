"""The two trees keep themselves: paths and level columns are written by the database alone."""

from django.db import migrations

REGION = """
CREATE FUNCTION unions_region_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above text;
BEGIN
    IF NEW.parent_id IS NULL THEN
        NEW.path := '/' || NEW.code || '/';
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
        PERFORM pg_advisory_xact_lock(hashtext('unions_region.parent'));
    END IF;
    SELECT path INTO above FROM unions_region WHERE id = NEW.parent_id;
    IF TG_OP = 'UPDATE' AND starts_with(above, OLD.path) THEN
        RAISE check_violation USING MESSAGE = '不能把区划归入它自己或它的下级。',
            CONSTRAINT = 'region_no_cycle', TABLE = TG_TABLE_NAME;
    END IF;
    NEW.path := above || NEW.code || '/';
    RETURN NEW;
END $$;

CREATE TRIGGER place BEFORE INSERT OR UPDATE OF parent_id, code, path ON unions_region
    FOR EACH ROW EXECUTE FUNCTION unions_region_place();

CREATE FUNCTION unions_region_carry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE unions_region SET path = '' WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER carry AFTER UPDATE ON unions_region
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path)
    EXECUTE FUNCTION unions_region_carry();

ALTER TABLE unions_region ADD CONSTRAINT region_path_ends_in_itself
    CHECK (path LIKE '%/' || code || '/');
"""

FEDERATION = """
CREATE FUNCTION unions_federation_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above unions_federation;
BEGIN
    IF NEW.kind = 'territorial' AND EXISTS (
        SELECT FROM unions_region WHERE id = NEW.region_id AND (pseudo OR statistical_only)
    ) THEN
        RAISE check_violation USING MESSAGE = '虚拟区划和仅用于统计的区划不设地方总工会。',
            CONSTRAINT = 'federation_home_is_real', TABLE = TG_TABLE_NAME;
    END IF;
    NEW.province_id := NULL;
    NEW.city_id := NULL;
    NEW.county_id := NULL;
    IF NEW.parent_id IS NULL THEN
        NEW.path := '/' || NEW.code || '/';
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
        PERFORM pg_advisory_xact_lock(hashtext('unions_federation.parent'));
    END IF;
    SELECT * INTO above FROM unions_federation WHERE id = NEW.parent_id;
    IF TG_OP = 'UPDATE' AND starts_with(above.path, OLD.path) THEN
        RAISE check_violation USING MESSAGE = '不能把工会划归它自己或它的下级。',
            CONSTRAINT = 'federation_no_cycle', TABLE = TG_TABLE_NAME;
    END IF;
    IF above.level > NEW.level OR (above.level = NEW.level AND NEW.kind = 'territorial') THEN
        RAISE check_violation USING MESSAGE = '上级工会的层级应高于本级。',
            CONSTRAINT = 'federation_below_its_superior', TABLE = TG_TABLE_NAME;
    END IF;
    NEW.path := above.path || NEW.code || '/';
    NEW.province_id := above.province_id;
    NEW.city_id := above.city_id;
    NEW.county_id := above.county_id;
    -- One of equal rank with its superior (省级产业工会 under the province) stands under that one.
    IF NEW.level > above.level THEN
        CASE NEW.level
            WHEN 2 THEN NEW.province_id := NEW.id;
            WHEN 3 THEN NEW.city_id := NEW.id;
            WHEN 4 THEN NEW.county_id := NEW.id;
            ELSE NULL;
        END CASE;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER place BEFORE INSERT OR UPDATE OF
    parent_id, code, level, kind, region_id, path, province_id, city_id, county_id
    ON unions_federation FOR EACH ROW EXECUTE FUNCTION unions_federation_place();

CREATE FUNCTION unions_federation_carry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE unions_federation SET path = '' WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER carry AFTER UPDATE ON unions_federation
    FOR EACH ROW WHEN (
        (OLD.path, OLD.level, OLD.province_id, OLD.city_id, OLD.county_id) IS DISTINCT FROM
        (NEW.path, NEW.level, NEW.province_id, NEW.city_id, NEW.county_id)
    ) EXECUTE FUNCTION unions_federation_carry();

ALTER TABLE unions_federation ADD CONSTRAINT federation_path_ends_in_itself
    CHECK (path LIKE '%/' || code || '/');
"""


class Migration(migrations.Migration):
    dependencies = [("unions", "0001_initial")]

    operations = [
        migrations.RunSQL(
            REGION,
            """
            ALTER TABLE unions_region DROP CONSTRAINT region_path_ends_in_itself;
            DROP TRIGGER carry ON unions_region;
            DROP TRIGGER place ON unions_region;
            DROP FUNCTION unions_region_carry, unions_region_place;
            """,
        ),
        migrations.RunSQL(
            FEDERATION,
            """
            ALTER TABLE unions_federation DROP CONSTRAINT federation_path_ends_in_itself;
            DROP TRIGGER carry ON unions_federation;
            DROP TRIGGER place ON unions_federation;
            DROP FUNCTION unions_federation_carry, unions_federation_place;
            """,
        ),
    ]
