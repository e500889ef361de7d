from rest_framework import serializers

from membership.models import Coverage, Drive, DrivePhase, DriveTarget, Eligibility
from membership.queries import unions_within_reach


class TimesSerializer(serializers.ModelSerializer):
    TIMES = ["valid_from", "valid_to", "recorded_from", "recorded_to"]


class EligibilitySerializer(TimesSerializer):
    decision_display = serializers.CharField(source="get_decision_display", read_only=True)
    reason_display = serializers.CharField(source="get_reason_display", read_only=True)
    assessor = serializers.StringRelatedField(read_only=True)

    class Meta:
        model = Eligibility
        fields = [
            *("id", "decision", "decision_display", "reason", "reason_display", "other_reasons"),
            *("evidence", "note", "assessor"),
            *TimesSerializer.TIMES,
        ]
        read_only_fields = TimesSerializer.TIMES


class EligibilityHistorySerializer(serializers.Serializer):
    results = EligibilitySerializer(many=True)


class AssessSerializer(serializers.ModelSerializer):
    # What to find: the shape only; the rules are the service's.

    as_of = serializers.DateField(required=False, help_text="结论起算日期，默认今天")

    class Meta:
        model = Eligibility
        fields = ["decision", "reason", "other_reasons", "evidence", "note", "as_of"]
        validators = []


class UnionSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    federation = serializers.CharField(source="federation.code")
    founded_on = serializers.DateField(allow_null=True)
    dissolved_on = serializers.DateField(allow_null=True)
    credit_code = serializers.CharField(allow_null=True)


class CoverageSerializer(TimesSerializer):
    form_display = serializers.CharField(source="get_form_display", read_only=True)
    union = UnionSerializer()
    recorder = serializers.StringRelatedField(read_only=True)

    class Meta:
        model = Coverage
        fields = [
            *("id", "form", "form_display", "union", "counted", "basis", "recorder"),
            *TimesSerializer.TIMES,
        ]


class CoverageHistorySerializer(serializers.Serializer):
    results = CoverageSerializer(many=True)


class FoundingSerializer(serializers.Serializer):
    # A union to found now. ``federation`` is a code; the organization's own by default.

    name = serializers.CharField(max_length=150)
    federation = serializers.CharField(required=False)
    approval_number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    credit_code = serializers.CharField(max_length=18, required=False, allow_blank=True)


class CoverSerializer(serializers.Serializer):
    # Either ``union``, one that is there, or ``founding``, one to found on ``as_of``.

    form = serializers.ChoiceField(choices=Coverage.Form.choices)
    union = serializers.IntegerField(required=False, help_text="覆盖工会编号")
    founding = FoundingSerializer(required=False)
    basis = serializers.CharField(max_length=200, required=False, allow_blank=True)
    as_of = serializers.DateField(required=False, help_text="覆盖起算日期，默认今天")
    instead_of = serializers.IntegerField(
        required=False, help_text="要替换的现有覆盖编号；单独建会替换其他形式时不必填"
    )

    def validate_union(self, pk):
        union = unions_within_reach(self.context["request"].user).filter(pk=pk).first()
        if union is None:
            raise serializers.ValidationError("没有找到这个工会，或它不在您可选的范围内。")
        return union


class EndSerializer(serializers.Serializer):
    on = serializers.DateField(required=False, help_text="终止日期，从这一天起不再计入；默认今天")
    reason = serializers.CharField(help_text="原因，随操作轨迹保存")


class CorrectSerializer(serializers.Serializer):
    # What is left out stays as it was recorded; ``valid_to`` null lets it hold on.

    valid_from = serializers.DateField(required=False)
    valid_to = serializers.DateField(required=False, allow_null=True)
    basis = serializers.CharField(max_length=200, required=False, allow_blank=True)
    reason = serializers.CharField(help_text="更正原因；原来的记录和原因都会保留")


class WithdrawSerializer(serializers.Serializer):
    reason = serializers.CharField(help_text="撤销原因；原来的记录和原因都会保留")


class LossSerializer(serializers.Serializer):
    ending = serializers.IntegerField(help_text="同日终止的覆盖")
    counted = serializers.IntegerField(help_text="其中不再计入已建会的社会组织")
    eligible = serializers.IntegerField(help_text="其中具备建会条件、建会率分子减少的")


class DissolveSerializer(serializers.Serializer):
    on = serializers.DateField(required=False, help_text="撤销日期；默认今天")
    reason = serializers.CharField(help_text="原因，随操作轨迹保存")
    basis = serializers.CharField(max_length=200, required=False, allow_blank=True)


class TargetSerializer(serializers.ModelSerializer):
    words = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = DriveTarget
        fields = ["due_on", "comparator", "rate", "tolerance", "words"]


class PhaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = DrivePhase
        fields = ["name", "starts_on", "ends_on", "work"]


class SegmentSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    within = serializers.CharField()
    led = serializers.BooleanField(help_text="带动行业：另算建会率，不计入行动的建会率")
    criteria = serializers.JSONField()
    words = serializers.ListField(child=serializers.CharField())


class DriveSerializer(serializers.ModelSerializer):
    federation = serializers.CharField(source="federation.code", read_only=True)
    segments = SegmentSerializer(many=True, read_only=True)
    targets = TargetSerializer(many=True, read_only=True)
    phases = PhaseSerializer(many=True, read_only=True)

    class Meta:
        model = Drive
        fields = [
            *("code", "name", "basis", "federation", "starts_on", "ends_on", "description"),
            *("responsible_level", "counted_forms", "segments", "targets", "phases"),
        ]
