"""What was published stays as it was put to people: the database refuses to change a question."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION surveys_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of bigint;
BEGIN
    IF TG_TABLE_NAME = 'surveys_option' THEN
        SELECT version_id INTO of FROM surveys_question
            WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.question_id ELSE NEW.question_id END;
    ELSE
        of := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
    END IF;
    IF EXISTS (SELECT FROM surveys_version WHERE id = of AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a published version is frozen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
TABLES = ("surveys_group", "surveys_question", "surveys_option")
TRIGGER = """
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION surveys_frozen()
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_surveys")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION surveys_frozen()"),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER frozen ON {table}")
            for table in TABLES
        ),
    ]
