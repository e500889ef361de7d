from decimal import Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.boundaries import BOUNDARIES
from indicators.queries import BY
from indicators.records import PARTS


class FigureQuery(serializers.Serializer):
    """How a figure is asked for."""

    federation = serializers.CharField(required=False, help_text="工会编码；默认为本人所在工会")
    on = serializers.DateField(required=False, help_text="截至日期；默认为数据截至日")
    known_on = serializers.DateField(required=False, help_text="按当日所知计算；默认为今天")
    drive = serializers.CharField(required=False, help_text="专项行动代码")
    by = serializers.ChoiceField(BY, required=False, help_text="分列方式")
    boundary = serializers.ChoiceField(
        BOUNDARIES, required=False, help_text="月份序列按当时区划（then）或现行区划（now）"
    )


class RecordsQuery(FigureQuery):
    part = serializers.ChoiceField(
        PARTS, default="numerator", help_text="分子、分母，或在分母而不在分子的"
    )
    key = serializers.CharField(required=False, allow_blank=True, help_text="分列中的哪一行")


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}], "nullable": True})
class Told(serializers.Field):
    """A number; of money a string in 元."""

    def to_representation(self, value):
        return str(value) if isinstance(value, Decimal) else value


class RowSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()
    measure = serializers.CharField()
    unit = serializers.CharField()
    value = Told()
    numerator = Told()
    denominator = serializers.IntegerField(allow_null=True)
    rate = serializers.FloatField(allow_null=True)
    approximate = serializers.BooleanField()


class FigureSerializer(serializers.Serializer):
    indicator = serializers.CharField()
    version = serializers.IntegerField()
    federation = serializers.CharField()
    on = serializers.DateField()
    known_on = serializers.DateField()
    refresh_id = serializers.CharField(allow_null=True)
    rows = RowSerializer(many=True)


class IndicatorSerializer(serializers.Serializer):
    code = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField()
    numerator = serializers.CharField()
    denominator = serializers.CharField()
    words = serializers.CharField()
    exclusions = serializers.CharField()
    source = serializers.CharField()
    in_force_from = serializers.DateField()
    in_force_to = serializers.DateField(allow_null=True)


class RecordSerializer(serializers.Serializer):
    """An organization as it counted that day: what is public of it, and why it is in the figure."""

    id = serializers.UUIDField(source="uid")
    credit_code = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    type = serializers.CharField(source="counted_type")
    federation = serializers.CharField(source="counted_federation")
    form = serializers.CharField(source="counted_form")
    reason = serializers.CharField(source="counted_reason")


class OtherRecordSerializer(serializers.Serializer):
    """A union, a task or a membership behind a figure: its name, and what a list says of it."""

    id = serializers.CharField()
    name = serializers.CharField()
    facts = serializers.DictField(child=serializers.CharField())
