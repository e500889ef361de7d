import django_filters
from django.db.models import Q

from accounts.roles import Permission
from governance.places import PlaceFilter
from procurement.models import Need, NeedTopic, ServiceDomain, WorkerGroup


def words_in(rows, value, *columns):
    for word in value.split()[:5]:
        said = Q()
        for column in columns:
            said |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(said)
    return rows


class NeedFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="检索", method="by_words")
    status = django_filters.ChoiceFilter(label="状态", choices=Need.Status.choices)
    domain = django_filters.ChoiceFilter(label="领域", choices=ServiceDomain.choices)
    group = django_filters.ChoiceFilter(label="职工群体", choices=WorkerGroup.choices)
    federation = PlaceFilter(
        label="工会", field_name="federation__code", permission=Permission.NEED_VIEW
    )
    source = django_filters.ChoiceFilter(label="来源", choices=Need.Source.choices)
    priority = django_filters.ChoiceFilter(label="缓急", choices=Need.Priority.choices)
    station = django_filters.CharFilter(label="站点编号")
    alike = django_filters.ChoiceFilter(
        label="相近需求",
        method="by_likeness",
        choices=[("first", "每组只列最早一条"), ("repeats", "只列重复的")],
    )
    topic = django_filters.UUIDFilter(label="主题编号", field_name="topic__uid")
    channel = django_filters.UUIDFilter(label="征集码编号", field_name="channel__uid")
    sheet = django_filters.UUIDFilter(label="导入表编号", field_name="sheet__uid")

    class Meta:
        model = Need
        fields = ()

    def by_words(self, rows, name, value):
        return words_in(rows, value, "text", "number")

    def by_likeness(self, rows, name, value):
        return rows.filter(alike__isnull=value == "first")


class TopicFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="检索", method="by_words")
    status = django_filters.ChoiceFilter(label="状态", choices=NeedTopic.Status.choices)
    domain = django_filters.ChoiceFilter(label="领域", choices=ServiceDomain.choices)
    federation = PlaceFilter(
        label="工会", field_name="federation__code", permission=Permission.NEED_VIEW
    )

    class Meta:
        model = NeedTopic
        fields = ()

    def by_words(self, rows, name, value):
        return words_in(rows, value, "title", "summary")
