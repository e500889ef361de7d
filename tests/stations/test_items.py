"""The catalogue: eleven items and what is part of them."""

from stations.models import ServiceItem


def test_the_national_catalogue(db):
    """AS-10, AS-12, AS-36: eleven items, their parts, three classes."""
    heads = ServiceItem.objects.heads()
    assert [item.name for item in heads][:3] == ["生活救助", "助学救助", "医疗救助"]
    assert heads.count() == 11
    assert {item.kind for item in heads} == {"relief", "rights", "service"}
    parts = ServiceItem.objects.filter(parent__code="other")
    assert {"互助互济", "劳模服务", "体检疗养", "婚介家政"} <= {item.name for item in parts}
