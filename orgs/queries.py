"""Reads that span models: which federation answers for a place, and how many there are of what."""

import re
from collections import Counter
from posixpath import commonpath

from django.db.models import Case, Count, Q, Sum, Value, When

from accounts.roles import Permission
from orgs.credit_codes import repairs
from orgs.models import CountedFacts, ImportBatch, ImportLine, Organization
from orgs.names import tidy
from unions.models import Federation, Region
from unions.names import short_name

OFFICES = re.compile(
    r"(人民政府)?(社会组织(管理)?局|民政(部|厅|局|办)|行政审批(服务)?局|政务服务.*局|社会工作部|审批局).*$"
)
DIGITS = re.compile(r"\d+")
LEVELS = CountedFacts.RegistrationLevel
STAFF_BANDS = (
    ("0-9", "9人以下", Q(staff_count__lte=9)),
    ("10-29", "10—29人", Q(staff_count__range=(10, 29))),
    ("30-99", "30—99人", Q(staff_count__range=(30, 99))),
    ("100-299", "100—299人", Q(staff_count__range=(100, 299))),
    ("300-", "300人以上", Q(staff_count__gte=300)),
    ("none", "未填报", Q(staff_count=None)),
)


class Territories:
    """Divisions and federations in hand, for telling places by their words many times over.

    ``within`` is the federation beyond which nothing is found: who takes in a list answers for
    what lies at or below it, and for nothing else.
    """

    def __init__(self, within):
        self.within = within
        home = within.region
        if home is None and within.level > Federation.Level.NATIONAL:
            above = Federation.objects.ancestors_of(within).exclude(region=None)
            home = (above.last() or within).region
        self.root = home.path if home else "/"
        reach = Q(level__lte=Region.Level.COUNTY) | Q(path__startswith=self.root)
        rows = Region.objects.filter(reach).values_list("pk", "code", "name", "path", "pseudo")
        self.by_code, self.by_words, self.path_of = {}, {}, {}
        for pk, code, name, path, pseudo in rows:
            self.by_code[code] = pk
            self.path_of[pk] = path
            if not pseudo:
                for words in {name, short_name(code, name)}:
                    self.by_words.setdefault(words, []).append(pk)
        self.lengths = {}  # first two characters -> how long names are that begin so
        for words in self.by_words:
            self.lengths.setdefault(words[:2], set()).add(len(words))
        self.lengths = {k: sorted(v, reverse=True) for k, v in self.lengths.items()}
        self.ours = dict(
            Federation.objects.at_or_below([within])
            .filter(valid_to=None, kind__in=[Federation.Kind.TERRITORIAL, Federation.Kind.ZONE])
            .exclude(region=None)
            .order_by("kind")  # where a zone's federation and a territorial one share a region,
            .values_list("region__code", "pk")  # the territorial one, read last, stands
        )
        self._told, self._answers, self._meant = {}, {}, {}

    def inside(self, region):
        return self.path_of[region].startswith(self.root)

    def region(self, words):
        """The division that a code, a name or an address begins by naming; None if none does.

        Names known here at home win over namesakes elsewhere; where two remain, neither is meant.
        """
        words = tidy(words)
        if words not in self._told:
            self._told[words] = self._region(words)
        return self._told[words]

    def _region(self, words):
        digits = DIGITS.match(words)
        if digits:
            return self._coded(digits[0])
        if words.startswith("中"):
            words = re.sub(r"^(中国|中华人民共和国)", "", words)
        found = None
        while words:
            for length in self.lengths.get(words[:2], ()):
                if length > min(len(words), 15) or words[:length] not in self.by_words:
                    continue
                said = words[:length], found
                if said not in self._meant:
                    self._meant[said] = self._named(*said)
                if (hit := self._meant[said]) is not None:
                    found, words = hit, words[length:]
                    break
            else:
                break
        return found

    def _coded(self, digits):
        if len(digits) in (6, 9, 12):
            while len(digits) > 2 and digits not in self.by_code and digits.endswith("0"):
                digits = digits[: -3 if len(digits) > 6 else -2]
        return self.by_code.get(digits)

    def _named(self, word, above):
        candidates = self.by_words[word]
        if above is not None:
            path = self.path_of[above]
            candidates = [c for c in candidates if self.path_of[c].startswith(path)]
        if len(candidates) > 1:
            near = max(self._nearness(c) for c in candidates)
            candidates = [c for c in candidates if self._nearness(c) == near]
        if len(candidates) > 1:
            depth = min(self.path_of[c].count("/") for c in candidates)
            candidates = [c for c in candidates if self.path_of[c].count("/") == depth]
        return candidates[0] if len(candidates) == 1 else None

    def _nearness(self, region):
        return len(commonpath([self.root, self.path_of[region]]))

    def answering(self, region):
        """The deepest federation of ours for a division; None where the division is not ours."""
        if region not in self._answers:
            self._answers[region] = self._answering(region)
        return self._answers[region]

    def _answering(self, region):
        codes = self.path_of[region].strip("/").split("/")
        for code in reversed(codes):
            if code in self.ours:
                return self.ours[code]
        vague = self.root.startswith(self.path_of[region])  # "重庆市", said in one of its counties
        return self.within.pk if vague or self.inside(region) else None

    def responsible(self, *, region=None, authority="", code=None):
        """Of the residence, else of the registering authority, else whoever takes the list in.

        None only where the residence is known and lies elsewhere.
        """
        if region is not None:
            return self.answering(region)
        registering = self.seat(authority, code)
        found = registering and self.answering(registering)
        return found or self.within.pk

    def seat(self, authority="", code=None):
        """The division of a registering authority, by its name, else by the code it gave."""
        if authority and (place := OFFICES.sub("", tidy(authority))):
            return self.region(place)
        return self._coded(code[2:8]) if code and code[2:8] != "100000" else None

    def level(self, authority="", code=None):
        """At which level an authority registers, or "" if nothing tells."""
        if re.search(r"民政部|国家.*局", authority):
            return LEVELS.NATIONAL
        place = self.seat(authority) if authority else None
        if place is not None:
            depth = self.path_of[place].count("/") - 1
            return [LEVELS.PROVINCE, LEVELS.PREFECTURE, LEVELS.COUNTY][min(depth, 3) - 1]
        if code:
            area = code[2:8]
            if area == "100000":
                return LEVELS.NATIONAL
            if area.endswith("0000"):
                return LEVELS.PROVINCE
            return LEVELS.PREFECTURE if area.endswith("00") else LEVELS.COUNTY
        return ""


