"""What becomes of assessments and coverage when two records of one organization are merged."""

from orgs.merging import Timeline


def span(row):
    return (
        f"{row.valid_from:%Y-%m-%d} 至 {row.valid_to:%Y-%m-%d}"
        if row.valid_to
        else (f"自 {row.valid_from:%Y-%m-%d} 起")
    )


RELATIONS = (
    Timeline(
        "membership.Coverage",
        track=lambda row: "" if row.counted else f"union-{row.union_id}",
        kin="union_id",
        words=lambda row: f"{row.union}（{row.get_form_display()}），{span(row)}",
        both="双方都有工会覆盖",
    ),
    Timeline(
        "membership.Eligibility",
        words=lambda row: f"{row.get_decision_display()}，{span(row)}",
    ),
)
