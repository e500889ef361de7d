import pytest

from privacy.masks import mask


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13812341234", "138****1234"),
        ("phone", "023-67890123", "****23"),
        ("phone", "110", "******"),
        ("id_number", "11010519491231002X", "110105********002X"),
        ("id_number", "G12345678", "******"),
        ("name", "张三丰", "张*"),
        ("name", "欧阳修", "欧阳*"),
        ("name", "欧阳", "欧*"),
        ("bank", "6222 0212 3456 7890 123", "****0123"),
        ("email", "zhangsan@example.cn", "z***@example.cn"),
        ("hidden", "anything", "******"),
        ("phone", "", ""),
    ],
)
def test_masks(kind, value, shown):
    assert mask(kind, value) == shown
