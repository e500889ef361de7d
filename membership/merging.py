"""What becomes of assessments and coverage when two records of one organization are merged."""

from orgs.merging import Keep, Move, Timeline


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
    Move("membership.CriterionFinding", words=str),
    Move("membership.CanvassTask", words=lambda row: row.get_kind_display()),
    Move("membership.Visit", words=lambda row: f"{row.on:%Y-%m-%d} {row.get_outcome_display()}"),
    Keep("membership.LedgerEntry", why="台账的计划和下一步留在原登记上"),
    Move("membership.Obstruction", words=str),
    Move("membership.Practice", words=str),
    Move("membership.Subsidy", words=str),
    Move("membership.Member"),
    Move("membership.JoinCode"),
    Move(
        "membership.FoundingUnit",
        words=lambda row: f"{row.case}（{row.case.get_status_display()}）",
        both="双方都有建会事项",
    ),
)
