"""Real Chromium for journeys: Debian's browser, driven by Playwright, on a desktop and on a phone.

Fixtures: ``page`` and ``phone`` fail their test on any console error, broken script, policy report,
failed request of our own or request to a foreign origin. ``axe(page)`` scans for accessibility,
``shoot(page, name)`` keeps a picture under var/screens/. Without Chromium such tests are skipped.
"""

import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
SCREENS = Path(__file__).parents[1] / "var" / "screens"
SERIOUS = ("serious", "critical")
FLAGS = [
    "--no-sandbox",
    "--lang=zh-CN",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]


def chromium():
    """Where the browser is, or None."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


class Complaints(list):
    """What a page did wrong; a test may say beforehand which complaints it expects."""

    def __init__(self):
        super().__init__()
        self.expected = []

    def expect(self, pattern):
        self.expected.append(pattern)

    def unexpected(self):
        return [text for text in self if not any(re.search(p, text) for p in self.expected)]


@pytest.fixture(scope="session")
def browser():
    if chromium() is None:
        pytest.skip("Chromium is not installed: journeys in the browser are skipped")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(), args=FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield running
        running.close()


def opened(browser, size, **options):
    """A page of its own, with its complaints at ``page.complaints``."""
    context = browser.new_context(
        viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True, **options
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.complaints = complaints = Complaints()
    origins = set()

    def on_request(request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss"):
            if not origins or request.is_navigation_request() and request.frame == page.main_frame:
                origins.add(parts.netloc)
            if parts.netloc not in origins:
                complaints.append(f"request to a foreign origin: {request.url}")

    def on_response(response):
        if response.status >= 500:
            complaints.append(f"status {response.status}: {response.url}")

    page.on("request", on_request)
    page.on("response", on_response)
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"console {message.type}: {message.text} {message.location}")
            if message.type == "error"
            else None
        ),
    )
    return page


@pytest.fixture
def page(browser):
    """A desktop of 1366 × 900."""
    yield from watched(opened(browser, DESKTOP))


@pytest.fixture
def phone(browser):
    """A phone of 390 × 844, with touch."""
    yield from watched(
        opened(browser, PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
    )


def watched(page):
    yield page
    complaints = page.complaints.unexpected()
    page.context.close()
    assert not complaints, "\n".join(complaints)


def axe(page, allow=(), levels=SERIOUS):
    """Fail on accessibility findings of the given levels, naming rule and element."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state()  # between two pages there is nothing to look at
    options = {
        "resultTypes": ["violations"],
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
    found = [
        f"{finding['impact']} {finding['id']}: {node['html'][:160]} -- {summary(node)}"
        for finding in Axe().run(page, options=options).response["violations"]
        if finding["impact"] in levels and finding["id"] not in allow
        for node in finding["nodes"][:3]
    ]
    assert not found, "\n".join(found)


def summary(node):
    return " ".join(node.get("failureSummary", "").split())[:200]


def shoot(page, name, full=True):
    """A picture for people: var/screens/<name>.png."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    path = SCREENS / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    return path


def overflow(page):
    """Pixels by which the page is wider than its window; 0 is right."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
