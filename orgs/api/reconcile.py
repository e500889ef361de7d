"""OpenRefine's reconciliation protocol (W3C community report 0.2), within the asker's reach.

OpenRefine sends no header of its own, so beside ``reconcile/`` (session or token) there is the same
service under a signed key that a person gets for a day (``orgs:reconcile_help``). Whoever holds the
key may do here what that person may, and nothing elsewhere.
"""

import json

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.roles import Permission
from accounts.services.keys import owner_of
from orgs.models import Organization
from orgs.reconciling import columns
from orgs.reconciling.matching import HINTS, Asked, answers
from privacy import signing

PURPOSE = "orgs.reconcile"
MOST_QUERIES, MOST_PROPOSALS = 100, 25
TYPE = {"id": "organization", "name": "社会组织"}
FORM = "application/x-www-form-urlencoded"
AUTH = [{"tokenAuth": []}, {"cookieAuth": []}, {}]
"""By token or session; in the addresses that hold a key, by that alone."""


class KeyAuthentication(BaseAuthentication):
    """By the key in the address."""

    def authenticate(self, request):
        key = request.parser_context["kwargs"].get("key")
        if not key:
            return None
        try:
            return owner_of(key=key, purpose=PURPOSE), None
        except signing.BadCode as bad:
            raise exceptions.AuthenticationFailed(str(bad)) from bad

    def authenticate_header(self, request):
        return "Token"


