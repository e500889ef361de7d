"""An issued plan gives away at least its quota (Σ of the shares ≥ quota), whoever writes.

A deferred constraint: a plan and its shares are written one after another, so the sum is looked at
when the transaction ends. Shares that come add to the sum and need no look; issuing a whole tree
costs one look a plan.
"""

from django.db import migrations

SUM = """
CREATE FUNCTION membership_plan_keeps_its_quota(plan bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held membership_targetplan;
    given bigint;
BEGIN
    -- Locked, so that one transaction cannot issue what another lessens at the same moment.
    SELECT * INTO held FROM membership_targetplan WHERE id = plan FOR NO KEY UPDATE;
    IF NOT FOUND OR held.status <> 'issued' THEN
        RETURN;
    END IF;
    SELECT COALESCE(sum(quota), 0) INTO given FROM membership_targetshare WHERE plan_id = plan;
    IF given < held.quota THEN
        RAISE check_violation USING
            MESSAGE = format('各家合计 %s 家，少于应覆盖的 %s 家。', given, held.quota),
            CONSTRAINT = 'plan_sum', TABLE = 'membership_targetplan';
    END IF;
END $$;
"""
TRIGGERS = """
CREATE FUNCTION membership_targetplan_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM membership_plan_keeps_its_quota(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION membership_targetshare_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM membership_plan_keeps_its_quota(OLD.plan_id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER plan_sum AFTER INSERT OR UPDATE OF status, quota
    ON membership_targetplan DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status = 'issued') EXECUTE FUNCTION membership_targetplan_sum();

CREATE CONSTRAINT TRIGGER plan_sum_lessened AFTER UPDATE OF quota, plan_id
    ON membership_targetshare DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.quota < OLD.quota OR NEW.plan_id <> OLD.plan_id)
    EXECUTE FUNCTION membership_targetshare_sum();

CREATE CONSTRAINT TRIGGER plan_sum_taken_from AFTER DELETE
    ON membership_targetshare DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION membership_targetshare_sum();
"""
UNDO = """
DROP TRIGGER plan_sum_taken_from ON membership_targetshare;
DROP TRIGGER plan_sum_lessened ON membership_targetshare;
DROP TRIGGER plan_sum ON membership_targetplan;
DROP FUNCTION membership_targetshare_sum, membership_targetplan_sum;
DROP FUNCTION membership_plan_keeps_its_quota;
"""


class Migration(migrations.Migration):
    dependencies = [("membership", "0007_support")]

    operations = [migrations.RunSQL(SUM + TRIGGERS, UNDO)]
