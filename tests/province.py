"""A province at work: one of everything, done by its officers, each text with the province's mark.

``things`` are for addresses, ``marks`` are what a stranger must never read.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from stdnum.cn import uscc

from accounts.models import OneTimeLink, User
from accounts.services import passwords
from accounts.services.keys import key_for
from accounts.services.lists import save_view
from communications.services import draft_notice, move_notice, notify
from documents.services.attachments import upload
from documents.services.numbers import next_number
from documents.services.papers import draft_paper, revise_paper
from documents.services.templates import put_template
from governance.models import Event
from jobs.models import Job
from jobs.services import ask_clearance
from orgs import services as register
from orgs.correctable import PART
from orgs.imports.batches import hand_in, read_batch
from orgs.models import DuplicatePair, ExchangeFile, Invitation
from orgs.services import claims, corrections, delegates
from orgs.services.merging import propose_merge
from orgs.services.ranking import rank_source
from privacy.models import Erasure, LegalHold
from privacy.queries import reveal_code
from tests import joined, make, particulars
from tests.decided import decided
from tests.everybody import person
from tests.founding import NONE, NOWHERE, founding
from tests.needed import needed
from tests.panels import reviewing
from tests.purchases import bought
from tests.relieved import relieved
from tests.sealed import sealed
from tests.serviced import serviced
from tests.stationed import stationed
from tests.stations import helped
from tests.support import support
from tests.surveyed import surveyed
from unions.models import GrassrootsUnion


@dataclass(frozen=True)
class Thing:
    """What stands for a value in an address: one that is there, one that is not."""

    there: str
    absent: str


@dataclass
class Province:
    chief: User
    officer: User
    delegate: User
    org: object
    union: object
    things: dict
    marks: list = field(default_factory=list)


def province(code, county, mark="", *, chief=None, officer=None, delegate=None):
    """Officers of the province and of one county do what officers do."""
    say, marks = _sayer(mark)
    here, below = make.federation(code), make.federation(county)
    chief = chief or person(f"p{code}-chief", code, "organizing")
    officer = officer or person(f"p{code}-officer", county, "organizing")
    org = register.register_organization(
        by=officer,
        name=say("某社会服务中心"),
        type="52",
        credit_code=say.code(county),
        registration_level="50",
        registering_authority=say("某民政局"),
        supervising_unit=say("某主管单位"),
        residence=say("某街道"),
        legal_representative=say("某代表"),
        contact_phone=say.phone(county),
        region=below.region,
        registered_on=date(2015, 3, 1),
        reason=say("登记理由"),
        former_names=[say("曾用名称")],
    )
    liaison = person(f"p{code}-liaison", code, "liaison")
    known = particulars.write(
        org, by=officer, stances_by=liaison, say=say, phone=say.phone(county), skip=("branches",)
    )
    founded = founding(say, org, chief=chief, officer=officer, here=here)
    union, drive = founded["union"][0], founded["drive"][0]
    founded |= bought(say, here=here)
    founded |= support(say, org, union, drive, officer=officer, here=here)
    founded |= needed(say, org, by=liaison, here=below)
    founded |= surveyed(say, code=below.code)
    founded |= relieved(say, here=below)
    founded |= serviced(say, org, here=below)
    founded |= reviewing(say, org, here=here)
    founded |= decided(say, org, founded["reviewed"][0], here=here)
    founded |= stationed(say, code=code, here=below)
    draft, inside, outside = (
        draft_notice(by=chief, federation=here, title=say(t), body=say("正文"), audience=audience)
        for t, audience in (("草稿", "subtree"), ("内部", "subtree"), ("对外", "organizations"))
    )
    public = draft_notice(
        by=chief, federation=here, title="公开通知", body="公开", audience="public"
    )
    for notice in (inside, outside, public):
        move_notice(by=chief, notice=notice, verb="publish")
    notify(user=officer, text=say("提醒"))
    job = Job.objects.create(
        kind="sweep.none",
        title=say("导出名册"),
        by=officer,
        state="done",
        result_name=say("结果.csv"),
        result_file=ContentFile(say("结果").encode(), name=f"{mark or 'x'}.csv"),
    )
    cleared = Job.objects.create(kind="sweep.none", title=say("大量导出"), by=officer, state="done")
    ask_clearance(by=officer, job=cleared, purpose=say("用途"), rows=60_000)
    poison = Job.objects.create(
        kind="sweep.none",
        title=f"读取名单：{say('坏名单')}",
        by=officer,
        state="quarantined",
        attempts=3,
        error="系统出错",
        finished_at=timezone.now(),
    )
    listing = hand_in(
        by=officer,
        file=SimpleUploadedFile(
            f"{say('名单')}.csv",
            f"名称,统一社会信用代码,组织类型\n{say('名单组织')},,民办非企业单位\n".encode(),
        ),
        source=say("名单来源"),
        federation=below,
        as_of=date(2024, 1, 1),
    )
    read_batch(listing)
    rank = rank_source(by=officer, federation=below, source=listing.source, rank=10)
    attachment = upload(
        by=chief,
        file=SimpleUploadedFile(f"{say('附件')}.txt", say("附件内容").encode()),
        federation=here,
    )
    next_number(federation=here, kind="发", year=2024, by=chief, title=say("文件标题"))
    paper = draft_paper(by=officer, kind="letter", federation=below)
    revise_paper(by=officer, paper=paper, title=say("函件标题"), body=say("函件正文"))
    form = put_template(
        by=officer,
        federation=below,
        kind="letter",
        file=SimpleUploadedFile(f"{say('模板')}.docx", make.docx("{{ title }}")),
    )
    sent = ExchangeFile.objects.create(
        form="acftu 2026.1", federation=below, purpose=say("报送用途"), by=officer
    )
    colleague = person(f"p{code}-street", county, "street")
    User.objects.filter(pk=colleague.pk).update(
        name=say("街道某人"), phone_index="", password="!unusable"
    )
    colleague.refresh_from_db()
    delegate = delegate or User.objects.create(username=f"p{code}-delegate", name=say("经办人"))
    speaking = delegate.delegations.create(organization=org, starts_on=date(2023, 1, 1))
    outsiders = speak_for(org, delegate, officer, say)
    founded |= sealed(say, org, delegate, code=code)
    event = Event.objects.create(
        actor=officer, verb="sweep.test", label="试办", reason=say("轨迹理由"), federation=below
    )
    token = passwords.issue_link(user=colleague, by=None)
    marks += [str(outsiders[name].uid) for name in ("invitation", "claim", "asked")]
    marks += [outsiders["claim"].number, outsiders["asked"].number]
    union = GrassrootsUnion.objects.get(pk=founded["union"][0])
    members = joined.write(union, by=officer, say=say, county=county)
    marks += members.pop("marks")
    aided = helped.write(say, county=county)
    marks += aided.pop("marks")
    founded |= aided
    view = save_view(
        by=officer, listing="organizations", name=say("视图"), query="type=52", federation=below
    )
    marks += [
        str(org.uid),
        str(job.uid),
        str(listing.uid),
        str(attachment.uid),
        str(paper.uid),
        token,
    ]
    hold = LegalHold.objects.create(
        subject_type="orgs.organization",
        subject_id=str(org.pk),
        subject_name=say("某保全对象"),
        federation=below,
        reason=say("保全理由"),
        placed_by=officer,
        until=date(2024, 1, 1),  # over: it must not stand in the way of other acts
    )
    asked = Erasure.objects.create(
        kind="organization",
        subject_type="orgs.organization",
        subject_id=str(org.pk),
        federation=below,
        ground="purpose",
        reason=say("清除理由"),
        asked_by=officer,
    )
    things = {
        **{kind: Thing(str(row.pk), NONE) for kind, row in known.items()},
        "branches": Thing(NONE, "999999998"),
        **things_of(outsiders),
        **{kind: Thing(*both) for kind, both in members.items()},
        "batch": Thing(str(listing.uid), NOWHERE),
        "rank": Thing(str(rank.pk), NONE),
        "said field": Thing("residence", "no-such-field"),
        "org": Thing(str(org.uid), NOWHERE),
        "hold": Thing(str(hold.pk), NONE),
        "erasure": Thing(str(asked.uid), NOWHERE),
        **same_and_merged(say, officer, below),
        "check": Thing("residence_missing", "no-such-check"),
        **{kind: Thing(*values) for kind, values in founded.items()},
        "draft": Thing(str(draft.pk), NONE),
        "public": Thing(str(public.pk), NONE),
        "withdraw": Thing("withdraw", "withdraw"),
        "job": Thing(str(job.uid), NOWHERE),
        "cleared": Thing(str(cleared.uid), NOWHERE),
        "poison": Thing(str(poison.uid), NOWHERE),
        "event": Thing(str(event.pk), NONE),
        "file": Thing(str(attachment.uid), NOWHERE),
        "key": Thing(key_for(user=officer, purpose="orgs.reconcile", days=1), "bent"),
        "suggested": Thing("entity", "entity"),
        "paper": Thing(str(paper.uid), NOWHERE),
        "form": Thing(str(form.pk), NONE),
        "sent": Thing(str(sent.uid), NOWHERE),
        "person": Thing(colleague.username, "nobody-here"),
        "office": Thing(str(colleague.appointments.get().pk), NONE),
        "delegate": Thing(str(speaking.pk), NONE),
        "reveal": Thing(reveal_code(officer, org, "contact_phone"), _reveal_of_none(officer, org)),
        "link": Thing(token, OneTimeLink.new_token()),
        "session": Thing("0" * 32, "1" * 32),
        "list": Thing("organizations", "no-such-list"),
        "view": Thing(str(view.pk), NONE),
        "passkey": Thing("999999998", NONE),
        "region": Thing(code, "99"),
        "federation": Thing(code, "99"),
        "boundary": Thing(code, "99"),
        "indicator": Thing("C1", "X9"),
    }
    return Province(chief, officer, delegate, org, union, things, marks)


def speak_for(org, delegate, officer, say):
    """Somebody claims it, another is invited, and its delegate asks for corrections."""
    claim = claims.submit(
        credit_code=org.credit_code,
        representative=say("某代表"),
        name=say("认领人"),
        position=say("职务"),
        phone="13900000001",
        phone_tail="0001",
    )
    invitation = delegates.invite(
        organization=org, by=officer, name=say("受邀人"), duty="finance", email="invited@example.cn"
    )
    manager = make.delegate(
        org, "manager", User.objects.create(username=f"m{org.pk}", name=say("负责人"))
    )
    successor = make.delegate(
        org, user=User.objects.create(username=f"s{org.pk}", name=say("接任人"))
    )
    naming = delegates.propose_hand_over(by=manager.user, outgoing=manager, successor=successor)
    asked = corrections.begin(by=delegate, organization=org)
    corrections.propose(
        by=delegate,
        request=asked,
        part=PART["scale"],
        values={"staff_count": 77, "member_count": None, "assets": None},
    )
    corrections.propose(
        by=delegate, request=asked, part=PART["work"], values={"activities": say("活动内容")}
    )
    corrections.submit(by=delegate, request=asked, note=say("更正说明"))
    return {"claim": claim, "invitation": invitation, "naming": naming, "asked": asked}


def things_of(outsiders):
    claim, invitation = outsiders["claim"], outsiders["invitation"]
    return {
        "claim": Thing(str(claim.uid), NOWHERE),
        "receipt": Thing(claim.number, "RL-2222-2222-2222"),
        "approve": Thing("approve", "approve"),
        "invitation": Thing(str(invitation.uid), NOWHERE),
        "invited": Thing(invitation.token, Invitation(uid=NOWHERE).token),
        "hand over": Thing(str(outsiders["naming"].pk), NONE),
        "declined": Thing("declined", "declined"),
        "asked": Thing(str(outsiders["asked"].uid), NOWHERE),
        "part": Thing("scale", "scale"),
        "field": Thing("staff_count", "staff_count"),
    }


def same_and_merged(say, officer, below):
    """Two that may be one, and two that were made one."""
    one, other, gone = (
        register.register_organization(by=officer, name=say(n), type="52", federation=below)
        for n in ("某甲中心", "某乙学校", "某丙医院")
    )
    merge = propose_merge(by=officer, survivor=one, loser=gone, reason=say("合并依据"))
    pair = DuplicatePair.objects.create(first=one, second=other, federation=below, score=60)
    return {
        "code": Thing("52500112MJ00000010", "52500112MJ00000020"),
        "merge": Thing(str(merge.uid), NOWHERE),
        "pair": Thing(str(pair.pk), NONE),
    }


def _sayer(mark):
    """``say(text)``: the text with the mark and a number of its own; ``marks`` holds them all."""
    marks, phones = [], count()

    def say(text):
        said = f"{text}{mark}{len(marks)}" if mark else text
        marks.append(said)
        return said

    def code(county):
        body = f"52{county}3{len(marks):08d}"
        marks.append(body + uscc.calc_check_digit(body))
        return marks[-1]

    def phone(county):
        marks.append(f"139{county}{next(phones):02d}")
        return marks[-1]

    say.code, say.phone = code, phone
    return say, marks


def _reveal_of_none(officer, org):
    org.pk, kept = 0, org.pk
    code = reveal_code(officer, org, "contact_phone")
    org.pk = kept
    return code
