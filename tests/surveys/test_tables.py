"""Tables 4 and 5 of the province survey, to the printed digit."""

import pytest

from surveys.models import Reading
from surveys.queries.results import Results
from surveys.queries.veiling import veil_cuts
from surveys.services import building, entering
from tests.surveys import asked
from unions.look.numbers import percent, rounded

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(db):
    return asked.with_tables(asked.researcher())


def said(n, base):
    return f"{rounded(percent(n, base))}"


def column(results, code, group, cut=""):
    one = next(a for a in results.asked if a.key == code)
    return next(c for c in one.columns if c.group.code == group and c.cut == cut)


def share(results, code, option, group, cut=""):
    line = next(x for x in column(results, code, group, cut).lines if x.option.code == option)
    return line.n, line.base, said(line.n, line.base)


def test_three_groups_answer_what_they_are_asked(survey):
    """AS-16: leaders, workers and aided people; single and multiple choice; by ownership."""
    results = Results(survey)
    assert [(g.name, n) for g, n in results.people] == [
        ("企业负责人", 536),
        ("企业职工", 614),
        ("被帮扶对象", 647),
    ]
    assert {c.group.code for a in results.asked if a.key == "wish" for c in a.columns} == {
        "leaders",
        "workers",
    }
    cut = Results(survey, by="ownership")
    few = [share(cut, "know", "o1", "leaders", of)[:2] for of in ("private", "foreign")]
    assert [sum(part) for part in zip(*few, strict=True)] == [49, 59]
    assert said(49, 59) == "83.1"


def test_what_leaders_answered(survey):
    """AS-17: 93.8 know the centre, 66.8 say their union's role is very great; of private and
    foreign firms 83.1 and 52.5."""
    results = Results(survey)
    assert share(results, "know", "o1", "leaders") == (503, 536, "93.8")
    assert share(results, "role", "o1", "leaders") == (358, 536, "66.8")
    cut = Results(survey, by="ownership")
    few = [share(cut, "role", "o1", "leaders", of)[:2] for of in ("private", "foreign")]
    n, base = (sum(part) for part in zip(*few, strict=True))
    assert (n, base, said(n, base)) == (31, 59, "52.5")


def test_what_leaders_wish(survey):
    """AS-18: the first five."""
    hope = column(Results(survey), "hope", "leaders")
    assert [(x.label, x.n, said(x.n, x.base)) for x in hope.ranked[:5]] == [
        ("生活救助", 348, "64.9"),
        ("子女助学", 330, "61.6"),
        ("医疗救助", 306, "57.1"),
        ("就业培训", 301, "56.2"),
        ("法律援助", 282, "52.6"),
    ]


def test_the_funnel_of_those_who_sought_help(survey):
    """AS-19: 69.2 of all sought help, 89.4 of these got it, 81.3 of these praise it; 79.5 know."""
    results = Results(survey)
    told = [(f.reading.name, f.n, f.base, said(f.n, f.base)) for f in results.funnel]
    assert told == [
        ("寻求过工会帮助", 425, 614, "69.2"),
        ("工会给予解决", 380, 425, "89.4"),
        ("评价“很好”", 309, 380, "81.3"),
    ]
    assert share(results, "know", "o1", "workers") == (488, 614, "79.5")


def test_what_aided_people_answered(survey):
    """AS-20: 60.9 knew beforehand; top shares are counted, never added from rounded ones."""
    results = Results(survey)
    assert share(results, "procedure", "o1", "aided") == (394, 647, "60.9")
    overall, attitude = (column(results, q, "aided") for q in ("overall", "attitude"))
    assert [said(x.n, x.base) for x in overall.lines[:2]] == ["50.4", "35.4"]
    assert said(overall.top2, overall.base) == "85.8"
    assert [said(x.n, x.base) for x in attitude.lines[:2]] == ["64.8", "24.3"]
    assert said(attitude.top2, attitude.base) == "89.0"  # 64.8 + 24.3 would be 89.1


