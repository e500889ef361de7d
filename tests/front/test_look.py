"""Numbers as people read them, and every component rendered without a variable missing."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context

from tests.front import gallery
from unions.look import charts, figures, numbers


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (54, 90, "60.0%"),
        (5997, 10000, "60.0%"),
        (53, 90, "58.9%"),
        (1, 2000, "0.1%"),
        (Decimal("0.5"), 100, "0.5%"),
        (0, 7, "0.0%"),
        (0, 0, "—"),
        (None, 7, "—"),
    ],
)
def test_rates_round_half_up_and_say_nothing_without_denominator(numerator, denominator, text):
    assert numbers.rate(numerator, denominator) == text


def test_the_colour_turns_exactly_at_the_target():
    assert numbers.rate_class(5999999, 10000000, 60) == "r4"
    assert numbers.rate_class(60, 100, 60) == "r5"
    assert numbers.rate_class(8499, 10000, 85) == "r4"
    assert numbers.rate_class(1, 1, 85) == "r7"
    assert numbers.rate_class(0, 1, 85) == "r1"
    assert numbers.rate_class(0, 0, 85) == "r-none"


def test_a_rate_that_only_looks_like_the_target_is_marked_as_short():
    assert (
        figures.figure("建会率", numerator=5997, denominator=10000, target=60)["lack"]
        == "略低于目标"
    )
    assert figures.figure("建会率", numerator=60, denominator=100, target=60)["lack"] is None


def test_dates_and_thousands():
    assert numbers.cndate(date(2026, 11, 21)) == "2026年11月21日"
    assert numbers.cndate(None) == "—"
    assert numbers.thousands(15705) == "15,705"
    assert numbers.thousands(None) == "—"


def test_every_component_renders():
    page = gallery.render()
    assert "84.7%" in page
    assert "共 <b>1,234</b> 条" in page
    assert 'style="' not in page
    assert "<style" not in page
    assert "javascript:" not in page
    assert " onclick" not in page


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_pages_render_with_nothing_at_all(code):
    page = gallery.engine().get_template(f"{code}.html").render(Context())
    assert "技术支持" in page


def test_sorting_keeps_the_filters_and_leaves_the_page():
    template = gallery.engine().from_string('{% load look %}{% th "名称" "name" %}')
    values = gallery.context(query="type=52&page=3&sort=name")
    html = template.render(Context(values))
    assert 'href="?type=52&amp;sort=-name"' in html
    assert 'aria-sort="ascending"' in html


def test_cursor_pages_have_no_numbers():
    template = gallery.engine().from_string("{% load look %}{% pager page %}")
    values = gallery.context(query="type=52")
    values["page"] = {"total": None, "size": 50, "next": "abc", "previous": None}
    html = template.render(Context(values))
    assert "?type=52&amp;cursor=abc" in html
    assert "共" not in html


def test_a_page_that_asks_once():
    template = gallery.engine().get_template("_components/confirm.html")
    values = {
        "title": "注销这家组织？",
        "text": "",
        "items": ["甲"],
        "submit": "注销",
        "cancel": "/",
    }
    html = template.render(Context({**gallery.context(), **values, "danger": True, "form": None}))
    assert "注销这家组织？" in html
    assert 'class="button danger"' in html


def test_a_tile_compares_whole_numbers():
    item = {"code": "50", "name": "重庆市", "numerator": 57, "denominator": 100}
    item["value"] = 0.57 * 100  # a little less than 57
    assert charts.tilemap([item], target=57)["tiles"][0]["css"] == "r5"
