"""Services: what counters send, and the list of what was done."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from accounts.roles import Permission
from stations.filters.records import RecordFilter
from stations.forms.records import card_number
from stations.models import ServiceItem, ServiceRecord, Station, TargetGroup
from stations.queries import counters
from stations.services import records as services


class Newest(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class ServiceRecordSerializer(serializers.ModelSerializer):
    """Without card numbers: those leave the house by nobody's hand."""

    id = serializers.UUIDField(source="uid")
    station = serializers.UUIDField(source="station.uid")
    federation = serializers.CharField(source="federation.code")
    item = serializers.CharField(source="item.code")
    voided = serializers.SerializerMethodField()

    class Meta:
        model = ServiceRecord
        fields = [
            *("id", "station", "federation", "item", "group", "on", "at"),
            *("persons", "quantity", "note", "voided"),
        ]

    def get_voided(self, row) -> bool:
        return row.voided_at is not None


class EntrySerializer(serializers.Serializer):
    id = serializers.UUIDField(source="uid", help_text="由窗口生成；同一编号只登记一次")
    item = serializers.CharField(help_text="项目代码")
    group = serializers.ChoiceField(TargetGroup.choices, default=TargetGroup.ALL)
    persons = serializers.IntegerField(default=1)
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2, default=1)
    card = serializers.CharField(default="", allow_blank=True, max_length=200)
    on = serializers.DateField(default=None, allow_null=True)
    note = serializers.CharField(default="", allow_blank=True, max_length=60)

    def validate_card(self, scanned):
        return card_number(scanned)


class SendingSerializer(serializers.Serializer):
    station = serializers.UUIDField(help_text="站点编号")
    entries = EntrySerializer(many=True, allow_empty=False, max_length=services.MOST)


class KeptSerializer(serializers.Serializer):
    kept = serializers.ListField(child=serializers.UUIDField())
    refused = serializers.DictField(child=serializers.CharField())
    today = serializers.DictField()


@extend_schema_view(list=extend_schema(summary="服务记录"))
class ServiceRecordViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = ServiceRecordSerializer
    pagination_class = Newest
    filterset_class = RecordFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = ServiceRecord.objects.for_user(self.request.user, Permission.SERVICE_VIEW)
        return rows.select_related("station", "federation", "item")

    @extend_schema(
        summary="登记服务（窗口成批发送）", request=SendingSerializer, responses=KeptSerializer
    )
    def create(self, request):
        sent = SendingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        stations = Station.objects.for_user(request.user, Permission.SERVICE_RECORD)
        station = get_object_or_404(stations, uid=sent.validated_data["station"])
        items = {
            item.code: item
            for item in ServiceItem.objects.for_user(request.user, Permission.SERVICE_VIEW)
        }
        entries, refused = [], {}
        for entry in sent.validated_data["entries"]:
            if entry["item"] in items:
                entries.append({**entry, "item": items[entry["item"]]})
            else:
                refused[str(entry["uid"])] = "没有这个服务项目。"
        kept, more = services.record_services(by=request.user, station=station, entries=entries)
        refused |= {str(uid): words(refusal) for uid, refusal in more.items()}
        told = {"kept": [str(row.uid) for row in kept], "refused": refused}
        return Response(told | {"today": counters.today(station)})


def words(refusal: ValidationError):
    return "；".join(refusal.messages)
