"""Founding a union by the book: open a case, lead it from step to step, approve it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from membership import law
from membership.models import Coverage, FoundingCase, FoundingPerson, FoundingUnit
from membership.queries import drive_of, holding, in_drive, timelines, unions_within_reach
from membership.services import founding_steps as steps
from membership.services.ground import day, hold
from membership.workflows.founding import FOUNDING
from orgs.models import Organization
from unions.models import Federation

Status, Form = FoundingCase.Status, Coverage.Form
ALWAYS_JOIN = (Form.ORGAN, Form.ORGANIZER)
"""Forms in which an organization comes under a union that is there."""
WORDS = ("name", "route", "drive", "wish", "opinion", "party_opinion", "helper")


@transaction.atomic
def open_case(
    *, by, organizations, form, name="", union=None, federation=None, mobilised_on=None, **words
):
    """Begin to found a union for organizations, or to bring them under a ``union`` that is there.

    The rules of the day are frozen on the case. Without a ``drive`` among the ``words`` it is of
    the one whose scope holds them. Returns it.
    """
    mobilised_on = day(mobilised_on, "mobilised_on")
    if not organizations:
        raise ValidationError({"organizations": "请至少选择一个单位。"})
    held = hold(by=by, organizations=organizations, verb="open_founding")
    federation = federation or common_federation(held)
    if not by.may_at(Permission.FOUNDING_EDIT, federation):
        refuse(by=by, verb="open_founding", subject=federation)
        raise PermissionDenied("这些单位分属不同工会，请由共同的上级工会办理。")
    if form == Form.SINGLE and (union or len(held) > 1):
        raise ValidationError({"form": "单独建会是一个单位建自己的工会。"})
    if form in ALWAYS_JOIN and union is None:
        raise ValidationError({"union": f"{Form(form).label}须选择已有的工会。"})
    if union and (
        union.kind not in Coverage.KINDS[form]
        or not unions_within_reach(by).filter(pk=union.pk, dissolved_on=None).exists()
    ):
        raise ValidationError(
            {"union": f"不能以{Form(form).label}的形式纳入这个工会，请重新选择。"}
        )
    words.setdefault("drive", drive_of(held, mobilised_on))
    rules = law.in_force(federation, mobilised_on)
    case = FoundingCase(
        name=str(union) if union else name.strip(),
        form=form,
        federation=federation,
        approver=approver_of(federation, rules),
        union=union,
        joins=union is not None,
        rules_code=rules.code,
        rules_version=rules.version,
        opened_by=by,
        mobilised_on=mobilised_on,
        due_on=steps.deadline(rules, Status.MOBILISED, mobilised_on),
        **{word: value for word, value in words.items() if word in WORDS},
    )
    case.full_clean()
    case.save()
    _add(case, held)
    _see_drive(case)
    record(
        by=by,
        verb="open",
        label="建会立项",
        subject=case,
        form=form,
        organizations=len(held),
        rules=f"{rules.code} {rules.version}",
    )
    return case


def _see_drive(case):
    """A case is of a drive that is about one of its organizations."""
    units = Organization._base_manager.filter(founding_units__case=case)
    if case.drive and not in_drive(units, case.drive).exists():
        raise ValidationError({"drive": f"这些单位不在“{case.drive}”的范围内。"})


def common_federation(organizations):
    """The deepest federation above all of them."""
    lines = [o.federation.path.strip("/").split("/") for o in organizations]
    shared = [codes[0] for codes in zip(*lines, strict=False) if len(set(codes)) == 1]
    return Federation.objects.get(code=shared[-1])


def approver_of(federation, rules):
    """The union above the new one that is high enough to approve (工会法 12)."""
    lowest = rules["approver_lowest_level"].value
    while federation.level > lowest and federation.parent:
        federation = federation.parent
    return federation


def _add(case, organizations):
    known = timelines(Coverage, organizations)
    today = timezone.localdate()
    for organization in organizations:
        if organization.status in organization.ENDED:
            raise ValidationError(
                f"“{organization}”已{organization.get_status_display()}，不能建会。"
            )
        now, _ = holding(known[organization.pk], today)
        if now and now.form == Form.SINGLE:
            raise ValidationError(f"“{organization}”已单独建会（{now.union}）。")
        if now and now.union_id == case.union_id and now.form == case.form:
            raise ValidationError(f"“{organization}”已由“{now.union}”覆盖。")
        unit = FoundingUnit(
            case=case,
            organization=organization,
            staff=organization.staff_count,
            instead_of=now.union if now else None,
        )
        unit.full_clean()
        unit.save()


@transaction.atomic
def move_case(
    *,
    by,
    case,
    verb,
    reason="",
    people=None,
    votes=None,
    credit_code="",
    organization=None,
    manner="",
    **values,
):
    """Lead a case along one move of the table.

    ``values`` are the fields that belong to the move (``founding_steps.FIELDS``); ``people`` are
    dicts of ``FoundingPerson`` fields that replace those of the bodies the move is about;
    ``votes`` is ``{person id: votes}``. An obstruction is by one ``organization`` of the case and
    of a ``manner``. Nothing is written unless all of it is in order.
    """
    allowed = steps.FIELDS.get(verb, ())
    values = {name: value for name, value in values.items() if name in allowed}

    def fill(held):
        steps.apart(by=by, case=held, verb=verb)
        steps.put_dates(held, verb, values)
        for name, value in values.items():
            setattr(held, name, value)
        if people is not None:
            replace_people(held, verb, people)
        if votes is not None:
            steps.count_votes(held, votes)
        steps.before(held, verb, by=by, reason=reason, credit_code=credit_code)

    moved = FOUNDING.move(case, verb, by=by, reason=reason, fill=fill, **steps.closing(verb))
    steps.after(moved, verb, by=by, reason=reason, organization=organization, manner=manner)
    return moved


def replace_people(case, verb, people):
    """Those of the bodies that the move is about are as given, and no others."""
    bodies = steps.BODIES.get(verb, ())
    case.people.of_body(*bodies).delete()
    seen = set()
    for fields in people:
        person = FoundingPerson(
            case=case, **{**fields, "person_name": fields["person_name"].strip()}
        )
        if person.body not in bodies:
            raise ValidationError("这一步不登记该机构的人选。")
        if (person.body, person.person_name) in seen:
            raise ValidationError(
                f"{person.get_body_display()}中“{person.person_name}”重复，请核对。"
            )
        seen.add((person.body, person.person_name))
        person.full_clean()
        person.save()


@transaction.atomic
def revise_case(*, by, case, **words):
    """Put right what a case says of itself before it is applied for."""
    case = FoundingCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not by.may(Permission.FOUNDING_EDIT, case):
        refuse(by=by, verb="revise", subject=case)
        raise PermissionDenied("您无权修改这一建会事项。")
    if case.status != Status.MOBILISED:
        raise ValidationError("请示已报的，须由上级工会退回后才能修改。", code="stale")
    for word in WORDS:
        if word in words and not (word == "name" and case.joins):
            setattr(case, word, words[word])
    case.full_clean()
    case.save()
    _see_drive(case)
    record(by=by, verb="revise", label="修改建会事项", subject=case)
    return case


@transaction.atomic
def add_units(*, by, case, organizations):
    """More organizations come under the union to be, while it has not been applied for."""
    case = _before_request(by, case, "add_unit")
    if case.form == Form.SINGLE:
        raise ValidationError("单独建会只能是一个单位；多个单位请改为联合建会另行立项。")
    held = hold(by=by, organizations=organizations, verb="open_founding")
    _add(case, held)
    record(by=by, verb="add_unit", label="添加建会单位", subject=case, organizations=len(held))
    return case


@transaction.atomic
def remove_unit(*, by, unit):
    """An organization leaves the case before it is applied for; the last one cannot."""
    case = _before_request(by, unit.case, "remove_unit")
    if case.units.count() < 2:
        raise ValidationError("至少须有一个建会单位；不再办理的，请登记中止或撤并。")
    record(
        by=by,
        verb="remove_unit",
        label="移出建会单位",
        subject=case,
        organization=str(unit.organization),
    )
    unit.delete()
    return case


def _before_request(by, case, verb):
    case = FoundingCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not by.may(Permission.FOUNDING_EDIT, case):
        refuse(by=by, verb=verb, subject=case)
        raise PermissionDenied("您无权修改这一建会事项。")
    if case.status != Status.MOBILISED:
        raise ValidationError("请示已报，不能再增减单位。", code="stale")
    return case
