from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets

from accounts.roles import Permission
from membership.api.subsidies import Newest
from membership.filters.obstructions import ObstructionFilter
from membership.models import Obstruction


class ObstructionSerializer(serializers.ModelSerializer):
    # What is known of it stays on its page: it may name persons.
    id = serializers.UUIDField(source="uid")
    organization = serializers.UUIDField(source="organization.uid")
    organization_name = serializers.CharField(source="organization.name")
    federation = serializers.CharField(source="organization.federation.code")

    class Meta:
        model = Obstruction
        fields = [
            *("id", "organization", "organization_name", "federation", "manner", "reporter"),
            *("status", "due_on", "reported_on", "advised_on", "labour_on", "ordered_on"),
            *("government_on", "closed_on", "authority", "reply_number", "result", "publication"),
        ]


@extend_schema_view(
    list=extend_schema(summary="阻挠建会案件"), retrieve=extend_schema(summary="一件阻挠建会案件")
)
class ObstructionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = ObstructionSerializer
    pagination_class = Newest
    filterset_class = ObstructionFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = Obstruction.objects.for_user(self.request.user, Permission.OBSTRUCTION_VIEW)
        return rows.select_related("organization__federation").defer("facts")