FACETS = (
    # filter, title, column, choices, what having none is called, may one have several
    ("type", "组织类型", "type", CountedFacts.Type.choices, "", False),
    ("staff", "规模（从业人数）", "band", [b[:2] for b in STAFF_BANDS], "", False),
    ("funding", "资金来源", "funding_sources", Organization.Funding.choices, "未填报", True),
    ("category", "行业分类", "category", CountedFacts.Category.choices, "未填报", False),
    ("way", "工作方式", "ways_of_working", Organization.Way.choices, "未填报", True),
    (
        *("domain", "劳动关系领域所属方面", "labour_domains"),
        *(CountedFacts.LabourDomain.choices, "非劳动关系领域", True),
    ),
)


def facets_of(rows):
    """摸清底数: how many of ``rows`` there are by each facet, and what they add up to.

    ``(totals, [(filter, title, several, [(value, label, count)])])``. One query groups them by all
    facets at once, the rest is adding up: over 902,000 rows a fraction of counting each value.
    ``several`` tells that one organization may count under more than one value.
    """
    groups = (
        rows.order_by()
        .annotate(
            band=Case(*(When(condition, then=Value(key)) for key, _, condition in STAFF_BANDS))
        )
        .values(*(column for _, _, column, *_ in FACETS))
        .annotate(
            count=Count("pk"),
            people=Sum("staff_count"),
            members=Sum("member_count"),
            worth=Sum("assets"),
            valued=Count("assets"),
            active=Count("pk", filter=~Q(activities="")),
        )
    )
    told, counts = Counter(), Counter()
    for group in groups:
        for name in ("count", "people", "members", "worth", "valued", "active"):
            told[name] += group[name] or 0
        told["labour"] += group["count"] if group["labour_domains"] else 0
        for name, _, column, _, _, several in FACETS:
            for value in (group[column] or [""]) if several else [group[column]]:
                counts[name, value] += group["count"]
    return told, [
        (
            name,
            title,
            several,
            [
                (value, label, counts[name, value])
                for value, label in [*choices, *([("", none)] if none else [])]
            ],
        )
        for name, title, _, choices, none, several in FACETS
    ]


def listed_elsewhere(disappearances):
    """Which other source has it, in its newest list: ``{disappearance id: batch}``, one query."""
    lines = (
        ImportLine.objects.filter(
            organization__in=[row.organization_id for row in disappearances],
            batch__status=ImportBatch.Status.APPLIED,
        )
        .exclude(row=None)
        .select_related("batch__source")
        .order_by("batch__as_of", "pk")
        .defer("values", "private", "changes", "errors")
    )
    lines = list(lines)
    return {
        row.pk: line.batch
        for row in disappearances
        for line in lines
        if line.organization_id == row.organization_id
        and line.batch.source_id != row.source_id
        and line.batch.as_of >= row.since
    }


def codes_meant(code, user, *, type="", region=None, most=6):
    """What a credit code that fails its check may have been meant to be, likeliest first: on the
    register as far as the person sees it, of the region and type said."""
    found = [repair.code for repair in repairs(code)]
    if not found:
        return []
    seen = Organization.objects.for_user(user, Permission.ORG_VIEW)
    known = set(seen.filter(credit_code__in=found).values_list("credit_code", flat=True))
    fitting = seats_of(region) if region else existing_among(found)
    return repairs(code, type=type, regions=fitting, known=known, most=most)


def existing_among(codes):
    """Of the divisions within these credit codes, those that exist."""
    places = {division.rstrip("0"): division for division in (c[2:8] for c in codes)}
    short = {key + "0" * (len(key) % 2): division for key, division in places.items()}
    there = Region.objects.filter(code__in=short).values_list("code", flat=True)
    return {short[division] for division in there}


def seats_of(region):
    """The divisions whose authorities may have registered what resides there."""
    return {region[:length].ljust(6, "0") for length in (2, 4, 6)}
