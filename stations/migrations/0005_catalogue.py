"""The national catalogue: the eleven items of table 2, and what came to them since (AS-10, AS-12)."""

from datetime import date

from django.db import migrations

SINCE = date(2002, 1, 1)
LATER = date(2011, 1, 1)
ITEMS = (
    # code, name, initials, kind, unit, part of, since
    ("living", "生活救助", "shjz", "relief", "household", None, SINCE),
    ("school", "助学救助", "zxjz", "relief", "household", None, SINCE),
    ("medical", "医疗救助", "yljz", "relief", "household", None, SINCE),
    ("training", "就业培训", "jypx", "service", "person_time", None, SINCE),
    ("petition", "信访接待", "xfjd", "rights", "case", None, SINCE),
    ("legal", "法律援助", "flyz", "rights", "case", None, SINCE),
    ("placement", "职业介绍", "zyjs", "service", "person_time", None, SINCE),
    ("psychology", "心理咨询", "xlzx", "service", "person_time", None, LATER),
    ("startup", "创业指导", "cyzd", "service", "person_time", None, SINCE),
    ("loan", "小额借（贷）款", "xedk", "relief", "household", None, SINCE),
    ("other", "其他", "qt", "service", "person_time", None, SINCE),
    ("mutual", "互助互济", "hzhj", "relief", "person_time", "other", LATER),
    ("love-fund", "爱心基金", "axjj", "relief", "household", "other", SINCE),
    ("aid-market", "帮扶市场", "bfsc", "service", "person_time", "other", SINCE),
    ("matchmaking", "婚恋交友", "hljy", "service", "person_time", "other", SINCE),
    ("volunteering", "志愿者服务", "zyzfw", "service", "person_time", "other", SINCE),
    ("model-workers", "劳模服务", "lmfw", "service", "person_time", "other", LATER),
    ("rights", "维权服务", "wqfw", "rights", "case", "other", LATER),
    ("travel", "购物旅游", "gwly", "service", "person_time", "other", LATER),
    ("household", "婚介家政", "hjjz", "service", "person_time", "other", LATER),
    ("health", "体检疗养", "tjly", "service", "person_time", "other", LATER),
    ("rest", "休息、饮水、充电", "xxys", "service", "person_time", "other", LATER),
)


def fill(apps, schema_editor):
    Item = apps.get_model("stations", "ServiceItem")
    Version = apps.get_model("stations", "ServiceItemVersion")
    made = {}
    for order, (code, name, initials, kind, unit, part_of, since) in enumerate(ITEMS, start=1):
        item = made[code] = Item.objects.create(
            code=code,
            name=name,
            initials=initials,
            kind=kind,
            unit=unit,
            parent=made.get(part_of),
            order=order,
            active_from=since,
        )
        Version.objects.create(
            item=item, number=1, name=name, kind=kind, unit=unit, starts_on=since
        )


class Migration(migrations.Migration):
    dependencies = [("stations", "0004_services")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
