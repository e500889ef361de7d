"""Somebody writes script where words belong; whoever reads it reads words."""

from datetime import date

import pytest

from communications.services import draft_notice, move_notice
from membership.services import assess, found_union
from orgs.services import register_organization
from tests import make

DAY = date(2023, 6, 1)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "{% debug %}",
    "<div hx-get='/accounts/logout/' hx-trigger='load'>x</div>",
    "<form action=https://evil.example><button>x",
    "<style>*{background:url(https://evil.example)}</style>",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "</script><script>alert(1)</script>",
]


@pytest.fixture
def written(live):
    """``(officer, addresses)``: hostile texts in every field that takes free words."""
    officer = make.officer("500112", name="经办<script>alert(1)</script>")
    addresses, place = [], make.federation("500112")
    for n, text in enumerate(HOSTILE):
        org = register_organization(
            by=officer,
            federation=place,
            name=f"某中心{n}{text}",
            type="52",
            credit_code=make.credit_code(),
            registering_authority=text[:100],
            supervising_unit=text,
            residence=text,
            legal_representative=text[:60],
            reason=text,
            former_names=[f"旧{n}{text}"],
        )
        assess(by=officer, organization=org, decision="eligible", note=text, evidence=text)
        found_union(by=officer, organization=org, name=f"工会{n}{text}", founded_on=DAY)
        notice = draft_notice(
            by=officer, federation=place, title=text, body=f"{text}\n\n{text}", audience="public"
        )
        move_notice(by=officer, notice=notice, verb="publish")
        addresses += [f"/organizations/{org.uid}/", f"/public/notices/{notice.pk}/"]
        addresses += [f"/organizations/{org.uid}/edit/", f"/communications/notices/{notice.pk}/"]
    return officer, addresses


def test_words_stay_words(written, live, page, enter):
    """No dialog, no report of blocked content, no foreign request; the text is there to read."""
    officer, addresses = written
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    enter(page, officer)
    lists = ["/organizations/?size=100", "/trail/", "/communications/notices/", "/public/"]
    lists += ["/dashboard/", "/dashboard/records/?code=R1&size=100", "/communications/"]
    for address in [*lists, *addresses]:
        answer = page.goto(f"{live}{address}")
        assert answer.status == 200, address
        assert page.locator("svg[onload], img[onerror], iframe, [hx-get*=logout]").count() == 0
    assert dialogs == []
    page.goto(f"{live}{addresses[0]}")
    assert "<script>alert" in page.locator("h1").inner_text()
