"""How the product says no: pages and problem details, in Chinese, without internals."""

import io
import json
import logging

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import Http404
from django.urls import path
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from structlog.stdlib import ProcessorFormatter

import liaison.urls

ERRORS = {
    "fields": ValidationError({"name": ["名称不能为空。"]}),
    "whole": ValidationError("该组织已注销。"),
    "denied": PermissionDenied("只能办理本级及下级的事项。"),
    "missing": Http404("Organization 42"),
    "broken": RuntimeError("secret-value"),
    "database": OperationalError("server closed the connection"),
}


@login_not_required
def page(request, kind):
    raise ERRORS[kind].with_traceback(None)


@api_view(["GET"])
@permission_classes([AllowAny])
def api(request, kind):
    raise ERRORS[kind].with_traceback(None)


urlpatterns = [
    path("raise/<str:kind>/", page),
    path("api/v1/raise/<str:kind>/", api),
    *liaison.urls.urlpatterns,
]
handler400, handler403 = liaison.urls.handler400, liaison.urls.handler403
handler404, handler500 = liaison.urls.handler404, liaison.urls.handler500
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _answer_instead_of_raising(client):
    client.raise_request_exception = False


@pytest.mark.parametrize(
    ("kind", "status", "detail"),
    [
        ("fields", 400, "提交的内容有误，请按提示修改。"),
        ("whole", 400, "该组织已注销。"),
        ("denied", 403, "只能办理本级及下级的事项。"),
        ("missing", 404, "没有找到您要的内容，或您无权查看。"),
        ("broken", 500, "服务器出了问题，我们已记录，请稍后再试。"),
        ("database", 503, "系统暂时无法访问数据库，请稍后再试。"),
    ],
)
def test_api_answers_problem_details(client, kind, status, detail):
    answer = client.get(f"/api/v1/raise/{kind}/")
    problem = json.loads(answer.content)

    assert answer.status_code == problem["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["detail"] == detail
    assert problem["instance"] == f"/api/v1/raise/{kind}/"


def test_api_names_the_fields(client):
    assert client.get("/api/v1/raise/fields/").json()["errors"] == {"name": ["名称不能为空。"]}


def test_api_says_in_json_that_there_is_no_such_address(client):
    answer = client.get("/api/v1/nothing-here/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("kind", "status"), [("denied", 403), ("missing", 404), ("broken", 500), ("database", 503)]
)
def test_pages_say_it_kindly(client, kind, status):
    answer = client.get(f"/raise/{kind}/")
    text = answer.content.decode()

    assert answer.status_code == status
    assert "<h1>" in text
    assert not {"secret-value", "Organization 42", "Traceback"} & set(text.split())


@pytest.fixture
def log():
    """What goes to the log, instead of to standard error."""
    handlers = logging.getLogger().handlers
    ours = next(h for h in handlers if isinstance(h.formatter, ProcessorFormatter))
    lines = io.StringIO()
    before = ours.setStream(lines)
    yield lines
    ours.setStream(before)


def test_log_line_of_an_error_has_its_place_and_no_values(client, log):
    client.get("/raise/broken/?name=王秀英")

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    error = next(line for line in lines if line["level"] == "error")
    request = next(line for line in lines if line["event"] == "request")
    assert error["exception"] == "RuntimeError"
    assert any("test_errors.py" in place for place in error["where"])
    assert error["request_id"] == request["request_id"]
    assert request["route"] == "raise/<str:kind>/"
    assert "secret-value" not in str(lines)
    assert "王秀英" not in str(lines)
