"""How the API says no: problem details (RFC 9457), in the words that the pages use."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

PROBLEM = "application/problem+json"
TITLES = {
    400: "请求有误",
    401: "未登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的方法",
    406: "不支持的格式",
    409: "与现状冲突",
    413: "内容过大",
    415: "不支持的内容类型",
    422: "内容有误",
    429: "请求过于频繁",
    500: "服务器内部错误",
    503: "服务暂不可用",
}
SENTENCES = {
    400: "提交的内容有误，请按提示修改。",
    403: "您没有进行此操作的权限。",
    404: "没有找到您要的内容，或您无权查看。",
    500: "服务器出了问题，我们已记录，请稍后再试。",
    503: "系统暂时无法访问数据库，请稍后再试。",
}


def explain(exc, context):
    """DRF's exception handler."""
    if isinstance(exc, ValidationError):
        exc = exceptions.ValidationError(as_serializer_error(exc))
    elif isinstance(exc, Http404):
        exc = exceptions.NotFound(SENTENCES[404])
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied(str(exc) or SENTENCES[403])
    response = exception_handler(exc, context)
    if response is None:
        return None
    request = context["request"]
    body = problem(response.status_code, request.path)
    if isinstance(exc, exceptions.ValidationError):
        errors = response.data if isinstance(response.data, dict) else {"": response.data}
        body["errors"] = errors
        whole = errors.get("non_field_errors") or errors.get("")
        body["detail"] = str(whole[0]) if whole else SENTENCES[400]
    elif isinstance(response.data, dict) and response.data.get("detail"):
        body["detail"] = str(response.data["detail"])
    response.data = body
    response.content_type = PROBLEM
    return response


def problem(status, path, detail=None):
    return {
        "type": "about:blank",
        "title": TITLES.get(status, "请求未能完成"),
        "status": status,
        "detail": detail or SENTENCES.get(status, "请求未能完成。"),
        "instance": path,
    }


def problem_response(status, path, detail=None):
    return JsonResponse(
        problem(status, path, detail),
        status=status,
        content_type=PROBLEM,
        json_dumps_params={"ensure_ascii": False},
    )