class ReconcileView(APIView):
    """What the service is; matching of names; further columns; what may be typed ahead."""

    authentication_classes = [KeyAuthentication, *api_settings.DEFAULT_AUTHENTICATION_CLASSES]
    parser_classes = [FormParser, MultiPartParser, JSONParser]
    renderer_classes = [JSONRenderer]

    def rows(self):
        return Organization.objects.for_user(self.request.user, Permission.ORG_VIEW)

    def finalize_response(self, request, response, *args, **kwargs):
        """The browser of OpenRefine asks for suggestions itself; a key needs no cookies."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if kwargs.get("key"):
            response["Access-Control-Allow-Origin"] = "*"
        return response

    @extend_schema(auth=AUTH, responses={200: dict}, summary="OpenRefine 核对服务")
    def get(self, request, key=None):
        return self.told(request.query_params)

    @extend_schema(
        auth=AUTH, request={FORM: dict}, responses={200: dict}, summary="OpenRefine 核对服务：提问"
    )
    def post(self, request, key=None):
        return self.told(request.data)

    def told(self, asked):
        if "queries" in asked:
            return JsonResponse(self.matched(asked["queries"]))
        if "extend" in asked:
            return JsonResponse(self.extended(asked["extend"]))
        return JsonResponse(self.manifest())

    def here(self, name, **more):
        key = self.kwargs.get("key")
        kwargs = {**({"key": key} if key else {}), **more}
        return reverse(f"{name}-keyed" if key else name, kwargs=kwargs)

    def manifest(self):
        base = self.request.build_absolute_uri("/").rstrip("/")
        service = f"{base}{self.here('api-reconcile')}".rstrip("/")
        suggest = {"service_url": service}
        return {
            "versions": ["0.1", "0.2"],
            "name": "工会社会组织名册",
            "identifierSpace": f"{base}/organizations/",
            "schemaSpace": f"{base}/api/schema/",
            "defaultTypes": [TYPE],
            "view": {"url": f"{base}/organizations/{{{{id}}}}/"},
            "preview": {"url": f"{service}/preview/?id={{{{id}}}}", "width": 380, "height": 180},
            "suggest": {
                "entity": {**suggest, "service_path": "/suggest/entity/"},
                "property": {**suggest, "service_path": "/suggest/property/"},
                "type": {**suggest, "service_path": "/suggest/type/"},
            },
            "extend": {
                "propose_properties": {**suggest, "service_path": "/properties/"},
                "property_settings": [],
            },
        }

    def matched(self, said):
        said = parsed(said)
        if not isinstance(said, dict) or len(said) > MOST_QUERIES:
            raise ValidationError(f"queries 应是对象，一次不超过 {MOST_QUERIES} 个。")
        asked = [question(one) for one in said.values()]
        found = answers(self.rows(), asked)
        return {
            key: {"result": [proposal(p) for p in proposals]}
            for key, proposals in zip(said, found, strict=True)
        }

    def extended(self, said):
        said = parsed(said)
        if not isinstance(said, dict):
            raise ValidationError("extend 应是对象。")
        offered = columns.offered(self.request.user)
        keys = [p.get("id") for p in said.get("properties", []) if isinstance(p, dict)]
        keys = [key for key in keys if key in offered]
        uids = [str(uid) for uid in said.get("ids", [])][: MOST_QUERIES * 10]
        rows = self.rows().filter(uid__in=[uid for uid in uids if is_uid(uid)])
        known = {str(o.uid): o for o in rows.select_related("region", "federation")}
        read = columns.read(self.request.user, list(known.values()), keys)
        return {
            "meta": [{"id": key, "name": offered[key]} for key in keys],
            "rows": {
                uid: {
                    key: [{"str": text}]
                    if uid in known and (text := read[known[uid].pk].get(key))
                    else []
                    for key in keys
                }
                for uid in uids
            },
        }


class SuggestView(ReconcileView):
    """``entity``, ``property`` or ``type`` by the beginning of its name; columns to add."""

    http_method_names = ["get", "options"]

    @extend_schema(auth=AUTH, responses={200: dict}, summary="OpenRefine 核对服务：提示")
    def get(self, request, what, key=None):
        prefix = request.query_params.get("prefix", "").strip()
        if what == "entity":
            [found] = answers(self.rows(), [Asked(text=prefix, limit=10)])
            told = [proposal(p) for p in found]
        elif what == "type":
            told = [TYPE]
        else:
            offered = columns.offered(request.user)
            told = [{"id": k, "name": n} for k, n in offered.items() if prefix in n]
        if what == "columns":
            return JsonResponse({"type": TYPE["id"], "properties": told})
        return JsonResponse({"result": told})


class PreviewView(ReconcileView):
    """A small page about one organization, shown in a frame of OpenRefine."""

    http_method_names = ["get", "options"]

    @extend_schema(
        auth=AUTH, responses={(200, "text/html"): str}, summary="OpenRefine 核对服务：预览"
    )
    def get(self, request, key=None):
        uid, organization = request.query_params.get("id", ""), None
        if uid:
            rows = self.rows().select_related("region", "federation")
            organization = get_object_or_404(rows, uid=uid if is_uid(uid) else None)
        return HttpResponse(render_to_string("orgs/preview.html", {"organization": organization}))


def parsed(said):
    if isinstance(said, str):
        try:
            return json.loads(said)
        except json.JSONDecodeError as wrong:
            raise ValidationError("内容不是有效的 JSON。") from wrong
    return said


def question(said):
    if not isinstance(said, dict):
        raise ValidationError("每个问题应是一个对象。")
    hints = {
        p.get("pid"): value_of(p.get("v"))
        for p in said.get("properties") or []
        if isinstance(p, dict) and p.get("pid") in HINTS
    }
    limit = said.get("limit")
    limit = limit if isinstance(limit, int) and 0 < limit <= MOST_PROPOSALS else 5
    return Asked(text=str(said.get("query") or "")[:200], limit=limit, hints=hints)


def value_of(said):
    said = said[0] if isinstance(said, list) and said else said
    return str(said.get("name") or said.get("id") or "") if isinstance(said, dict) else str(said)


def proposal(made):
    organization = made.organization
    place = organization.region.name if organization.region else ""
    told = "，".join(filter(None, [organization.get_type_display(), place, made.because]))
    return {
        "id": str(organization.uid),
        "name": organization.name,
        "description": told,
        "type": [TYPE],
        "score": made.score,
        "match": made.sure,
    }


def is_uid(text):
    try:
        return bool(Organization._meta.get_field("uid").to_python(text))
    except ValidationError:
        return False
