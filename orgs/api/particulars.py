"""Particulars over the interface: ``organizations/<id>/grades/`` and its like, each kind's rows
newest first, written by the services that the pages use."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from orgs.models import Organization
from orgs.particulars import SECTIONS
from orgs.sections import name_counterparts
from orgs.services.acts import ACTS
from orgs.views.editing import NO_RIGHT
from privacy.fields import BlindIndexField, EncryptedField
from privacy.masks import mask

DERIVED = {
    "profiles": ("income",),
    "grades": ("valid", "preferred"),
    "credit-marks": ("removable_from",),
    "relations": ("counterpart", "other_id"),
}
"""What is told besides the columns."""
HIDDEN = {"organization", "recorded_by", "other", "folded", "batch"}
GIVEN = {"id", "recorded_at", "ended_on", "removal_reason", "void", "supersedes", "source", "body"}
"""Columns that are told, and set by acts of their own or by the house."""
FOLLOWING = {"grades": ("valid_until",), "profiles": ("year",)}
"""What follows from other values unless it is said."""


@extend_schema_field(serializers.CharField(help_text="已脱敏"))
class Masked(serializers.CharField):
    def to_representation(self, value):
        field = self.parent.Meta.model._meta.get_field(self.source)
        return mask(field.mask, value)


class ReadSerializer(serializers.ModelSerializer):
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        EncryptedField: Masked,
    }


def columns(model, without):
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in without and not isinstance(field, BlindIndexField)
    ]


def _name(key):
    return "".join(part.title() for part in key.split("-"))


def reading(section):
    """The serializer of a kind's rows."""
    model, told = section.model, {}
    for name in DERIVED.get(section.key, ()):
        told[name] = serializers.SerializerMethodField()
        told[f"get_{name}"] = GETTERS[name]
    names = [*columns(model, HIDDEN), *DERIVED.get(section.key, ())]
    told["Meta"] = type("Meta", (), {"model": model, "fields": names, "read_only_fields": names})
    return type(f"{_name(section.key)}Serializer", (ReadSerializer,), told)


def _income(self, row) -> str | None:
    return None if row.income is None else str(row.income)


def _valid(self, row) -> bool:
    return row.valid()


def _preferred(self, row) -> bool:
    return row.preferred()


@extend_schema_field(serializers.DateField(allow_null=True))
def _removable(self, row):
    return row.removable_from and row.removable_from.isoformat()


def _counterpart(self, row) -> str:
    return row.counterpart


@extend_schema_field(serializers.UUIDField(allow_null=True))
def _other(self, row):
    return str(row.met.uid) if row.met else None


GETTERS = {
    "income": _income,
    "valid": _valid,
    "preferred": _preferred,
    "removable_from": _removable,
    "counterpart": _counterpart,
    "other_id": _other,
}


def writing(section):
    """The serializer of what is said of a new row: the shape only, the rules are the service's."""
    names, told = columns(section.model, HIDDEN | GIVEN), {}
    if section.key == "relations":
        names.append("counterpart")
        told["counterpart"] = serializers.CharField(
            max_length=200, help_text="统一社会信用代码、编号或名称"
        )
    optional = {name: {"required": False} for name in FOLLOWING.get(section.key, ())}
    meta = {"model": section.model, "fields": names, "validators": [], "extra_kwargs": optional}
    told["Meta"] = type("Meta", (), meta)
    return type(f"{_name(section.key)}WriteSerializer", (serializers.ModelSerializer,), told)


class Rows(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200


class ParticularsView(APIView):
    section = reads = writes = None

    def organization(self, uid):
        seen = Organization.objects.for_user(self.request.user, self.section.permission)
        return get_object_or_404(seen.select_related("federation"), uid=uid)

    def get(self, request, uid):
        rows = self.section.rows(self.organization(uid), request.user)
        pages = Rows()
        pages.ordering = self.section.newest if self.section.key != "aliases" else ("-pk",)
        page = pages.paginate_queryset(rows, request)
        return pages.get_paginated_response(self.told(page, many=True))

    def post(self, request, uid):
        organization = self.organization(uid)
        if not request.user.may(Permission.ORG_EDIT, organization):
            raise PermissionDenied(NO_RIGHT)
        asked = self.writes(data=request.data)
        asked.is_valid(raise_exception=True)
        add = ACTS[self.section.key].add
        row = add(by=request.user, organization=organization, **asked.validated_data)
        return Response(self.told(row), status=201)

    def told(self, rows, many=False):
        if self.section.key == "relations":
            name_counterparts(rows if many else [rows], self.request.user)
        return self.reads(rows, many=many).data


def addresses():
    """``organizations/<id>/<kind>/`` for every kind."""
    found = []
    for key, section in SECTIONS.items():
        reads, writes = reading(section), writing(section)
        described = extend_schema(
            methods=["GET"], summary=section.title, responses=reads(many=True)
        )(
            extend_schema(
                methods=["POST"], summary=section.add, request=writes, responses={201: reads}
            )(
                type(
                    f"{_name(key)}View",
                    (ParticularsView,),
                    {"section": section, "reads": reads, "writes": writes},
                )
            )
        )
        found.append(path(f"organizations/<uuid:uid>/{key}/", described.as_view()))
    return found
