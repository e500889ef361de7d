"""Grades, inspections and annual profiles may come with a list, and go again when it is taken
back: that alone removes a row of a table to which rows are otherwise only added."""

import django.db.models.deletion
from django.db import migrations, models

REFUSED = """
    RAISE EXCEPTION '% on % is refused: a new row supersedes the old', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

BEFORE = f"""
CREATE OR REPLACE FUNCTION orgs_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'organization_id' = to_jsonb(OLD) - 'organization_id' THEN
        RETURN NEW;
    END IF;
{REFUSED}"""

BUT_LISTED = f"""
CREATE OR REPLACE FUNCTION orgs_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'organization_id' = to_jsonb(OLD) - 'organization_id' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM orgs_importbatch
        WHERE id = (to_jsonb(OLD) ->> 'batch_id')::bigint AND status = 'reverted'
    ) THEN
        RETURN OLD;
    END IF;
{REFUSED}"""


def batch():
    return models.ForeignKey(
        "orgs.ImportBatch",
        django.db.models.deletion.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="所出导入批次",
    )


class Migration(migrations.Migration):
    dependencies = [("orgs", "0013_union_names")]

    operations = [
        migrations.AddField("annualprofile", "batch", batch()),
        migrations.AddField("grade", "batch", batch()),
        migrations.AddField("inspection", "batch", batch()),
        migrations.RunSQL(BUT_LISTED, BEFORE),
    ]
