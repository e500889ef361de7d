"""What a survey found: shares with their bases, top shares from counts, ranks, funnels, readings.

Every share is a count over a count; nothing is added up from rounded parts (domain 8, mistake 3).
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q

from surveys.models import Ownership, Question, Reading, Response
from surveys.queries import counting
from surveys.questionnaire import Questionnaire, keys_of
from surveys.rules import rule_at
from unions.models import Federation

Kind = Question.Kind


@dataclass
class Line:
    """One option: how many of how many, in which rank. ``n`` is None where it is not told."""

    option: object
    n: int | None
    base: int
    rank: int = 0

    @property
    def label(self):
        return self.option.label


@dataclass
class Column:
    """What one group, or a part of it, answered to one question."""

    group: object
    cut: str
    label: str
    base: int | None
    lines: list = field(default_factory=list)
    number: dict | None = None

    @property
    def ranked(self):
        """Most chosen first; of equals the one that stands first on the form (table 5)."""
        return sorted(self.lines, key=lambda line: (line.rank, self.lines.index(line)))

    def top(self, first):
        """How many chose one of the first options, counted, not added from shares."""
        told = [line.n for line in self.lines[:first]]
        return None if None in told else sum(told)

    @property
    def top1(self):
        return self.top(1)

    @property
    def top2(self):
        return self.top(2)


@dataclass
class Asked:
    """A question, or one row of a matrix, with a column for each group that is asked."""

    question: object
    key: str
    text: str
    columns: list

    @property
    def options(self):
        return list(self.question.options.all())

    @property
    def table(self):
        """Rows of the table: an option and its line in each column."""
        return [
            (option, [column.lines[n] for column in self.columns])
            for n, option in enumerate(self.options)
        ]

    @property
    def is_scale(self):
        return self.question.kind in (Kind.SCALE, Kind.MATRIX)

    @property
    def is_ranked(self):
        return self.question.kind == Kind.MULTIPLE


@dataclass
class Figure:
    """A reading with its counts."""

    reading: object
    n: int | None
    base: int | None


class Results:
    """All of one survey. ``by`` cuts each group further (see ``counting``)."""

    def __init__(self, survey, by=""):
        self.survey, self.by = survey, by
        versions = survey.versions.exclude(published_at=None).select_related("survey__federation")
        versions = versions.prefetch_related("groups", "questions__options").order_by("number")
        self.sheets = [Questionnaire(version) for version in versions]
        self.sheet = self.sheets[-1] if self.sheets else None

    @cached_property
    def rule(self):
        return rule_at(self.survey.federation)

    @property
    def groups(self):
        return self.sheet.groups if self.sheet else []

    @property
    def questions(self):
        return self.sheet.questions if self.sheet else []

    @cached_property
    def counts(self):
        keys = [k for q in self.questions if q.has_options for k in keys_of(q)]
        return counting.counted(self.survey, self.sheets, keys, self.by)

    @cached_property
    def numbers(self):
        keys = [q.code for q in self.questions if q.kind == Kind.NUMBER]
        return counting.numbers(self.survey, keys)

    @cached_property
    def people(self):
        """``[(group, how many answered)]``."""
        return [
            (g, sum(self.counts.people(g.code, cut) for cut in self.counts.cuts(g.code)))
            for g in self.groups
        ]

    @cached_property
    def total(self):
        return sum(n for _, n in self.people)

    @cached_property
    def asked(self):
        return [one for q in self.questions for one in self.of(q)]

    def of(self, question):
        groups = [g for g in self.groups if not question.groups or g.code in question.groups]
        for n, key in enumerate(keys_of(question)):
            row = f"：{question.rows[n]}" if question.kind == Kind.MATRIX else ""
            columns = [
                self.column(question, key, group, cut)
                for group in groups
                for cut in (self.counts.cuts(group.code) if self.by else [""])
            ]
            yield Asked(question, key, f"{question.text}{row}", columns)

    def column(self, question, key, group, cut):
        counts = self.counts
        base = counts.base(question.base, question.code, key, group.code, cut)
        lines = [
            Line(option, counts.count(key, option.code, group.code, cut), base)
            for option in question.options.all()
        ]
        for line in lines:
            line.rank = 1 + sum(other.n > line.n for other in lines)
        label = f"{group.name}：{self.cut_label(cut)}" if self.by else group.name
        number = self.numbers.get((group.code, key)) if question.kind == Kind.NUMBER else None
        return Column(group, cut, label, base, lines, number)

    @cached_property
    def cut_labels(self):
        if self.by == "ownership":
            return dict(Ownership.choices)
        if self.by == "channel":
            return dict(Response.Channel.choices)
        if self.by == "place":
            keys = [int(cut) for g in self.groups for cut in self.counts.cuts(g.code) if cut]
            return {str(f.pk): f.name for f in Federation.objects.filter(pk__in=keys)}
        question = self.sheet.by_code.get(self.by) if self.sheet else None
        return {o.code: o.label for o in question.options.all()} if question else {}

    def cut_label(self, cut):
        return self.cut_labels.get(cut) or "未填"

    @cached_property
    def figures(self):
        """The readings, all counted by one query: of people, so that one who ticked two of the
        options that count is one."""
        readings = list(self.survey.readings.all())
        asked = {}
        for r in readings:
            chosen = Q(**{f"answers__{r.question}__has_any_keys": r.options})
            asked[f"n{r.pk}"] = Count("pk", filter=Q(group=r.group) & chosen)
        told = self.survey.responses.aggregate(**asked) if asked else {}
        whole = self if not self.by else Results(self.survey)
        return [
            Figure(
                r,
                told[f"n{r.pk}"],
                whole.counts.base(r.base, r.question, r.question, r.group),
            )
            for r in readings
        ]

    def figures_of(self, kind):
        return [figure for figure in self.figures if figure.reading.kind == kind]

    @property
    def funnel(self):
        return self.figures_of(Reading.Kind.FUNNEL)

    @cached_property
    def awareness_and_satisfaction(self):
        """Table 4: for each group what it knows and how content it is; None where not asked."""
        found = []
        for kind in (Reading.Kind.AWARENESS, Reading.Kind.SATISFACTION):
            by_group = {figure.reading.group: figure for figure in self.figures_of(kind)}
            found.append((kind.label, [by_group.get(group.code) for group in self.groups]))
        return found if any(f for _, row in found for f in row) else []

    @property
    def ranked(self):
        """Table 5: questions of many choices, their first ranks for each group."""
        return [
            (one, [(column, column.ranked[: self.rule.shown]) for column in one.columns])
            for one in self.asked
            if one.is_ranked
        ]
