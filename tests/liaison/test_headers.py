"""What a browser is told, at every address."""

import json
import re

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from liaison import metrics

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def addresses(resolver=None, prefix=""):
    """Every route as an address; what stands for a value is filled in with 1."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield "/" + re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)|[\\^$]", "1", route).replace("11", "1")
        else:
            yield from addresses(entry, route)


def test_every_address_has_the_headers(client, db):
    client.raise_request_exception = False
    wrong = []

    for address in [*addresses(), "/nothing-here/", "/api/v1/nothing-here/"]:
        answer = client.get(address)
        policy = answer.get("Content-Security-Policy", "")
        missing = [name for name, value in EXPECTED.items() if answer.get(name) != value]
        if "default-src 'none'" not in policy or "unsafe" in policy:
            missing.append("Content-Security-Policy")
        if not answer.get("Permissions-Policy") or not answer.get("X-Request-ID"):
            missing.append("Permissions-Policy or X-Request-ID")
        if missing:
            wrong.append((address, answer.status_code, missing))

    assert not wrong


def test_content_comes_from_nowhere_else():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = {source for values in directives.values() for source in values}

    assert sources == {"'none'", "'self'", "data:", "/csp-report/"}


def test_blocked_content_is_counted_without_its_query(client, caplog):
    report = {"csp-report": {"effective-directive": "img-src", "blocked-uri": "https://x/?id=7"}}
    before = metrics.csp_reports.labels("img-src")._value.get()

    body = json.dumps(report)
    answer = client.post("/csp-report/", body, content_type="application/csp-report")

    assert answer.status_code == 204
    assert metrics.csp_reports.labels("img-src")._value.get() == before + 1
    assert "id=7" not in caplog.text


@pytest.mark.parametrize("body", ["", "[]", "nonsense", '{"csp-report": 3}'])
def test_nonsense_reports_are_refused(client, body):
    assert client.post("/csp-report/", body, content_type="text/plain").status_code == 400


def test_request_id_is_taken_over_when_it_is_one(client):
    given = client.get("/healthz", HTTP_X_REQUEST_ID="abc-12345678")
    forged = client.get("/healthz", HTTP_X_REQUEST_ID="abc\ndef ghi!")

    assert given["X-Request-ID"] == "abc-12345678"
    assert re.fullmatch("[0-9a-f]{32}", forged["X-Request-ID"])
