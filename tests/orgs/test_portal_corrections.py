"""An organization asks for corrections, an officer decides value by value."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Duty, Permission
from communications.models import Notification
from documents.models import Attachment
from governance.models import Event
from orgs.correctable import PART, PART_OF, PARTS, on_register, read, shown, written
from orgs.models import CorrectionRequest, Organization, ProposedValue, Statement
from orgs.services import corrections, update_organization
from tests import make
from tests.threads import together
from unions.calendar import add_working_days

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def organization():
    return make.organization(
        name="渝北区启航学校", residence="旧址 1 号", staff_count=9, contact_phone="13812341234"
    )


@pytest.fixture
def delegate(organization):
    return make.delegate(organization).user


def photo():
    return SimpleUploadedFile("登记证书.png", make.PNG, content_type="image/png")


def ask(delegate, organization, **parts):
    """A request handed in: ``part={field: value}``, with a photo where one is asked for."""
    request = corrections.begin(by=delegate, organization=organization)
    for key, values in parts.items():
        part = PART[key]
        corrections.propose(
            by=delegate,
            request=request,
            part=part,
            values=values,
            files=[photo()] if part.evidence else [],
        )
    return corrections.submit(by=delegate, request=request)


def as_(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def sent(form, **over):
    """What a browser would send back of a form as it is shown."""
    values = {}
    for bound in form:
        value = bound.value()
        if value not in (None, "", []) and bound.name != "files":
            values[bound.name] = value
    return {**values, **over}


def test_filled_in_part_by_part_checked_and_handed_in(organization, delegate):
    client = as_(delegate)
    address = client.post(f"/portal/{organization.uid}/corrections/")["Location"]
    assert client.post(f"/portal/{organization.uid}/corrections/")["Location"] == address
    part = f"{address}parts/registration/"
    form = client.get(part).context["form"]
    answer = client.post(part, sent(form, name="渝北区远航学校", then="next"))
    assert answer["Location"] == f"{address}parts/authority/?saved=registration"
    states = {i["part"].key: i["state"] for i in client.get(address).context["parts"]}
    assert states["registration"] == "需修改"  # the certificate is lacking
    assert states["scale"] == "未填写"
    page = client.post(f"{address}check/", {"as_of": TODAY(), "true": "on"})
    assert page.status_code == 422
    assert "“登记事项”还需修改" in page.content.decode()
    client.post(part, sent(form, name="渝北区远航学校", files=[photo()]))
    scale = f"{address}parts/scale/"
    page = client.post(scale, sent(client.get(scale).context["form"], staff_count="-3"))
    assert page.status_code == 422
    assert 'value="-3"' in page.content.decode()
    client.post(scale, sent(client.get(scale).context["form"], staff_count="12"))
    shown_ = {i["part"].key: i["state"] for i in client.get(address).context["parts"]}
    assert {shown_["registration"], shown_["scale"]} == {"已完成"}
    check = client.get(f"{address}check/").content.decode()
    assert "渝北区启航学校" in check
    assert "渝北区远航学校" in check
    assert client.post(f"{address}check/", {"as_of": TODAY(), "true": "on"})["Location"] == address
    request = CorrectionRequest.objects.get()
    assert request.status == "submitted"
    assert request.due_on == add_working_days(TODAY(), 5)
    assert {p.field for p in request.proposals.all()} == {"name", "staff_count"}
    organization.refresh_from_db()
    assert organization.name == "渝北区启航学校"  # nothing changes by asking


def test_the_officer_takes_one_refuses_one_and_the_register_follows(
    organization, delegate, officer
):
    request = ask(
        delegate, organization, place={"residence": "新址 2 号"}, scale={"staff_count": 12}
    )
    client = as_(officer)
    assert "待审核的资料更正" in client.get("/communications/").content.decode()
    page = client.get(f"/corrections/{request.uid}/")
    body = page.content.decode()
    assert all(words in body for words in ("旧址 1 号", "新址 2 号", "登记证书.png"))
    paper = Attachment.objects.of(request).get()
    assert client.get(paper.get_absolute_url()).status_code == 200
    chosen = {"take-staff_count": "yes", "take-residence": "no", "as_of": TODAY()}
    page = client.post(f"/corrections/{request.uid}/", chosen)
    assert page.status_code == 422
    assert "不采纳的须写明原因" in page.content.decode()
    chosen["why-residence"] = "证书上未变更。"
    assert client.post(f"/corrections/{request.uid}/", chosen).status_code == 302
    organization.refresh_from_db()
    assert (organization.staff_count, organization.residence) == (12, "旧址 1 号")
    fact = organization.facts.known().order_by("valid_from").last()
    assert (fact.staff_count, fact.valid_from) == (12, TODAY())
    assert Statement.objects.get().source.code == "organization"
    told = as_(delegate).get(f"/portal/corrections/{request.uid}/").content.decode()
    assert "证书上未变更。" in told
    notice = Notification.objects.get(user=delegate)
    assert notice.url == f"/portal/corrections/{request.uid}/"
    assert "采纳 1 项，未采纳 1 项" in notice.text
    verbs = {event.verb for event in Event.objects.about(request, organization)}
    assert {"correctionrequest.decide", "organization.update"} <= verbs


def test_what_the_register_refuses_undoes_the_whole_decision(organization, delegate, officer):
    other = make.organization()
    request = ask(
        delegate,
        organization,
        registration={"credit_code": other.credit_code},
        scale={"staff_count": 12},
    )
    with pytest.raises(ValidationError, match="已登记在册"):
        corrections.decide(
            by=officer,
            request=request,
            choices={"credit_code": (True, ""), "staff_count": (True, "")},
        )
    request.refresh_from_db()
    organization.refresh_from_db()
    assert (request.status, organization.staff_count) == ("submitted", 9)
    assert set(request.proposals.values_list("decision", flat=True)) == {"pending"}


def test_a_register_that_moved_meanwhile_is_shown_first(organization, delegate, officer):
    request = ask(delegate, organization, scale={"staff_count": 12})
    update_organization(by=officer, organization=organization, staff_count=15, reason="年报")
    with pytest.raises(ValidationError, match="已有变动"):
        corrections.decide(by=officer, request=request, choices={"staff_count": (True, "")})
    client = as_(officer)
    page = client.get(f"/corrections/{request.uid}/")
    assert "登记已有变动" in page.content.decode()
    seen = page.context["lines"][0]["seen"]
    chosen = {"take-staff_count": "yes", "as_of": TODAY(), "seen-staff_count": seen}
    update_organization(by=officer, organization=organization, staff_count=16, reason="年报")
    assert client.post(f"/corrections/{request.uid}/", chosen).status_code == 422
    chosen["seen-staff_count"] = client.get(f"/corrections/{request.uid}/").context["lines"][0][
        "seen"
    ]
    assert client.post(f"/corrections/{request.uid}/", chosen).status_code == 302
    organization.refresh_from_db()
    assert organization.staff_count == 12


def test_returned_amended_and_withdrawn(organization, delegate, officer):
    request = ask(delegate, organization, scale={"staff_count": 12})
    answer = as_(officer).post(f"/corrections/{request.uid}/return/", {"reason": "请附年报。"})
    assert answer.status_code == 302
    client = as_(delegate)
    assert "请附年报。" in client.get(f"/portal/corrections/{request.uid}/").content.decode()
    assert "被退回" in client.get("/portal/").content.decode()
    corrections.propose(
        by=delegate, request=request, part=PART["scale"], values={}, files=[photo()]
    )
    corrections.submit(by=delegate, request=request)
    assert client.post(f"/portal/corrections/{request.uid}/withdraw/").status_code == 302
    with pytest.raises(ValidationError, match="已撤回"):
        corrections.decide(by=officer, request=request, choices={"staff_count": (True, "")})
    assert corrections.begin(by=delegate, organization=organization).pk != request.pk


def test_a_value_left_out_or_put_back_is_no_proposal(organization, delegate):
    request = corrections.begin(by=delegate, organization=organization)
    for values in ({"staff_count": 12, "assets": None}, {"staff_count": 9}):
        corrections.propose(by=delegate, request=request, part=PART["scale"], values=values)
    assert not request.proposals.exists()
    with pytest.raises(ValidationError, match="还没有提出任何更正"):
        corrections.submit(by=delegate, request=request)
    corrections.propose(
        by=delegate, request=request, part=PART["contact"], values={"contact_phone": "13900001111"}
    )
    page = as_(delegate).get(f"/portal/corrections/{request.uid}/check/").content.decode()
    assert "139****1111" in page
    assert "13900001111" not in page
    as_(delegate).post(f"/portal/corrections/{request.uid}/leave-out/contact_phone/")
    assert not request.proposals.exists()


def test_no_telephone_stands_in_the_tables_in_clear(organization, delegate):
    ask(delegate, organization, contact={"contact_phone": "13900001111"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT value, before FROM orgs_proposedvalue")
        assert not {"13900001111", "13812341234"} & set(cursor.fetchone())


def test_drafts_are_the_organizations_own(organization, delegate, officer):
    request = corrections.begin(by=delegate, organization=organization)
    corrections.propose(
        by=delegate,
        request=request,
        part=PART["place"],
        values={"residence": "新址 2 号"},
        files=[photo()],
    )
    paper = Attachment.objects.get()
    client = as_(officer)
    assert client.get(f"/corrections/{request.uid}/").status_code == 404
    assert client.get(paper.get_absolute_url()).status_code == 404
    assert as_(delegate).get(paper.get_absolute_url()).status_code == 200
    corrections.submit(by=delegate, request=request)
    assert client.get(paper.get_absolute_url()).status_code == 200


def test_a_delegate_of_another_organization_sees_nothing(organization, delegate, officer):
    """The stranger next door, in the same county: 404 at every door, the same as for none."""
    request = ask(delegate, organization, place={"residence": "新址 2 号"})
    paper = Attachment.objects.get()
    stranger = as_(make.delegate(make.organization()).user)
    doors = [
        *(f"/portal/corrections/{request.uid}/{end}" for end in ("", "check/", "withdraw/")),
        f"/portal/corrections/{request.uid}/parts/place/",
        *(f"/portal/{organization.uid}/{end}" for end in ("", "people/", "people/invite/")),
        f"/portal/{organization.uid}/hand-over/",
        paper.get_absolute_url(),
        f"/api/v1/corrections/{request.uid}/",
    ]
    assert {door: stranger.get(door).status_code for door in doors} == dict.fromkeys(doors, 404)
    assert stranger.post(f"/portal/{organization.uid}/corrections/").status_code == 404
    assert stranger.get(f"/portal/?organization={organization.uid}").status_code == 200
    for listed in ("/portal/", "/organizations/"):
        assert organization.name not in stranger.get(listed).content.decode()
    with pytest.raises(PermissionDenied):
        corrections.begin(by=make.delegate(make.organization()).user, organization=organization)


def test_the_organization_is_not_told_what_the_union_finds(organization, delegate):
    """Neither the finding of the labour field, nor its basis, nor the officers who decided."""
    Organization.objects.filter(pk=organization.pk).update(
        labour_field=True, **make.labour_field("skills")
    )
    body = as_(delegate).get(f"/portal/{organization.uid}/").content.decode()
    assert "劳动关系" not in body
    assert "章程所载业务范围" not in body
    assert "13812341234" not in body
    assert "138****1234" in body
    for kept in ("status", "federation", "federation_assigned", "labour_domains", "standing"):
        assert kept not in PART_OF


def test_finance_reads_but_asks_for_nothing(organization, delegate):
    request = ask(delegate, organization, scale={"staff_count": 12})
    finance = as_(make.delegate(organization, Duty.FINANCE).user)
    assert finance.get(f"/portal/corrections/{request.uid}/").status_code == 200
    assert finance.get(f"/portal/corrections/{request.uid}/withdraw/").status_code == 404
    page = finance.get("/portal/").content.decode()
    assert "提出更正</button>" not in page


def test_an_overdue_request_says_so(organization, delegate, officer):
    request = ask(delegate, organization, scale={"staff_count": 12})
    CorrectionRequest.objects.update(due_on=TODAY() - timedelta(days=1))
    for address in ("/corrections/", f"/corrections/{request.uid}/", "/communications/"):
        assert "已超期" in as_(officer).get(address).content.decode()


@pytest.mark.parametrize("name", sorted(PART_OF))
def test_a_value_comes_back_from_its_text(organization, name):
    column = Organization._meta.get_field(name)
    samples = {
        "BooleanField": [True, False],
        "PositiveIntegerField": [0, 12, None],
        "DecimalField": [None],
        "DateField": [TODAY(), None],
        "ArrayField": [[], [c for c, _ in getattr(column, "base_field", column).choices or []]],
        "ForeignKey": [organization.region, None],
        "EncryptedField": ["", "13812341234"],
    }.get(column.get_internal_type(), ["文字", None if column.null else ""])
    if name == "kind":  # never empty
        samples = ["hospital"]
    for value in samples:
        text = written(name, value)
        assert isinstance(text, str)
        assert read(name, text) == value
        assert shown(name, text)
    assert isinstance(on_register(organization, name), str)


def test_every_part_has_its_own_fields_and_no_page_asks_more_than_seven():
    names = [name for part in PARTS for name in part.fields]
    assert len(names) == len(set(names))
    assert max(len(part.fields) for part in PARTS) <= 7


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_one_decides(organization, delegate, officer):
    """Test 10 of trust.md: the loser changes nothing and gets the page as it is now, with 409."""
    second = make.officer("500112")
    for n in range(5):
        request = ask(delegate, organization, scale={"staff_count": 100 + n})
        acts = {
            "take": lambda r=request: corrections.decide(
                by=officer, request=r, choices={"staff_count": (True, "")}
            ),
            "refuse": lambda r=request: corrections.decide(
                by=second, request=r, choices={"staff_count": (False, "与年报不符")}
            ),
        }
        assert together(lambda how, acts=acts: acts[how](), *acts) == ["lost", "won"]
        organization.refresh_from_db()
        proposal = request.proposals.get()
        assert (proposal.decision == "accepted") == (organization.staff_count == 100 + n)
    page = as_(second).post(
        f"/corrections/{request.uid}/", {"take-staff_count": "yes", "as_of": TODAY()}
    )
    assert page.status_code == 409
    assert "已办结" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_decide(organization, delegate, monkeypatch):
    """Negative control: the race is real."""
    request = ask(delegate, organization, scale={"staff_count": 12})

    def unlocked(decision):
        with transaction.atomic():
            row = CorrectionRequest.objects.get(pk=request.pk)
            if row.status != "submitted":
                raise ValidationError("stale")
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")
            ProposedValue.objects.filter(request=row).update(decision=decision, reason="某")
            CorrectionRequest.objects.filter(pk=row.pk).update(status="decided")

    assert together(unlocked, "accepted", "refused") == ["won", "won"]


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_find_the_same_request(organization, delegate):
    other = make.delegate(organization).user
    people = {"one": delegate, "two": other}

    def begin(who):
        corrections.begin(by=people[who], organization=organization)

    assert together(begin, *people) == ["won", "won"]
    assert CorrectionRequest.objects.count() == 1


def test_permission_to_correct_is_asked_at_the_service(organization, delegate, officer):
    request = ask(delegate, organization, scale={"staff_count": 12})
    with pytest.raises(PermissionDenied):
        corrections.decide(
            by=make.officer("32"), request=request, choices={"staff_count": (True, "")}
        )
    with pytest.raises(PermissionDenied):
        corrections.decide(by=delegate, request=request, choices={"staff_count": (True, "")})
    assert not officer.may(Permission.OWN_ORG_CORRECT, request)