def test_table_four(survey):
    """AS-21: awareness 93.8, 79.5, —; satisfaction 66.8, 81.3, 85.8."""
    table = [
        (label, [said(f.n, f.base) if f else None for f in row])
        for label, row in Results(survey).awareness_and_satisfaction
    ]
    assert table == [("知晓度", ["93.8", "79.5", None]), ("满意度", ["66.8", "81.3", "85.8"])]


def test_satisfaction_by_group(survey):
    """A5: of one group the first answer, of another the first two."""
    figures = Results(survey).figures_of(Reading.Kind.SATISFACTION)
    assert [(f.reading.group, f.n, f.base, said(f.n, f.base)) for f in figures] == [
        ("leaders", 358, 536, "66.8"),
        ("workers", 309, 380, "81.3"),
        ("aided", 555, 647, "85.8"),
    ]


def test_table_five(survey):
    """AS-22: what each group hopes for, five ranks."""
    ranked = {
        (one.key, column.group.code): [(x.label, said(x.n, x.base)) for x in lines]
        for one, columns in Results(survey).ranked
        for column, lines in columns
    }
    assert ranked["need", "aided"] == [
        ("得到更多的生活资助", "63.2"),
        ("及时得到医疗救助", "53.0"),
        ("子女上学得到资助", "47.4"),
        ("帮助介绍工作", "19.9"),
        ("参加技能培训", "17.3"),
    ]
    assert ranked["wish", "workers"] == [
        ("发放福利待遇", "67.8"),
        ("组织文体活动", "54.9"),
        ("组织旅游疗养", "52.3"),
        ("节日、生日、病丧慰问", "50.2"),
        ("职工培训", "43.8"),
    ]
    assert ranked["wish", "leaders"] == [
        ("组织文体活动", "67.0"),
        ("困难救济", "65.5"),
        ("节日、生日、病丧慰问", "59.0"),
        ("发放福利待遇", "56.7"),
        ("职工培训", "55.2"),
    ]


def test_ties_bases_and_numbers(db):
    """AS-22, AS-19: equals share a rank and stand in the form's order; a share is divided by all,
    those asked, or those who answered, as its question says; numbers have a median."""
    officer = asked.researcher()
    survey = asked.begun(officer, blueprint="service", kind="satisfaction")
    options = [{"label": "快"}, {"label": "好"}, {"label": "近"}]
    told = {"kind": "multiple", "text": "好在哪里？", "required": False, "base": "valid"}
    building.put_question(by=officer, survey=survey, code="good", options=options, **told)
    survey = building.publish(by=officer, survey=survey)
    for n, good in enumerate((["o2"], ["o1", "o2"], ["o1"], [])):
        given = {"overall": ["o1"], "attitude": ["o1"], "solved": ["o1"], "good": good}
        given["wait"] = [str(n * n)] if n else []
        entering.enter_paper(by=officer, survey=survey, paper=f"{n}", group="users", given=given)
    results = Results(survey)
    good = column(results, "good", "users")
    assert [(x.label, x.n, x.base, x.rank) for x in good.ranked] == [
        ("快", 2, 3, 1),
        ("好", 2, 3, 1),
        ("近", 0, 3, 3),
    ]
    wait = column(results, "wait", "users").number
    assert (wait["count"], wait["least"], wait["median"], wait["largest"]) == (3, 1, 4, 9)
    assert results.counts.base("all", "good", "good", "users") == 4


def test_cross_tables_hide_the_few(db):
    """AS-16: of a part of less than five officers are told nothing, nor of the next one."""
    officer = asked.researcher()
    survey = asked.published(officer)
    kept = asked.planted.rows()
    by_kind = {k: [r for r in kept if r["ownership"] == k] for k in ("state", "private", "foreign")}
    rows = by_kind["state"][:40] + by_kind["private"][:3] + by_kind["foreign"][:9]
    asked.entering.write(survey, survey.current, rows, "sheet")
    cut = veil_cuts(Results(survey, by="ownership"))
    told = {c.cut: c.base for a in cut.asked if a.key == "know" for c in a.columns}
    assert told == {"state": 40, "private": None, "foreign": None}
