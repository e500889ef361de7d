"""Answers counted in SQL: three queries a survey, however many answers and questions.

A cell is ``(group, cut)``: the respondents of one group, or of those the ones of one ownership,
place, channel, or one answer to another question.
"""

from dataclasses import dataclass, field

from django.db import connection

from surveys.models import Question, Survey

Base = Question.Base
CUTS = {
    "": "''",
    "ownership": "r.ownership",
    "channel": "r.channel",
    "place": "COALESCE(r.place_id::text, '')",
}
RESPONDENTS = """
SELECT r.version_id, r."group", {cut}, count(*)
FROM surveys_response r {join} WHERE r.survey_id = %(survey)s GROUP BY 1, 2, 3
"""
ANSWERED = """
SELECT r."group", {cut}, a.key, count(*),
    count(*) FILTER (WHERE jsonb_array_length(a.value) > 0)
FROM surveys_response r {join} CROSS JOIN jsonb_each(r.answers) a
WHERE r.survey_id = %(survey)s GROUP BY 1, 2, 3
"""
CHOSEN = """
SELECT r."group", {cut}, a.key, o.value, count(*)
FROM surveys_response r {join} CROSS JOIN jsonb_each(r.answers) a
CROSS JOIN jsonb_array_elements_text(a.value) o
WHERE r.survey_id = %(survey)s AND a.key = ANY(%(keys)s) GROUP BY 1, 2, 3, 4
"""


@dataclass
class Counts:
    """What the database counted; shares are read off it."""

    asks: dict
    """``{version: {group: codes of its questions}}``"""
    respondents: dict = field(default_factory=dict)
    routed: dict = field(default_factory=dict)
    valid: dict = field(default_factory=dict)
    chosen: dict = field(default_factory=dict)

    def cuts(self, group):
        return sorted({cut for _, of, cut in self.respondents if of == group})

    def people(self, group, cut=""):
        return sum(n for (_, *cell), n in self.respondents.items() if cell == [group, cut])

    def base(self, kind, question, key, group, cut=""):
        """By how many a share of this question is divided."""
        if kind == Base.ROUTED:
            return self.routed.get((group, cut, key), 0)
        if kind == Base.VALID:
            return self.valid.get((group, cut, key), 0)
        return sum(
            n
            for (version, *cell), n in self.respondents.items()
            if cell == [group, cut] and question in self.asks[version].get(group, ())
        )

    def count(self, key, option, group, cut=""):
        return self.chosen.get((group, cut, key, option), 0)


def counted(survey, sheets, keys, by=""):
    """``sheets``: its published versions as Questionnaires; ``keys``: those with options; ``by``:
    one of CUTS, or the code of a question."""
    asks = {
        sheet.version.pk: {g.code: {q.code for q in sheet.of(g.code)} for g in sheet.groups}
        for sheet in sheets
    }
    cut, join, values = CUTS.get(by), "", {"survey": survey.pk, "keys": list(keys)}
    if cut is None:
        cut, values["by"] = "c.value", by
        join = "CROSS JOIN jsonb_array_elements_text(r.answers -> %(by)s) c"
    found = Counts(asks)
    with connection.cursor() as cursor:
        for version, group, part, n in rows(cursor, RESPONDENTS, cut, join, values):
            found.respondents[version, group, part] = n
        for group, part, key, routed, valid in rows(cursor, ANSWERED, cut, join, values):
            found.routed[group, part, key] = routed
            found.valid[group, part, key] = valid
        for group, part, key, option, n in rows(cursor, CHOSEN, cut, join, values):
            found.chosen[group, part, key, option] = n
    return found


def rows(cursor, sql, cut, join, values):
    cursor.execute(sql.format(cut=cut, join=join), values)
    return cursor.fetchall()


NUMBERS = """
SELECT r."group", a.key, count(*), avg(x.value::numeric), min(x.value::numeric),
    max(x.value::numeric), percentile_cont(0.5) WITHIN GROUP (ORDER BY x.value::numeric)
FROM surveys_response r CROSS JOIN jsonb_each(r.answers) a
CROSS JOIN jsonb_array_elements_text(a.value) x
WHERE r.survey_id = %(survey)s AND a.key = ANY(%(keys)s) GROUP BY 1, 2
"""


def numbers(survey, keys):
    """``{(group, key): {"count", "mean", "least", "largest", "median"}}`` of numbers."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, {"survey": survey.pk, "keys": list(keys)})
        names = ("count", "mean", "least", "largest", "median")
        return {
            (group, key): dict(zip(names, told, strict=True))
            for group, key, *told in cursor.fetchall()
        }


def words(survey, key, most=500):
    """Answers in words, in no order that tells anything: by their random numbers."""
    found = survey.responses.filter(**{f"answers__{key}__0__isnull": False})
    return [answers[key][0] for answers in found.values_list("answers", flat=True)[:most]]


def in_series(survey):
    """Other surveys of its series that hold answers, newest year first."""
    if not survey.series:
        return Survey.objects.none()
    same = Survey.objects.filter(series=survey.series, federation=survey.federation)
    return same.exclude(pk=survey.pk).exclude(status=Survey.Status.DRAFT).order_by("-year", "-pk")
