from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from procurement.queries import integrity
from procurement.queries.reviews import ranking


class RankedSerializer(serializers.Serializer):
    """A bid's place in its lot. ``totals`` are the experts' own, without names."""

    lot = serializers.IntegerField()
    bid = serializers.CharField()
    organization = serializers.CharField()
    credit_code = serializers.CharField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    score = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    tied = serializers.BooleanField()
    decided_by = serializers.CharField()
    passed = serializers.BooleanField()
    completeness = serializers.FloatField()
    suggested = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class RankingView(APIView):
    """Scores and ranks of a call, for whoever may read them now: the house and the panel's chair
    once every sheet is handed in, others when the result is out."""

    @extend_schema(summary="评审得分和名次", responses=RankedSerializer(many=True))
    def get(self, request, uid):
        call = get_object_or_404(integrity.calls_for(request.user), uid=uid)
        rows = [
            {
                "lot": lot.lot.number,
                "bid": row.bid.number,
                "organization": row.organization.name,
                "credit_code": row.organization.credit_code,
                "rank": row.rank,
                "score": row.total,
                "tied": row.tied,
                "decided_by": row.rank_words,
                "passed": row.passed,
                "completeness": float(row.standing.completeness),
                "suggested": row.suggested,
            }
            for lot in ranking(call)
            for row in lot.rows
        ]
        return Response(RankedSerializer(rows, many=True).data)
