import json
from io import StringIO

from django.core.management import call_command
from django.db.models import Count

from unions.models import Federation, Region


def answer(command, *args):
    out = StringIO()
    call_command(command, *args, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_all_divisions_are_there(db):
    by_level = dict(Region.objects.values_list("level").annotate(Count("pk")))
    assert by_level == {1: 31, 2: 342, 3: 2978, 4: 41352}
    assert Region.objects.filter(pseudo=True).count() == 9
    assert Region.objects.filter(statistical_only=True).count() == 124 + 4
    assert not Region.objects.filter(valid_to__isnull=False).exists()


def test_federations_are_as_many_as_the_contract_counts(db):
    territorial = Federation.objects.territorial().values_list("level").annotate(Count("pk"))
    assert dict(territorial) == {1: 1, 2: 31, 3: 333, 4: 2850}
    assert Federation.objects.filter(kind="zone").count() == 124
    assert Federation.objects.count() == 3215 + 124


def test_irregular_divisions_have_the_right_federation(db):
    where = dict(Federation.objects.values_list("code", "path"))
    assert where["500112"] == "/0/50/500112/"
    assert where["500229"] == "/0/50/500229/"  # 县 of a municipality
    assert where["419001"] == "/0/41/419001/"  # directly under the province
    assert where["130171-zone"] == "/0/13/1301/130171-zone/"
    assert not {"5001", "5002", "4190", "441900", "620201", "130171"} & set(where)


def test_names_are_those_in_use(db):
    names = dict(Federation.objects.values_list("code", "name"))
    shorts = dict(Federation.objects.values_list("code", "short_name"))
    assert names["0"] == "中华全国总工会"
    assert (names["500112"], shorts["500112"]) == ("渝北区总工会", "渝北")
    assert (names["2224"], shorts["2224"]) == ("延边朝鲜族自治州总工会", "延边")
    assert (names["130171-zone"], shorts["130171-zone"]) == (
        "石家庄高新技术产业开发区工会",
        "石家庄高新区",
    )
    assert shorts["15"] == "内蒙古"
    assert (shorts["653201"], shorts["653221"]) == ("和田市", "和田县")


def test_loading_again_adds_nothing_and_undoes_nothing(db):
    Region.objects.filter(code="500112").update(name="某区")
    assert answer("load_regions")["created"] == 0
    assert answer("load_federations")["created"] == 0
    assert Region.objects.get(code="500112").name == "某区"


def test_streets_come_when_asked_for(db):
    loaded = answer("load_federations", "--streets")
    assert (loaded["streets"], loaded["created"]) == (41352, 41352)
    where = dict(Federation.objects.filter(level=5).values_list("code", "path"))
    assert where["441900003"] == "/0/44/4419/441900003/"  # 东莞 has no counties
    assert where["130171010"] == "/0/13/1301/130171-zone/130171010/"
    assert answer("load_federations", "--streets")["created"] == 0
