from rest_framework import serializers

from membership.models import Application, Member, Transfer
from privacy.masks import mask


class Masked(serializers.CharField):
    """A personal value as lists show it."""

    def __init__(self, kind, **options):
        self.kind = kind
        super().__init__(read_only=True, **options)

    def to_representation(self, value):
        return mask(self.kind, value)


class MemberSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid", read_only=True)
    name = Masked("name")
    id_number = Masked("id_number")
    phone = Masked("phone")
    union_name = serializers.CharField(source="place", read_only=True)
    federation = serializers.CharField(source="federation.code", read_only=True)
    organization = serializers.UUIDField(source="organization.uid", read_only=True, default=None)

    class Meta:
        model = Member
        fields = ["id", "name", "id_type", "id_number", "phone", "sex", "worker", "post"]
        fields += ["union", "union_name", "federation", "organization", "channel", "joined_on"]
        fields += ["in_union_since", "ended_on", "end_reason"]
        read_only_fields = fields


class ApplicationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid", read_only=True)
    name = Masked("name")
    id_number = Masked("id_number")
    phone = Masked("phone")
    code = serializers.CharField(source="code.slug", read_only=True)
    union = serializers.IntegerField(source="code.union_id", read_only=True)
    member = serializers.UUIDField(source="member.uid", read_only=True, default=None)
    transfer = serializers.UUIDField(source="transfer.uid", read_only=True, default=None)

    class Meta:
        model = Application
        fields = ["id", "number", "code", "union", "name", "id_type", "id_number", "phone"]
        fields += ["worker", "employer", "status", "submitted_at", "due_on", "decided_at"]
        fields += ["refusal", "answer", "member", "transfer"]
        read_only_fields = fields


class JoinSerializer(serializers.Serializer):
    code = serializers.CharField(max_length=12, help_text="入会码的编号")
    name = serializers.CharField(max_length=60)
    id_type = serializers.ChoiceField(choices=Application.Paper.choices, default="id_card")
    id_number = serializers.CharField(max_length=30)
    phone = serializers.RegexField(r"^1[3-9]\d{9}$")
    worker = serializers.ChoiceField(choices=Application.Worker.choices, default="staff")
    employer = serializers.CharField(max_length=120, required=False)
    consent = serializers.BooleanField(help_text="本人已阅读并同意告知书")


class PlaceSerializer(serializers.Serializer):
    union = serializers.IntegerField(required=False, help_text="经周转库入会码来的，安排到哪里")


class NoteSerializer(serializers.Serializer):
    """The service asks for the reason, after it has asked who may."""

    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class RefuseSerializer(serializers.Serializer):
    why = serializers.ChoiceField(choices=Application.Refusal.choices)
    answer = serializers.CharField(max_length=200, required=False, allow_blank=True)


class TransferSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid", read_only=True)
    member = serializers.UUIDField(source="member.uid", read_only=True)
    from_federation = serializers.CharField(source="from_federation.code", read_only=True)
    to_federation = serializers.CharField(source="to_federation.code", read_only=True)
    answering = serializers.CharField(source="answering.code", read_only=True)

    class Meta:
        model = Transfer
        fields = ["id", "member", "from_union", "from_federation", "to_union", "to_federation"]
        fields += ["answering", "incoming", "ground", "note", "status", "asked_at", "due_on"]
        fields += ["escalations", "decided_at", "answer", "effective_on"]
        read_only_fields = fields


class AskTransferSerializer(serializers.Serializer):
    member = serializers.UUIDField()
    to_union = serializers.IntegerField(required=False, help_text="本级及下级的工会")
    to_union_code = serializers.CharField(
        max_length=18, required=False, help_text="不归本级管的，填其统一社会信用代码"
    )
    ground = serializers.ChoiceField(choices=Transfer.Ground.choices, default="changed_job")
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
