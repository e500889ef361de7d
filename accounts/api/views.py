from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import MeSerializer
from accounts.roles import Permission


class MeView(APIView):
    """Who the key belongs to and what they may do."""

    @extend_schema(responses=MeSerializer, summary="本人", tags=["账号"])
    def get(self, request):
        user = request.user
        held = [p.value for p in Permission if user.may_somewhere(p)]
        return Response(
            MeSerializer(
                {
                    "username": user.username,
                    "name": user.name,
                    "offices": user.offices,
                    "permissions": held,
                }
            ).data
        )
