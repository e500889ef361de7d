"""Lists of members: read, judged against the memberships, written; and what leaves the house."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from jobs.models import Clearance, Job
from membership.models import Member, RosterLine, Transfer
from membership.services import members, roster_transfers, rosters, transfers
from tests import joined, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return make.officer("500112")


@pytest.fixture
def union():
    return make.union()


def read(union, officer, *lines, head="姓名,身份证号码,手机,职工类别,入会日期"):
    text = "\n".join(["会员花名册,,,,", head, *lines, "合计,,,,"])
    file = SimpleUploadedFile("名单.csv", text.encode())
    roster = rosters.hand_in(by=officer, union=union, file=file)
    rosters.read_roster(roster=roster)
    roster.refresh_from_db()
    return roster


def written(roster, officer):
    rosters.apply_roster(by=officer, roster=roster)
    roster.refresh_from_db()
    return roster


def test_a_list_comes_in_and_comes_again(union, officer):
    one, two = joined.id_number(), joined.id_number()
    lines = [f"张三丰,{one},13900001111,农民工,2020年5月1日", f"欧阳明,{two.lower()},,,"]
    roster = written(read(union, officer, *lines), officer)
    assert (roster.result["rows"], roster.result["new"], roster.result["written"]) == (2, 2, 2)
    assert not roster.file
    assert not RosterLine.objects.filter(private__blank=False).exists()
    member = Member.objects.get(id_index=Member.index_of(one))
    assert (member.name, member.worker, member.joined_on) == ("张三丰", "migrant", date(2020, 5, 1))
    assert (member.federation.code, member.channel) == ("500112", "list")
    assert Member.objects.get(id_index=Member.index_of(two)).name == "欧阳明"

    again = read(union, officer, *lines)
    assert again.result["same"] == 2
    changed = read(union, officer, f"张三丰,{one},13900002222,农民工,")
    assert changed.result["changed"] == 1
    written(changed, officer)
    member.refresh_from_db()
    assert member.phone == "13900002222"
    assert member.phone_index == Member.phone_index_of("13900002222")


def test_wrong_rows_come_back_as_a_workbook(union, officer):
    """Each error with its row, column, reason and hint; members of others must be transferred."""
    far = make.officer("32")
    theirs = joined.person()
    members.enrol(by=far, union=make.union("320102"), **theirs)
    good = joined.id_number()
    roster = read(
        union,
        officer,
        f"甲,{good},13900001111,在职职工,",
        "乙,360426199101010072,13900001112,在职职工,",
        f"丙,{joined.id_number()},123,在职职工,",
        f"丁,{joined.id_number()},13900001114,宇航员,",
        f"戊,{good},13900001115,在职职工,",
        f"己,{theirs['id_number']},13900001116,在职职工,",
        f",{joined.id_number()},13900001117,在职职工,2020-13-45",
    )
    counts = {name: roster.result[name] for name in ("rows", "new", "refused", "elsewhere")}
    assert counts == {"rows": 7, "new": 1, "refused": 5, "elsewhere": 1}
    out = BytesIO()
    assert rosters.write_error_workbook(out, roster) == 6
    page = load_workbook(out).active
    told = [row[-1].value for row in page.iter_rows(min_row=2)]
    for row, words in zip(told, ["身份证号码有误", "", "宇航员", "同一个人"], strict=False):
        assert words in row
    assert "应办理转会" in told[4]
    assert "请填写姓名" in told[5]
    red = [c.coordinate for c in page[2] if c.fill.fgColor.rgb == "FFF8D7D3"]
    assert red == ["B2"]
    fixed = written(roster, officer)
    assert fixed.result["written"] == 1
    assert Member.objects.filter(union=union).count() == 1


def test_files_without_the_two_columns_are_refused_whole(union, officer):
    roster = read(union, officer, "甲,1", head="甲,乙")
    assert roster.status == "failed"
    assert "证件号码" in roster.result["refused_whole"]


def said_to(client, roster):
    """The columns as the page offers them, by heading."""
    page = client.get(roster.get_absolute_url()).content.decode()
    assert "列对应有误" in page
    return {label: at for at, label in enumerate(roster.mapping["labels"])}


def test_columns_that_were_guessed_wrong_are_set_right(union, officer, client):
    """A person says which row holds the headings and what each column is."""
    client.force_login(officer)
    line = f"张三丰,{joined.id_number()},13900001111,一线,2020-05-01"
    roster = read(union, officer, line, head="谁,号,怎么找他,备考,日子")
    assert roster.status == "failed"
    Job.objects.update(state="done")
    at = said_to(client, roster)
    assert at["怎么找他"] == 2
    header = roster.mapping["header"]
    posted = {"sheet": roster.mapping["sheet"], "header": header[0], "header_last": header[1]}
    posted["before"] = f"{posted['sheet']}:{header[0]}-{header[1]}"
    columns = {"column-0": "name", "column-1": "id_number", "column-2": "phone", "column-3": ""}
    client.post(f"{roster.get_absolute_url()}columns/", {**posted, **columns, "column-4": "name"})
    roster.refresh_from_db()
    assert roster.status == "failed"  # two columns cannot both be the name
    client.post(f"{roster.get_absolute_url()}columns/", {**posted, **columns})
    rosters.read_roster(roster=roster.__class__.objects.get())
    roster.refresh_from_db()
    assert (roster.status, roster.result["new"]) == ("preview", 1)
    assert roster.mapping["columns"] == {"name": 0, "id_number": 1, "phone": 2}
    written(roster, officer)
    assert Member.objects.get().phone == "13900001111"


def test_another_row_of_headings_is_read_anew(union, officer, client):
    client.force_login(officer)
    lines = ["甲,乙,丙,丁,戊", f"张三丰,{joined.id_number()},13900001111,农民工,"]
    roster = read(union, officer, *lines)
    Job.objects.update(state="done")
    answer = client.post(f"{roster.get_absolute_url()}columns/", {"header": "表头"}, follow=True)
    assert "请填写表头所在的行号" in answer.content.decode()
    posted = {"header": 3, "before": ":2-2", "column-0": "name"}
    client.post(f"{roster.get_absolute_url()}columns/", posted)
    rosters.read_roster(roster=roster.__class__.objects.get())
    roster.refresh_from_db()
    assert (roster.status, roster.mapping["labels"][0]) == ("failed", "甲")
    written_once = read(union, officer, f"李四,{joined.id_number()},,,")
    written(written_once, officer)
    with pytest.raises(ValidationError):
        rosters.ask_to_read(by=officer, roster=written_once, mapping={"header": [1, 1]})


def test_all_transfers_of_a_list_are_asked_for_at_once(union, officer, client):
    """Of one federation at once; of others asked; who cannot be asked for stays and says why."""
    far, near = make.officer("320102"), make.union()
    people = [joined.person() for _ in range(4)]
    for person, home in zip(people, [near, *(make.union("320102") for _ in range(3))], strict=True):
        members.enrol(by=officer if home is near else far, union=home, **person)
    away = Member.objects.current().of_paper("id_card", people[2]["id_number"]).get()
    transfers.ask(by=far, member=away, to_union=make.union("110101"))
    lines = [f"{p['name']},{p['id_number']},{p['phone']},," for p in people]
    roster = read(union, officer, *lines)
    with pytest.raises(ValidationError):  # what can be written is written first
        roster_transfers.ask_for_all(by=officer, roster=roster)
    written(roster, officer)
    Job.objects.update(state="done")
    client.force_login(officer)
    assert "为 4 人提出转会" in client.get(roster.get_absolute_url()).content.decode()
    members.end_membership(by=far, member=of(people[3]), why="resigned", reason="本人申请")
    client.post(f"{roster.get_absolute_url()}transfers/")
    job = Job.objects.get(kind="membership.ask_transfers")
    assert job.arguments == {"roster": roster.pk}
    roster_transfers.ask_transfers(by=officer, roster=roster)
    roster.refresh_from_db()
    assert roster.result["transfers"] == {"asked": 1, "moved": 1, "stuck": 2}
    assert of(people[0]).union == union
    told = Transfer.objects.get(member=of(people[1]))
    assert (told.status, told.to_union, told.incoming) == ("asked", union, True)
    texts = [line.errors[0]["message"] for line in roster.lines.order_by("row")]
    assert "已转入本会" in texts[0]
    assert "前答复" in texts[1]
    assert "正在办理" in texts[2]
    assert "现已无会籍" in texts[3]
    assert [bool(line.private) for line in roster.lines.order_by("row")] == [
        False,
        False,
        True,
        True,
    ]
    assert roster_transfers.ask_transfers(by=officer, roster=roster)["stuck"] == 2
    with pytest.raises(PermissionDenied):
        roster_transfers.ask_for_all(by=far, roster=roster)


def of(person):
    """Whose membership this is, wherever it stands."""
    return Member.objects.of_paper("id_card", person["id_number"]).get()


def test_only_for_ones_own_unions(union, officer):
    with pytest.raises(PermissionDenied):
        read(union, make.officer("32"), "甲,1")


def test_the_pages_of_a_list(union, officer, client):
    client.force_login(officer)
    file = SimpleUploadedFile("名单.csv", f"姓名,证件号码\n甲,{joined.id_number()}\n".encode())
    answer = client.post(f"/members/rosters/?union={union.pk}", {"file": file})
    roster = union.rosters.get()
    assert answer["Location"] == roster.get_absolute_url()
    rosters.read_roster(roster=roster)
    page = client.get(roster.get_absolute_url()).content.decode()
    assert "新会员" in page
    assert json.loads(roster.lines.get().private)["values"]["id_number"] not in page
    assert "500112********" in page
    Job.objects.update(state="done")
    client.post(f"{roster.get_absolute_url()}discard/")
    roster.refresh_from_db()
    assert roster.status == "stopped"


def test_the_roster_masks_and_finds_by_whole_values(union, officer, client):
    who = joined.person(name="欧阳修远")
    members.enrol(by=officer, union=union, **who)
    members.enrol(by=officer, union=make.union(), **joined.person(name="张某"))
    client.force_login(officer)
    page = client.get(f"/members/?union={union.pk}").content.decode()
    assert "欧阳*" in page
    assert "欧阳修远" not in page
    assert who["id_number"] not in page
    assert "张*" not in page
    for words in ("欧阳修远", who["id_number"].lower(), who["phone"]):
        assert "欧阳*" in client.get("/members/", {"q": words}).content.decode()
    assert "欧阳*" not in client.get("/members/", {"q": "欧阳"}).content.decode()
    assert client.get(f"/members/?union={union.pk}&sort=-joined").status_code == 200


def test_the_same_queries_whatever_the_length(
    union, officer, client, django_assert_max_num_queries
):
    client.force_login(officer)
    client.get("/members/")

    def count():
        with django_assert_max_num_queries(40) as told:
            client.get("/members/?size=50")
        return len(told)

    members.enrol(by=officer, union=union, **joined.person())
    few = count()
    for _ in range(12):
        members.enrol(by=officer, union=union, **joined.person())
    assert count() == few


def test_exports_are_masked_and_whole_ones_wait_for_a_leader(union, officer, client):
    who = joined.person(name="欧阳修远")
    members.enrol(by=officer, union=union, **who)
    client.force_login(officer)
    assert client.get(f"/members/export/?union={union.pk}").status_code == 200
    answer = client.post(f"/members/export/?union={union.pk}", {"purpose": "核对名册"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell.value for cell in book["会员名册"][2]]
    assert "欧阳*" in cells
    assert who["id_number"] not in cells
    answer = client.post(
        f"/members/export/?union={union.pk}", {"purpose": "核对名册", "whole": "on"}
    )
    job = Job.objects.get(kind="membership.export_members")
    assert Clearance.objects.get(job=job).granted is None
    street = make.officer("500112", "street")
    client.force_login(street)
    assert client.get("/members/export/").status_code == 403
