"""What is to be done to many organizations at once, as the pages posted it.

A page asks, shows what would happen, and does it; more than a page can wait for are done by a job.
Both hold one of these acts, made from the same posted fields.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone

from membership import services
from membership.canvassing import people_for, rounds_of
from membership.forms.canvass import AssignForm, FillForm
from membership.forms.foundings import AssessForm, CoverForm, FormChoiceForm, FoundForm
from membership.ledger.cells import CELL
from membership.models import CanvassTask, Coverage
from membership.services.canvass import assign_many, judge_assignment, tell_assigned
from membership.services.coverage import FORM_OF, check_union, judge_coverages
from membership.services.eligibility import judge_assessments
from membership.services.ledger import fill_many
from orgs.selection import selected
from unions.models import GrassrootsUnion

FORMS = [choice for choice in Coverage.Form.choices if choice[0] != Coverage.Form.SINGLE]
KIND_OF = {form: kind for kind, form in FORM_OF.items()}
CHANGED = "所选名单在预览之后有变动，请重新核对后再确认。"


def same_set(selection, digest):
    """A preview holds for exactly its set."""
    if digest != selection.digest():
        raise ValidationError(CHANGED)


class ActOnMany:
    """``form`` is bound once it was filled in. ``carried`` are fields of the act besides it."""

    key = title = submit = ""
    carried = ()

    def __init__(self, user, posted, selection):
        self.user, self.posted, self.selection = user, posted, selection

    @property
    def filled(self):
        """What the form was filled in with, if it was."""
        return self.posted if self.posted.get("step") in ("preview", "confirm", "edit") else None

    @property
    def values(self):
        return self.form.cleaned_data

    def check(self):
        """What is wrong whatever the organizations. Raises ValidationError."""

    def judge(self, organizations):
        """Why each may not be acted on: ``{organization id: reason}``."""
        raise NotImplementedError

    def do(self, organizations, **batch):
        raise NotImplementedError

    def end(self):
        """What is left to say once all parts are done, in the same transaction."""

    def lines(self):
        """What is to be done, in words: ``[(label, value)]``."""
        raise NotImplementedError


class AssessMany(ActOnMany):
    key, title, submit = "assess", "批量认定建会条件", "确认认定"

    def __init__(self, *args):
        super().__init__(*args)
        self.form = AssessForm(self.filled)

    def judge(self, organizations):
        return judge_assessments(
            organizations=organizations,
            decision=self.values["decision"],
            as_of=self.values["as_of"],
        )

    def do(self, organizations, **batch):
        services.assess_many(by=self.user, organizations=organizations, **self.values, **batch)

    def lines(self):
        decisions, reasons = (dict(self.form.fields[n].choices) for n in ("decision", "reason"))
        return [
            ("结论", decisions[self.values["decision"]]),
            ("认定日期", self.values["as_of"]),
            ("主要原因", reasons.get(self.values["reason"]) or "无"),
            ("依据", self.values["evidence"]),
        ]


class CoverMany(ActOnMany):
    """The form of coverage is asked first; by a union that is there, or by one founded now."""

    key, title, submit = "cover", "批量登记工会覆盖", "确认登记"

    def __init__(self, *args):
        super().__init__(*args)
        self.choice = FormChoiceForm(self.posted if "form" in self.posted else None)
        self.choice.fields["form"].choices = FORMS
        self.form = self.choice
        if not self.choice.is_valid():
            return
        self.kind = self.choice.cleaned_data["form"]
        self.founding = self.posted.get("new") == "1" and self.kind in KIND_OF
        self.search = self.posted.get("q", "").strip()
        self.carried = [("form", self.kind), ("new", "1" if self.founding else "")]
        if self.founding:
            near = self.selection.rows.select_related("federation").order_by("pk")[0].federation
            self.form = FoundForm(self.filled, user=self.user, near=near)
        else:
            self.form = CoverForm(self.filled, user=self.user, form=self.kind, search=self.search)

    @property
    def union(self):
        if not self.founding:
            return self.values["union"]
        return GrassrootsUnion(
            name=self.values["name"],
            kind=KIND_OF[self.kind],
            federation=self.values["federation"],
            founded_on=self.values["as_of"],
        )

    def check(self):
        as_of = self.values["as_of"]
        if as_of > timezone.localdate():
            raise ValidationError({"as_of": "日期不能晚于今天。"})
        check_union(by=self.user, union=self.union, form=self.kind, as_of=as_of)

    def judge(self, organizations):
        return judge_coverages(
            organizations=organizations,
            union=self.union,
            form=self.kind,
            as_of=self.values["as_of"],
        )

    def do(self, organizations, **batch):
        if self.founding:
            new = {"founding": self.form.founding(KIND_OF[self.kind])}
        else:
            new = {"union": self.values["union"], "basis": self.values["basis"]}
        written = services.record_coverages(
            by=self.user,
            organizations=organizations,
            form=self.kind,
            as_of=self.values["as_of"],
            **new,
            **batch,
        )
        if self.founding:  # once; whoever comes next is covered by it
            self.founding = False
            self.values.update(union=written[0].union, basis=written[0].basis)

    def lines(self):
        union = self.union
        return [
            ("建会形式", Coverage.Form(self.kind).label),
            ("覆盖工会", f"{union}{'（新成立）' if self.founding else ''}"),
            ("上级工会", union.federation),
            ("成立日期" if self.founding else "覆盖日期", self.values["as_of"]),
        ]


class AssignMany(ActOnMany):
    """Who calls on them, until when."""

    key, title, submit, kind = "assign", "分派走访", "确认分派", CanvassTask.Kind.CANVASS

    def __init__(self, *args):
        super().__init__(*args)
        people, rounds = people_for(self.user, self.kind), rounds_of(self.user)
        self.form = AssignForm(self.filled, people=people, rounds=rounds)
        self.given = []

    def check(self):
        due_on = self.values["due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError({"due_on": "期限不能早于今天。"})

    def judge(self, organizations):
        assignee = self.values["assignee"]
        return judge_assignment(organizations=organizations, assignee=assignee, kind=self.kind)

    def do(self, organizations, **batch):
        self.given += organizations
        assign_many(
            by=self.user,
            organizations=organizations,
            kind=self.kind,
            tell=not batch,
            **self.values,
            **batch,
        )

    def end(self):
        tell_assigned(
            by=self.user,
            assignee=self.values["assignee"],
            kind=self.kind,
            organizations=self.given,
        )

    def lines(self):
        return [
            ("承办人", self.values["assignee"].name),
            ("轮次", self.values["round"] or "不属于轮次"),
            ("期限", self.values["due_on"] or "按轮次"),
        ]


class PairMany(AssignMany):
    key, title, submit, kind = "pair", "安排领导包联", "确认包联", CanvassTask.Kind.LEADER


class FillMany(ActOnMany):
    """The same into cells of the ledger; what is left empty stays as it is."""

    key, title, submit = "fill", "批量填写台账", "确认填写"

    def __init__(self, *args):
        super().__init__(*args)
        self.form = FillForm(self.filled)

    @property
    def texts(self):
        found = {key: self.values[key] for key in FillForm.CELLS if self.values[key]}
        return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in found.items()}

    def check(self):
        if not self.texts:
            raise ValidationError("请至少填写一项。")

    def judge(self, organizations):
        return {}

    def do(self, organizations, **batch):
        fill_many(by=self.user, organizations=organizations, **self.texts, **batch)

    def lines(self):
        return [(CELL[key].label, text) for key, text in self.texts.items()]


ACTS = {act.key: act for act in (AssessMany, CoverMany, AssignMany, PairMany, FillMany)}


def act_on(user, posted, key, permission):
    """The act of that name on what was selected, as posted."""
    return ACTS[key](user, posted, selected(user, permission, posted))
