"""The sentence on top: reached, short, nearly, nothing to divide by, long ago."""

from datetime import date

import pytest

from indicators import wording

NOVEMBER = date(2026, 11, 20)


def said(numerator, denominator, **over):
    """A page's sentence about 85 % 左右; the state is what ``targets`` would have found."""
    return {
        "numerator": numerator,
        "denominator": denominator,
        "target": 85,
        "low": 83,
        "due_on": date(2024, 12, 31),
        "about": True,
        "state": "met",
        "lacking": 0,
        "change": None,
        "projected_words": None,
        **over,
    }


def page(sentence, **over):
    return {
        "sentence": sentence,
        "on": NOVEMBER,
        "as_of": NOVEMBER,
        "is_latest": True,
        "is_kept": True,
        "scope": 100,
        "children": [],
        **over,
    }


def heading(sentence, **over):
    return wording.plain(wording.headline(page(sentence, **over)))


def below(sentence, **over):
    return "".join(wording.lede(page(sentence, **over)))


def test_reached():
    assert heading(said(3314, 3831)) == "建会率 86.5%，保持在 85% 以上"
    assert heading(said(54, 90, target=60), is_kept=False) == "建会率 60.0%，已达到 60%"


def test_short():
    sentence = said(3355, 3961, state="band", lacking=12, change=0.4, projected_words="11月中旬")
    assert heading(sentence) == "建会率 84.7%，离 85% 还差 12 家"
    assert below(sentence) == (
        "重点社会组织中具备建会条件的 3,961 家，已建会 3,355 家。较上月末 +0.4 个百分点；"
        "在 85% 左右的保持范围内（不低于 83%）；按近三个月的进度，11月中旬可达标。"
    )


def test_far_and_not_getting_nearer():
    sentence = said(70, 100, state="short", lacking=15, change=-1.25)
    assert below(sentence).endswith(
        "较上月末 −1.3 个百分点；按近三个月的进度，还看不到达标的日期。"
    )


def test_what_only_rounding_would_reach_is_said_with_more_digits():
    sentence = said(5997, 10000, target=60, low=60, about=False, state="short", lacking=3)
    assert heading(sentence) == "建会率 60.0%，离 60% 还差 3 家"
    assert "按未四舍五入的 59.97% 比较，未达到 60%" in below(sentence)
    nearly = said(5_999_999, 10_000_000, target=60, low=60, state="short", lacking=1)
    assert "按未四舍五入的 59.99999% 比较" in below(nearly)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (0.0, "与上月末持平"),
        (0.04, "较上月末略有上升，不到 0.1 个百分点"),
        (-0.04, "较上月末略有下降，不到 0.1 个百分点"),
        (2.0, "较上月末 +2.0 个百分点"),
    ],
)
def test_movement(change, words):
    assert words in below(said(90, 100, change=change))


def test_nothing_to_divide_by():
    sentence = said(0, 0, state="none", lacking=None)
    assert heading(sentence) == "还没有具备建会条件的重点社会组织"
    assert "登记在册的 100 家，都尚未认定" in below(sentence)
    assert below(sentence, scope=0) == "本级及下级没有列入专项行动范围的社会组织。"


def test_one():
    assert heading(said(1, 1)) == "建会率 100.0%，保持在 85% 以上"
    assert heading(said(0, 1, state="short", lacking=1)) == "建会率 0.0%，离 85% 还差 1 家"


def test_no_figures_yet():
    assert heading(said(0, 0, state="none"), as_of=None) == "还没有统计数据"


def test_a_day_in_the_past_says_so():
    then = {"on": date(2023, 12, 31), "is_latest": False, "is_kept": False}
    sentence = said(2402, 3816, target=60, about=False, projected_words="1月")
    assert heading(sentence, **then) == "截至2023年12月31日，建会率 62.9%，已达到 60%"
    short = said(1, 2, target=60, state="short", lacking=1, projected_words="2024年1月上旬")
    assert "可达标" not in below(short, **then)


def child(state, level=4, kind="territorial"):
    return {"state": state, "level": level, "kind": kind}


def test_the_level_below():
    rows = [child("met"), child("short"), child("none"), child("band", kind="zone")]
    assert wording.short_of_target(page(said(1, 1), children=rows)) == (
        "3 个区县中，2 个未达到 85%"
    )
    met = page(said(1, 1), children=[child("met", level=2)])
    assert wording.short_of_target(met) == "1 个省份全部达到 85%"
    assert wording.below_words([child("met", 3), child("met", 4)]) == "市县"
    assert wording.each_below([child("met", kind="zone")]) == "下级工会"
