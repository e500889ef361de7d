"""Family names by strokes (姓氏笔画): the order in which candidates are named.

The common ones; whoever is not among them comes last, as entered. An officer may put them in
another order in the paper before it is issued.
"""

STROKES = {
    2: "丁卜刁",
    3: "于万马上",
    4: "王韦尤尹毛牛仇方文孔邓卞",
    5: "甘艾古左石龙卢叶田史白冯申包司",
    6: "吉毕曲吕朱乔任伍华向全庄刘齐关江汤安许阮孙牟",
    7: "麦严芦苏杜李杨连肖时吴岑邱何佟余谷邹应冷辛汪沈宋张陆陈邵",
    8: "武范苗林郁欧罗季岳金周庞郑单郎宗房孟",
    9: "项柯查柏胡柳钟段侯俞饶施闻姜洪祝费姚贺骆",
    10: "秦袁耿莫聂贾夏顾柴倪徐殷翁高郭席唐凌陶",
    11: "黄萧梅曹戚龚盛常崔章商康梁阎尉",
    12: "彭董葛蒋韩喻程傅焦舒鲁童曾游谢",
    13: "蓝蒲蒙赖雷路简鲍詹窦褚满裘",
    14: "蔡臧裴管廖谭熊翟缪",
    15: "樊黎滕颜潘",
    16: "薛霍穆燕",
    17: "戴魏鞠",
    18: "瞿",
}
OF = {name: count for count, names in STROKES.items() for name in names}
OF["赵"] = 9
MANY = 99


def by_strokes(people):
    """People (anything with ``person_name``) in the order of their family names' strokes."""
    return sorted(people, key=lambda person: OF.get(person.person_name[:1], MANY))
