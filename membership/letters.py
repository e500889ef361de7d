"""The letters of a case of obstruction, on the route of 工会法 50 and 51."""

from accounts.roles import Permission
from documents.kinds import Draft, Kind
from documents.layout import chinese_date

ARTICLE = (
    "根据《中华人民共和国工会法》第三条规定，职工有依法参加和组织工会的权利，"
    "任何组织和个人不得阻挠和限制。"
)


def fields(case):
    return {
        "organization": case.organization.name,
        "manner": case.get_manner_display(),
        "reported_on": chinese_date(case.reported_on),
        "due_on": chinese_date(case.due_on),
    }


FIELDS = {
    "organization": "社会组织",
    "manner": "情形",
    "reported_on": "反映日期",
    "due_on": "期限",
}


def advise(case, federation):
    until = f"请于{chinese_date(case.due_on)}前改正，并将情况函复。" if case.due_on else ""
    return Draft(
        title=f"{federation.name}关于依法组建工会的意见书",
        addressee=case.organization.name,
        body="\n".join(
            [
                ARTICLE,
                f"经核实，你单位存在“{case.get_manner_display()}”的情形。",
                "现建议你单位依法支持职工组建和参加工会，配合上级工会派员帮助、指导。",
                until or "请及时改正，并将情况函复。",
                "逾期不改正的，将依照《中华人民共和国工会法》第五十一条提请劳动行政部门责令改正。",
            ]
        ),
        values=fields(case),
    )


def ask_labour(case, federation):
    advised = (
        f"我会于{chinese_date(case.advised_on)}提出意见、督促改正，" if case.advised_on else ""
    )
    return Draft(
        title=f"{federation.name}关于提请责令{case.organization.name}改正阻挠建会行为的函",
        addressee=case.authority or "人力资源和社会保障局",
        body="\n".join(
            [
                f"{case.organization.name}存在“{case.get_manner_display()}”的情形。",
                f"{advised}该单位逾期未改正。",
                "根据《中华人民共和国工会法》第五十一条，现提请你单位责令其改正。",
                "请将处理情况函告我会。",
            ]
        ),
        values=fields(case),
    )


def ask_government(case, federation):
    ordered = (
        f"劳动行政部门已于{chinese_date(case.ordered_on)}责令改正"
        f"{f'（{case.reply_number}）' if case.reply_number else ''}，该单位拒不改正。"
        if case.ordered_on
        else ""
    )
    return Draft(
        title=f"{federation.name}关于提请处理{case.organization.name}阻挠建会行为的请示",
        addressee="人民政府",
        body="\n".join(
            [
                f"{case.organization.name}存在“{case.get_manner_display()}”的情形。{ordered}",
                "根据《中华人民共和国工会法》第五十条、第五十一条，现提请予以处理。",
            ]
        ),
        values=fields(case),
    )


def made(key, label, compose):
    return Kind(
        key=key,
        label=label,
        view=Permission.OBSTRUCTION_VIEW,
        edit=Permission.OBSTRUCTION_EDIT,
        compose=compose,
        subject="membership.Obstruction",
        series="函",
        fields=FIELDS,
    )


LETTERS = (
    made("obstruction-advice", "依法建会意见书", advise),
    made("obstruction-labour", "提请责令改正函", ask_labour),
    made("obstruction-government", "提请政府处理请示", ask_government),
)
