"""Every component in a real browser, on a desktop and on a phone, behind the strict policy."""

from tests.browser import axe, overflow, shoot


def ready(page, site):
    page.goto(site.url)
    page.locator(".chart.drawn").nth(4).wait_for()
    page.wait_for_timeout(700)  # charts draw themselves in


def test_gallery_on_a_desktop(page, site):
    ready(page, site)
    shoot(page, "gallery-desktop")
    assert overflow(page) <= 0
    axe(page)


def test_the_same_sheet_at_night(page, site):
    page.goto(f"{site.url}?body=night")
    page.locator(".chart.drawn").nth(4).wait_for()
    page.wait_for_timeout(700)
    shoot(page, "gallery-night")
    axe(page)


def test_gallery_on_a_phone(phone, site):
    ready(phone, site)
    shoot(phone, "gallery-phone")
    assert overflow(phone) <= 0
    axe(phone)
