import unicodedata

from django.db.models import Q
from django.utils import timezone
from django_filters import rest_framework as filters

from unions.models import Federation, Region


class InForceFilter(filters.FilterSet):
    """Those in force today unless asked for another day, or for all there ever were."""

    search = filters.CharFilter(label="名称或编码", method="by_words")
    parent = filters.CharFilter(label="上级编码", field_name="parent__code")
    on = filters.DateFilter(label="某日有效", method="by_day")
    ended = filters.BooleanFilter(label="连同已终止的", method="as_is")

    def filter_queryset(self, queryset):
        given = self.form.cleaned_data
        if not given.get("ended"):
            queryset = queryset.valid(given.get("on") or timezone.localdate())
        return super().filter_queryset(queryset)

    def as_is(self, queryset, name, value):
        return queryset

    by_day = as_is

    def by_words(self, queryset, name, value):
        words = unicodedata.normalize("NFKC", value).split()
        for word in words:
            queryset = queryset.filter(self.matching(word))
        return queryset

    def matching(self, word):
        return Q(name__contains=word) | Q(code__startswith=word)


class RegionFilter(InForceFilter):
    class Meta:
        model = Region
        fields = ("level", "pseudo", "statistical_only")


class FederationFilter(InForceFilter):
    region = filters.CharFilter(label="所在区划代码", field_name="region__code")

    class Meta:
        model = Federation
        fields = ("level", "kind")

    def matching(self, word):
        return super().matching(word) | Q(short_name__contains=word)
