"""What each move of a founding case brings along, and what it leaves behind."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from documents.models import Paper
from documents.services.papers import draft_paper, issue_paper
from governance.trail import refuse
from membership import law
from membership.ballots import count
from membership.models import (
    CanvassTask,
    Coverage,
    FoundingCase,
    FoundingPerson,
    Obstruction,
    Officer,
    Organ,
)
from membership.queries import holding, member_numbers, timelines
from membership.services import canvass
from membership.services.coverage import FORM_OF, record_coverages
from membership.services.obstructions import add_facts, report_obstruction
from membership.services.organs import constitute
from membership.services.unions import dissolve_union
from membership.workflows.founding import FOUNDING
from unions.calendar import add_working_days
from unions.models import GrassrootsUnion

Status, Body, Duty = FoundingCase.Status, FoundingPerson.Body, FoundingPerson.Duty
FIELDS = {
    "request": (
        *("requested_on", "request_number", "expected_members"),
        *("wish", "opinion", "party_opinion"),
    ),
    "consent": ("consented_on", "consent_number"),
    "admit": ("founded_on", "approval_number"),
    "form_group": ("group_on", "helper"),
    "recruit": ("recruiting_on",),
    "publicise": ("members", "women", "seats", "examined_on", "notice_from", "notice_to"),
    "elect": ("meeting_on", "meeting", "term_years", "entitled", "present", "ballots"),
    "report": ("reported_on",),
    "approve": ("founded_on", "approval_number"),
    "register": ("registered_on",),
    "open_account": ("account_on", "fees_from"),
    "settle": ("regular_on",),
}
"""Which fields of the case a move fills in."""
DAY = {
    "request": "requested_on",
    "consent": "consented_on",
    "admit": "founded_on",
    "form_group": "group_on",
    "recruit": "recruiting_on",
    "publicise": "notice_from",
    "elect": "meeting_on",
    "report": "reported_on",
    "approve": "founded_on",
    "register": "registered_on",
    "open_account": "account_on",
    "settle": "regular_on",
}
"""Which of these is the day of the step."""
BODIES = {
    "request": (Body.ORGANIZER,),
    "form_group": (Body.GROUP,),
    "publicise": (Body.COMMITTEE, Body.AUDIT, Body.WOMEN),
}
IN_ORDER = (
    *("mobilised_on", "requested_on", "consented_on", "group_on", "recruiting_on"),
    *("notice_from", "meeting_on", "reported_on", "founded_on", "registered_on"),
    *("account_on", "regular_on"),
)
"""The days of a case as they follow one another."""
REPLIES = {
    "consent": ("founding-consent", "consent_number", "consented_on"),
    "admit": ("founding-approval", "approval_number", "founded_on"),
    "approve": ("founding-approval", "approval_number", "founded_on"),
}
"""What the next-higher union answers with: kind of paper, where its number and its day stand."""
APPLICANTS = {
    "consent": ("applied_by_id",),
    "admit": ("applied_by_id",),
    "approve": ("applied_by_id", "reported_by_id"),
}


def apart(*, by, case, verb):
    """Whoever applied or reported does not approve, whatever office they hold (domain 6.3)."""
    if by.pk in [getattr(case, name) for name in APPLICANTS.get(verb, ())]:
        refuse(by=by, verb=verb, subject=case)
        raise PermissionDenied("申请人、报批人不得批复自己办理的事项，请由他人批复。")


def put_dates(case, verb, values):
    """Each step has a day: today unless said, not in the future, not before the step it follows."""
    name = DAY.get(verb)
    if name is None:
        return
    today = timezone.localdate()
    if values.get(name) is None:
        values[name] = today
    if values[name] > today and verb != "publicise":
        raise ValidationError({name: "日期不能晚于今天。"})
    if verb == "publicise" and values.get("notice_to") is None:
        days = law.frozen(case.rules_code, case.rules_version)["notice_days"].value
        values["notice_to"] = values[name] + timedelta(days)
    earlier = [
        (getattr(case, at), at)
        for at in IN_ORDER[: IN_ORDER.index(name)]
        if getattr(case, at) is not None
    ]
    if earlier and values[name] < max(earlier)[0]:
        last, at = max(earlier)
        label = case._meta.get_field(at).verbose_name
        raise ValidationError({name: f"不能早于{label} {last:%Y-%m-%d}。"})


def count_votes(case, votes):
    """The votes decide who is elected: by the arithmetic of the rules and by nothing else."""
    rules = law.frozen(case.rules_code, case.rules_version)
    people = list(case.people.of_body(Body.COMMITTEE, Body.AUDIT, Body.WOMEN))
    for body in (Body.COMMITTEE, Body.AUDIT, Body.WOMEN):
        standing = {p.pk: p for p in people if p.body == body}
        told = {pk: votes.get(pk) or 0 for pk in standing}
        seats = (case.seats or 0) if body == Body.COMMITTEE else len(standing)
        found = count(told, entitled=case.entitled or 0, seats=seats, share=rules["majority"].share)
        for pk, person in standing.items():
            person.votes, person.elected = told[pk], pk in found.elected
            person.save(update_fields=["votes", "elected"])


def deadline(rules, status, on):
    """When the next step is due, in working days; None where no rule sets a limit."""
    rule = rules.limit(status)
    return add_working_days(on, rule.value) if rule else None


def before(case, verb, *, by, reason, credit_code):
    """What is so as soon as the move is made, and what its guards are to look at."""
    target = FOUNDING.moves[verb].leads(case)
    rules = law.frozen(case.rules_code, case.rules_version)
    on = getattr(case, DAY[verb]) if verb in DAY else timezone.localdate()
    case.due_on = deadline(rules, target, case.notice_to if verb == "publicise" else on)
    case.returned = reason[:300] if verb in ("send_back", "return_result") else ""
    match verb:
        case "request":
            case.applied_by = by
            case.consented_by = None
        case "publicise":
            members, women = member_numbers(case.union)
            case.members_counted = members > 0
            if case.members_counted:  # whoever has joined is counted, whatever was typed
                case.members, case.women = members, women
        case "report":
            case.reported_by = by
        case "consent":
            case.consented_by = by
            case.union = case.union or _draft_union(case)
        case "approve" | "admit":
            case.approved_by = by
        case "obstruct" | "suspend":
            case.halted_from, case.halted_on = case.status, on
        case "merge":
            case.halted_on = on
        case "register":
            if credit_code and not case.joins:
                case.union.credit_code = credit_code.strip().upper()
                case.union.full_clean()
                case.union.save(update_fields=["credit_code"])
    if verb in REPLIES:
        kind, number, signed = REPLIES[verb]
        if not getattr(case, number):
            setattr(case, number, reply(case, kind, by=by, on=getattr(case, signed)))


def reply(case, kind, *, by, on):
    """Issue the approver's reply, the draft that was made of it or a new one; gives its number."""
    drafts = Paper.objects.about(case).filter(kind=kind, status=Paper.Status.DRAFT)
    paper = drafts.filter(federation=case.approver).first()
    if paper is None:
        paper = draft_paper(by=by, kind=kind, federation=case.approver, subject=case)
    return str(issue_paper(by=by, paper=paper, signed_on=on).number)


