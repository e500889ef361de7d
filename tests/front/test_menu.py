"""The main menu of whoever may do much: nothing hides behind the search box."""

from django.template import Context, Template


def entries(count, active=None):
    return [{"label": f"栏目名{n}", "url": f"/{n}/", "active": n == active} for n in range(count)]


def drawn(navigation):
    page = Template("{% load look %}{% main_nav navigation %}")
    return page.render(Context({"navigation": navigation}))


def test_a_short_menu_has_nothing_more():
    assert "更多" not in drawn(entries(4))


def test_what_does_not_fit_stands_under_more():
    told = drawn(entries(14, active=13))
    assert '<summary class="within">更多' in told
    bar, _, menu = told.partition("<details")
    assert "/0/" in bar
    assert "/13/" not in bar
    assert all(f'href="/{n}/"' in told for n in range(14))
    assert 'href="/13/" aria-current="page"' in menu
