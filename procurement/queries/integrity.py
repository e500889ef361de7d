"""Who may read the scores of a panel, and what they are shown of how firm the ranking is."""

from accounts.roles import Permission
from procurement import integrity
from procurement.models import Call, Panel
from procurement.models.panels import OUT
from procurement.models.reviews import TOLD
from procurement.queries.reviews import ranking
from procurement.scoring import Rule

EDIT, VIEW, SCORE = Permission.PURCHASE_EDIT, Permission.PURCHASE_VIEW, Permission.BID_SCORE


def calls_for(user):
    """Calls whose scores this person may read now."""
    house = Panel.objects.for_user(user, EDIT).filter(status__in=TOLD)
    led = Panel.objects.for_user(user, SCORE).filter(status__in=TOLD)
    out = Panel.objects.for_user(user, VIEW).filter(call__status__in=OUT, status__in=TOLD)
    keys = {pk for rows in (house, led, out) for pk in rows.values_list("call", flat=True)}
    return Call.objects.filter(pk__in=keys).select_related("project__federation", "panel")


def may_read(user, panel):
    return calls_for(user).filter(pk=panel.call_id).exists()


def rule_of(call):
    return Rule.of(call.project.rules)


def lab(call):
    """Of every lot: the official rows, each expert's habit, ranks under other rules, and how often
    neighbours would change places. Experts go by their seat, not by name."""
    rule, found = rule_of(call), []
    seats = list(call.panel.seats.sitting().order_by("pk").values_list("pk", flat=True))
    label = {pk: f"专家{n}" for n, pk in enumerate(seats, 1)}
    for lot in ranking(call):
        totals = {row.bid.pk: row.standing.totals for row in lot.rows if row.standing.totals}
        others = integrity.by_every_rule(totals, rule)
        sure = integrity.certainty(totals, rule, seed=str(call.uid))
        below = {upper: share for (upper, _), share in sure.items()}
        rows = [
            {
                "row": row,
                "cells": [
                    {
                        "total": row.standing.totals.get(pk),
                        "dropped": pk in row.standing.dropped,
                        "far": pk in row.standing.outliers,
                    }
                    for pk in seats
                ],
                "others": [(name, places.get(row.bid.pk)) for name, places in others.items()],
                "sure": below.get(row.bid.pk),
            }
            for row in lot.rows
        ]
        habits = sorted(integrity.habits(totals, rule), key=lambda habit: seats.index(habit.expert))
        habits = [(label[habit.expert], habit) for habit in habits]
        found.append(
            {
                "lot": lot.lot,
                "rows": rows,
                "experts": [label[pk] for pk in seats],
                "rules": list(others),
                "habits": habits,
            }
        )
    return found
