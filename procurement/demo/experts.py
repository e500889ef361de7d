"""The demonstration's pool: five who log in, twenty-five who are kept without an account."""

from datetime import date

from django.db import transaction

from orgs.demo import delegates_organizations
from procurement.models import Expert
from procurement.services import experts
from unions.models import Federation

WITH_ACCOUNTS = (
    ("scholar", ["legal", "consultation"], "西南某政法大学", "教授"),
    ("scholar", ["legal", "psychology"], "某师范大学心理学部", "副教授"),
    ("government", ["legal", "employment"], "某区人力资源和社会保障局", "仲裁院副院长"),
    ("front_line", ["legal", "migrant"], "某汽车制造有限公司工会", "工会主席"),
    ("group_body", ["legal", "children"], "某区妇女联合会", "权益部部长"),
)
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔"
OTHERS = (
    ("scholar", ["skills", "employment"], "某职业技术大学", "教授"),
    ("scholar", ["health", "psychology"], "某医科大学公共卫生学院", "研究员"),
    ("government", ["hardship", "migrant"], "某区民政局", "社会组织科科长"),
    ("organization", ["children", "psychology"], "", "理事长"),
    ("front_line", ["culture", "health"], "某电子产业园区工会联合会", "专职副主席"),
)


@transaction.atomic
def load(people):
    """Through the services, once."""
    if Expert.objects.exists():
        return 0
    city, by = Federation.objects.get(code="50"), people["cq-procurement"]
    own = delegates_organizations()
    for n, (kind, domains, employer, title) in enumerate(WITH_ACCOUNTS, 1):
        user = people[f"expert-{n}"]
        experts.add_expert(
            by=by,
            federation=city,
            person_name=user.name,
            account=user.username,
            kind=kind,
            domains=domains,
            employer=employer,
            title=title,
            years=9 + n,
            phone=f"1390000010{n}",
            starts_on=date(2025, 1, 1),
            ends_on=date(2027, 12, 31),
        )
    for n, family in enumerate(FAMILY):
        kind, domains, employer, title = OTHERS[n % len(OTHERS)]
        organization = own[n % 2] if not employer and n < 10 else None
        experts.add_expert(
            by=by,
            federation=city,
            person_name=f"{family}某{'甲乙丙丁戊'[n // 5]}",
            kind=kind,
            domains=domains,
            employer=organization.name if organization else employer or f"某社会组织促进会{n}",
            organization=organization,
            title=title,
            years=8 + n % 10,
            starts_on=date(2024 + n % 2, 3, 1),
            ends_on=date(2026 + n % 3, 12, 31),
        )
    return Expert.objects.count()