def _draft_union(case):
    """The union is there from the consent on, to be joined; it is founded by the approval."""
    union = GrassrootsUnion(
        name=case.name,
        kind=next(kind for kind, form in FORM_OF.items() if form == case.form),
        federation=case.federation,
        region=case.federation.region,
    )
    union.full_clean(exclude=["region"])
    alike = GrassrootsUnion.objects.filter(
        name=union.name, federation=union.federation, dissolved_on=None
    )
    if alike.exists():
        raise ValidationError(f"{union.federation}之下已有同名工会“{union.name}”，请退回改名。")
    union.save()
    return union


def closing(verb):
    """Fields that change with the state itself."""
    return {"halted_from": ""} if verb in ("resume", "merge") else {}


def after(case, verb, *, by, reason, organization=None, manner=""):
    """What follows from the new state."""
    if verb in ("approve", "admit"):
        _found(case, by=by)
    if verb == "obstruct":
        _report(case, by=by, reason=reason, organization=organization, manner=manner)
    if verb == "merge" and case.union and not case.joins and not case.union.dissolved_on:
        dissolve_union(by=by, union=case.union, reason=reason)
    if verb in ("approve", "admit", "merge"):
        case.units.update(open=False)


def _report(case, *, by, reason, organization, manner):
    """Whoever stands in the way answers for it on the route of its own (工会法 51): what was found
    goes into the case that is in hand against the organization, or opens one."""
    if organization is None:
        units = list(case.units.select_related("organization__federation")[:2])
        if len(units) != 1:
            raise ValidationError({"organization": "请选择是哪个单位阻挠建会。"})
        organization = units[0].organization
    elif not case.units.filter(organization=organization).exists():
        raise ValidationError({"organization": "该单位不在这一建会事项中。"})
    known = Obstruction.objects.in_hand().filter(organization=organization)
    manner = manner or Obstruction.Manner.REFUSING
    if there := known.filter(manner=manner).first() or known.first():
        add_facts(by=by, case=there, facts=reason)
    else:
        report_obstruction(
            by=by,
            organization=organization,
            manner=manner,
            reporter=Obstruction.Reporter.OFFICER,
            facts=reason,
        )


def _found(case, *, by):
    """The union is founded, its organs take office, and it covers its organizations that day."""
    if not case.joins:
        case.union.founded_on = case.founded_on
        case.union.approval_number = case.approval_number
        case.union.full_clean()
        case.union.save(update_fields=["founded_on", "approval_number"])
    units = list(case.units.select_related("organization", "instead_of"))
    organizations = [unit.organization for unit in units]
    known = timelines(Coverage, organizations)
    instead_of = {}
    for unit in units:
        now, _ = holding(known[unit.organization_id], case.founded_on)
        if now and now.union_id == unit.instead_of_id:
            instead_of[unit.organization_id] = now
    record_coverages(
        by=by,
        organizations=organizations,
        union=case.union,
        form=case.form,
        basis=case.approval_number,
        as_of=case.founded_on,
        instead_of=instead_of,
    )
    if not case.joins:
        _constitute(case, by=by)
    canvass.close_all(
        by=by,
        organizations=organizations,
        result=CanvassTask.Result.FOUNDED,
        reason=f"{case.union}成立，{case.approval_number}"[:300],
    )


POSTS = {
    Duty.HEAD: Officer.Post.CHAIR,
    Duty.DEPUTY: Officer.Post.VICE,
    Duty.MEMBER: Officer.Post.MEMBER,
}


def _constitute(case, *, by):
    elected = list(case.people.filter(elected=True))
    for kind in Organ.Kind:
        people = [p for p in elected if p.body == kind.value]
        if people:
            constitute(
                by=by,
                union=case.union,
                kind=kind,
                starts_on=case.founded_on,
                years=case.term_years,
                elected_on=case.meeting_on,
                approval_number=case.approval_number,
                single=len(people) == 1,
                officers=[
                    {
                        "person_name": p.person_name,
                        "post": POSTS[p.duty],
                        "woman": p.female,
                        "bars": p.bars,
                        "examined_on": case.examined_on,
                    }
                    for p in people
                ],
            )
