"""The register's own conditions, above its list and in its API. Upper apps add theirs."""

from django import forms

from accounts.roles import Permission
from orgs import extensions
from orgs.extensions import Filter
from orgs.models import CountedFacts, Organization
from orgs.queries import STAFF_BANDS
from orgs.search import found_among
from unions.models import Federation, Region

SEARCH = "search"
ALL = ("", "全部")
YES_NO = [ALL, ("yes", "是"), ("no", "否")]


def choice(name, label, choices, *, column=None, order):
    """A condition that a column has one of its choices."""
    column = column or name

    def apply(rows, value, user, query):
        return rows.filter(**{column: value})

    return chosen_from(name, label, [ALL, *choices], apply, order)


def chosen_from(name, label, choices, apply, order, permission=Permission.ORG_VIEW):
    """A condition with the same choices for everybody: one field serves all pages."""
    asked = forms.ChoiceField(label=label, choices=choices, required=False)

    def field(user):
        return asked

    return Filter(name=name, field=field, apply=apply, permission=permission, order=order)


def among(name, label, choices, *, column, order):
    """A condition that a column of several choices holds one."""

    def apply(rows, value, user, query):
        return rows.filter(**{f"{column}__contains": [value]})

    return chosen_from(name, label, [ALL, *choices], apply, order)


def staff_field(user):
    bands = [(key, label) for key, label, _ in STAFF_BANDS]
    return forms.ChoiceField(label="从业人数", choices=[ALL, *bands], required=False)


def by_staff(rows, value, user, query):
    return rows.filter(next(condition for key, _, condition in STAFF_BANDS if key == value))


def flag(name, label, column, order):
    def apply(rows, value, user, query):
        return rows.filter(**{column: value in ("yes", "1", "true")})

    return chosen_from(name, label, YES_NO, apply, order)


def search_field(user):
    widget = forms.TextInput(
        attrs={"type": "search", "placeholder": "名称、曾用名、代码或拼音首字母"}
    )
    return forms.CharField(label="检索", max_length=100, required=False, widget=widget)


def by_words(rows, value, user, query):
    return found_among(rows, value)


def federation_field(user):
    """The subtrees next below the person's own, or the one now chosen."""
    heads = user.federations_granting(Permission.ORG_VIEW)
    below = Federation.objects.public().filter(parent__in=heads, valid_to=None).order_by("code")
    choices = [(f.code, f.short_name) for f in [*heads, *below]]
    return AnyCode(label="责任工会", choices=[ALL, *choices], required=False)


class AnyCode(forms.ChoiceField):
    """Offers the nearest, takes any: deeper ones come by links and over the API."""

    def valid_value(self, value):
        return True


def by_federation(rows, value, user, query):
    federation = Federation.objects.public().filter(code=value).first()
    if federation is None:
        return rows.none()
    subtree = Federation.objects.public().filter(path__startswith=federation.path)
    return rows.filter(federation__in=subtree.values("pk"))


def region_field(user):
    widget = forms.TextInput(attrs={"data-regions": "/api/v1/regions/", "data-code": ""})
    return forms.CharField(label="住所所在区划", max_length=32, required=False, widget=widget)


def by_region(rows, value, user, query):
    region = Region.objects.public().filter(code=value).first()
    if region is None:
        return rows.none()
    inside = Region.objects.public().filter(path__startswith=region.path)
    return rows.filter(region__in=inside.values("pk"))


VIEW = Permission.ORG_VIEW
ENTRIES = (
    Filter(name=SEARCH, field=search_field, apply=by_words, permission=VIEW, order=1),
    choice("type", "组织类型", CountedFacts.Type.choices, order=2),
    Filter(
        name="federation", field=federation_field, apply=by_federation, permission=VIEW, order=3
    ),
    choice("status", "存续状态", CountedFacts.Status.choices, order=4),
    choice("standing", "登记情形", CountedFacts.Standing.choices, order=5),
    choice(
        "level",
        "登记级别",
        CountedFacts.RegistrationLevel.choices,
        column="registration_level",
        order=6,
    ),
    choice("category", "行业分类", CountedFacts.Category.choices, order=7),
    choice("kind", "机构类别", CountedFacts.Kind.choices, order=8),
    flag("labour_field", "劳动关系领域", "labour_field", 9),
    flag("party", "有党组织", "has_party_org", 10),
    Filter(name="region", field=region_field, apply=by_region, permission=VIEW, order=11),
    Filter(name="staff", field=staff_field, apply=by_staff, permission=VIEW, order=12),
    among(
        "domain",
        "劳动关系领域所属方面",
        CountedFacts.LabourDomain.choices,
        column="labour_domains",
        order=13,
    ),
    among("funding", "资金来源", Organization.Funding.choices, column="funding_sources", order=14),
    among("way", "工作方式", Organization.Way.choices, column="ways_of_working", order=15),
)


class FilterForm(forms.Form):
    """All conditions a person may set, with the state of the address in them."""

    def __init__(self, query, *, user):
        super().__init__(query)
        for entry in extensions.entries(Filter, user):
            field = entry.field(user)
            field.required = False
            chosen = query.get(entry.name)
            known = {str(key) for key, _ in getattr(field, "choices", ())}
            if isinstance(field, AnyCode) and chosen and chosen not in known:
                federation = Federation.objects.public().filter(code=chosen).first()
                field.choices = [*field.choices, (chosen, getattr(federation, "name", chosen))]
            self.fields[entry.name] = field
