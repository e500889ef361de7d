"""The interface described: OpenAPI 3.1 for programs, and the same as a page for people.

The page is drawn by us from the description, so that it needs no script and no foreign style.
"""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

schema = SpectacularAPIView.as_view()
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def description():
    return SchemaGenerator().get_schema(request=None, public=True)


@login_not_required
@require_safe
def docs(request):
    told = description()
    groups = {}
    for path, methods in told["paths"].items():
        name = path.removeprefix("/api/v1/").split("/")[0]
        for method in METHODS:
            if method in methods:
                groups.setdefault(name, []).append(_operation(path, method, methods[method], told))
    return render(
        request, "api_docs.html", {"groups": sorted(groups.items()), "info": told["info"]}
    )


def _operation(path, method, operation, told):
    body = operation.get("requestBody", {}).get("content", {})
    shape = next(iter(body.values()), {}).get("schema", {})
    fields = _resolved(shape, told).get("properties", {})
    required = set(_resolved(shape, told).get("required", ()))
    return {
        "path": path,
        "method": method.upper(),
        "words": operation.get("description") or operation.get("summary", ""),
        "parameters": operation.get("parameters", []),
        "fields": [
            (n, _kind(f, told), f.get("description", ""), n in required) for n, f in fields.items()
        ],
    }


def _resolved(shape, told):
    name = shape.get("$ref", "").rpartition("/")[2]
    return told["components"]["schemas"][name] if name else shape


def _kind(field, told):
    kind = _resolved(field, told).get("type", "")
    return " | ".join(kind) if isinstance(kind, list) else kind
