from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response as Answer

from accounts.roles import Permission
from surveys.filters.surveys import SurveyFilter
from surveys.models import Survey
from surveys.queries.results import Results
from surveys.queries.veiling import veil_cuts

BY = "把各类对象再分开：ownership、place、channel 或单选题、量表题的代码"


class NewestSurveys(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class SurveySerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    union = serializers.CharField(source="union.name", allow_null=True, default=None)

    class Meta:
        model = Survey
        fields = [
            *("id", "federation", "kind", "title", "purpose", "about", "union", "series", "year"),
            *("status", "closes_on", "results_public", "opened_at", "closed_at"),
        ]


class SurveyShareSerializer(serializers.Serializer):
    """A count, by what it is divided, and the unrounded share."""

    code = serializers.CharField()
    label = serializers.CharField()
    n = serializers.IntegerField(allow_null=True)
    rank = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)


class SurveyColumnSerializer(serializers.Serializer):
    group = serializers.CharField()
    cut = serializers.CharField()
    label = serializers.CharField()
    base = serializers.IntegerField(allow_null=True)
    options = SurveyShareSerializer(many=True)
    number = serializers.DictField(allow_null=True)


class SurveyQuestionSerializer(serializers.Serializer):
    key = serializers.CharField()
    text = serializers.CharField()
    kind = serializers.CharField()
    columns = SurveyColumnSerializer(many=True)


class ReadingSerializer(serializers.Serializer):
    kind = serializers.CharField()
    name = serializers.CharField()
    group = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)


class ResultsSerializer(serializers.Serializer):
    """All that a survey found; of single answers nothing leaves."""

    survey = serializers.UUIDField()
    answers = serializers.IntegerField()
    by_group = serializers.DictField(child=serializers.IntegerField())
    figures = ReadingSerializer(many=True)
    questions = SurveyQuestionSerializer(many=True)


def share(n, base):
    return n / base if base and n is not None else None


def told(results):
    return {
        "survey": results.survey.uid,
        "answers": results.total,
        "by_group": {group.code: n for group, n in results.people},
        "figures": [figure_of(figure) for figure in results.figures],
        "questions": [
            {
                "key": asked.key,
                "text": asked.text,
                "kind": asked.question.kind,
                "columns": [column_of(column) for column in asked.columns],
            }
            for asked in results.asked
        ],
    }


def figure_of(figure):
    reading = figure.reading
    return {
        "kind": reading.kind,
        "name": reading.name,
        "group": reading.group,
        "numerator": figure.n,
        "denominator": figure.base,
        "rate": share(figure.n, figure.base),
    }


def column_of(column):
    return {
        "group": column.group.code,
        "cut": column.cut,
        "label": column.label,
        "base": column.base,
        "number": column.number,
        "options": [
            {
                "code": line.option.code,
                "label": line.label,
                "n": line.n,
                "rank": line.rank,
                "share": share(line.n, line.base),
            }
            for line in column.lines
        ],
    }


@extend_schema_view(list=extend_schema(summary="问卷"), retrieve=extend_schema(summary="一份问卷"))
class SurveyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = SurveySerializer
    pagination_class = NewestSurveys
    filterset_class = SurveyFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = Survey.objects.for_user(self.request.user, Permission.SURVEY_VIEW)
        return rows.select_related("federation", "union")

    @extend_schema(
        summary="问卷的汇总结果",
        responses=ResultsSerializer,
        parameters=[
            OpenApiParameter("by", str, description="ownership、place、channel 或题目代码")
        ],
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def results(self, request, uid=None):
        survey = self.get_object()
        by = request.query_params.get("by", "")
        known = {"", "ownership", "place", "channel"}
        results = Results(survey)
        known |= {q.code for q in results.questions if q.kind in ("single", "scale")}
        if by in known and by:
            results = veil_cuts(Results(survey, by))
        return Answer(ResultsSerializer(told(results)).data)
