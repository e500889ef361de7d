"""What becomes of purchases when two records of one organization are merged."""

from orgs.merging import Keep, Move

RELATIONS = (
    Keep("procurement.Conflict", why="当时查到的利益冲突不改写"),
    Move("procurement.Expert", words=lambda row: row.get_kind_display()),
    Move("procurement.ExpertPost", words=lambda row: row.unit),
    Move("procurement.Ban", words=str),
    Keep("procurement.Bid", why="申报是当时的登记提交的，留在原登记上"),
    Move("procurement.Entrustment", words=str),
    Move("procurement.Objection", words=str),
    Move("procurement.Need", words=lambda row: row.number),
)
