from rest_framework import serializers

from orgs.models import Organization
from privacy.masks import mask
from privacy.queries import name_of
from unions.models import Federation, Region

DESCRIBED = (
    *("relevance", "spheres", "key_kinds", "short_kinds", "bodies", "premises"),
    *("self_run", "self_funded", "self_hired"),
    *("charity_on", "fundraising_on", "fundraising_ended_on"),
)
"""Columns of ``orgs.models.described`` that people fill in."""
PLAIN = {"required": False, "allow_blank": True}


def several(**options):
    return serializers.ListField(child=serializers.CharField(), required=False, **options)


class OrganizationSerializer(serializers.ModelSerializer):
    """What is so now. ``id`` is opaque and stays when names and codes change."""

    id = serializers.UUIDField(source="uid", read_only=True)
    type_display = serializers.CharField(source="get_type_display", read_only=True)
    status_display = serializers.CharField(source="get_status_display", read_only=True)
    federation = serializers.CharField(source="federation.code", read_only=True)
    region = serializers.CharField(source="region.code", read_only=True, default=None)

    class Meta:
        model = Organization
        fields = [
            *("id", "credit_code", "name", "type", "type_display", "standing", "status"),
            *("status_display", "registration_level", "registering_authority", "category", "kind"),
            *("federation", "region", "staff_count", "member_count", "assets", "has_party_org"),
            *("funding_sources", "ways_of_working", "labour_field", "labour_domains"),
            *("registered_on", "ended_on"),
        ]
        read_only_fields = fields


class AliasSerializer(serializers.Serializer):
    scheme = serializers.CharField()
    value = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class OrganizationDetailSerializer(OrganizationSerializer):
    aliases = AliasSerializer(many=True, read_only=True)
    contact_phone = serializers.SerializerMethodField(help_text="已脱敏")
    legal_representative = serializers.SerializerMethodField(help_text="无需知道的职责只见姓")
    grade = serializers.SerializerMethodField(help_text="有效的评估等级；过期即无等级")
    credit_lists = serializers.SerializerMethodField(help_text="现在所列的信用名单")
    labour_field_decided_by = serializers.CharField(
        source="labour_field_decided_by.name", read_only=True, default=None
    )

    class Meta(OrganizationSerializer.Meta):
        fields = [
            *OrganizationSerializer.Meta.fields,
            *("supervising_unit", "management", "residence", "legal_representative"),
            *("contact_phone", "activities", "labour_field_basis", "labour_field_decided_on"),
            *("labour_field_decided_by", "federation_assigned", "aliases"),
            *DESCRIBED,
            *("full_time_count", "women_count", "party_member_count", "profiled_on"),
            *("grade", "credit_lists"),
        ]

    def get_grade(self, organization) -> str:
        grade = organization.grades.valid().order_by("-starts_on").first()
        return grade.get_level_display() if grade else ""

    def get_credit_lists(self, organization) -> list[str]:
        return [mark.list for mark in organization.credit_marks.in_force()]

    def get_legal_representative(self, organization) -> str:
        return name_of(self.context["request"].user, organization, "legal_representative")

    def get_contact_phone(self, organization) -> str:
        return mask("phone", organization.contact_phone)


class CodeField(serializers.CharField):
    """A code given for the row it stands for; null or "" for none."""

    def __init__(self, *, rows, unknown, **options):
        self.rows, self.unknown = rows, unknown
        super().__init__(**options)

    def to_internal_value(self, data):
        code = super().to_internal_value(data)
        if not code:
            return None
        found = self.rows().filter(code=code).first()
        if found is None:
            raise serializers.ValidationError(self.unknown)
        return found


class OrganizationWriteSerializer(serializers.Serializer):
    """The shape only; the rules, and their words, are the service's."""

    name = serializers.CharField(max_length=200)
    credit_code = serializers.CharField(required=False, allow_blank=True, allow_null=True)
    type = serializers.CharField()
    standing = serializers.CharField(required=False)
    status = serializers.CharField(required=False)
    registered_on = serializers.DateField(required=False, allow_null=True)
    registering_authority = serializers.CharField(**PLAIN)
    registration_level = serializers.CharField(**PLAIN)
    supervising_unit = serializers.CharField(**PLAIN)
    management = serializers.CharField(**PLAIN)
    category = serializers.CharField(**PLAIN)
    kind = serializers.CharField(required=False)
    region = CodeField(
        rows=Region.objects.public,
        unknown="没有这个区划，请重新选择。",
        allow_null=True,
        help_text="区划代码",
        **PLAIN,
    )
    residence = serializers.CharField(**PLAIN)
    legal_representative = serializers.CharField(**PLAIN)
    contact_phone = serializers.CharField(**PLAIN)
    staff_count = serializers.IntegerField(required=False, allow_null=True)
    has_party_org = serializers.BooleanField(required=False)
    member_count = serializers.IntegerField(required=False, allow_null=True)
    assets = serializers.DecimalField(16, 2, required=False, allow_null=True, help_text="元")
    funding_sources = several()
    ways_of_working = several()
    activities = serializers.CharField(**PLAIN)
    relevance = serializers.CharField(help_text="服务职工程度", **PLAIN)
    spheres = several(help_text="业务领域")
    key_kinds = several(help_text="重点建会类别")
    short_kinds = several(help_text="紧缺服务类别")
    bodies = several(help_text="治理结构")
    premises = serializers.CharField(help_text="办公场所", **PLAIN)
    self_run = serializers.BooleanField(required=False, allow_null=True)
    self_funded = serializers.BooleanField(required=False, allow_null=True)
    self_hired = serializers.BooleanField(required=False, allow_null=True)
    charity_on = serializers.DateField(required=False, allow_null=True)
    fundraising_on = serializers.DateField(required=False, allow_null=True)
    fundraising_ended_on = serializers.DateField(required=False, allow_null=True)
    labour_domains = several(help_text="有一个以上即属于劳动关系领域；须同时写明认定依据")
    labour_field_basis = serializers.CharField(**PLAIN)
    labour_field_decided_on = serializers.DateField(required=False, allow_null=True)
    federation = CodeField(
        rows=Federation.objects.public,
        unknown="没有这个编码的工会，请核对。",
        help_text="责任工会编码；不填则自动确定",
        **PLAIN,
    )
    as_of = serializers.DateField(required=False, help_text="变更生效日期，默认今天")
    reason = serializers.CharField(max_length=200, help_text="变更原因", **PLAIN)
    despite = serializers.CharField(
        max_length=200, help_text="提示可能已登记而确为另一家时，写明理由（仅登记时）", **PLAIN
    )

    def to_internal_value(self, data):
        found = super().to_internal_value(data)
        if found.get("federation", ...) is None:
            del found["federation"]
        return found
