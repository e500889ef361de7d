from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.viewsets import ReadOnlyModelViewSet

from unions.api.serializers import FederationSerializer, RegionSerializer
from unions.filters import FederationFilter, RegionFilter
from unions.models import Federation, Region


class ByCode(CursorPagination):
    ordering = "code"
    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 1000


class PublicFacts(ReadOnlyModelViewSet):
    permission_classes = (IsAuthenticated,)
    pagination_class = ByCode
    lookup_field = "code"
    lookup_value_regex = "[0-9a-z-]+"

    def filter_queryset(self, queryset):
        """Lists are of what is in force; a single one is found also when it has ended."""
        return queryset if self.detail else super().filter_queryset(queryset)


class RegionViewSet(PublicFacts):
    """Administrative divisions: public facts, visible to every account."""

    queryset = Region.objects.public().select_related("parent")
    serializer_class = RegionSerializer
    filterset_class = RegionFilter


class FederationViewSet(PublicFacts):
    """Federations of trade unions: which there are is public; what they keep is not."""

    queryset = Federation.objects.public().select_related("parent", "region")
    serializer_class = FederationSerializer
    filterset_class = FederationFilter
