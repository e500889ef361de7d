"""The papers of a founding, composed from its case: requests, replies, lists, notices, forms.

Each is a kind of ``documents.kinds``: looked over and changed before it is issued, in the house
form or in the federation's own .docx template.
"""

from accounts.roles import Permission
from documents.kinds import Draft, Kind
from documents.layout import chinese_date
from membership import law
from membership.ballots import needed
from membership.models import FoundingPerson
from membership.strokes import by_strokes

Body = FoundingPerson.Body
FIELDS = {
    "union": "工会名称",
    "units": "建会单位",
    "form": "建会形式",
    "superior": "上级工会",
    "approver": "批复工会",
    "staff": "职工人数",
    "members": "会员人数",
    "women": "女会员人数",
    "requested_on": "请示日期",
    "request_number": "请示文号",
    "consented_on": "同意筹建日期",
    "consent_number": "同意筹建文号",
    "meeting_on": "选举日期",
    "meeting": "选举方式",
    "term": "任期",
    "entitled": "应到会人数",
    "present": "实到会人数",
    "founded_on": "批复成立日期",
    "approval_number": "成立批复文号",
    "chair": "主席",
}
BLANK = "＿＿＿＿"


def people_of(case, *bodies, elected=False):
    found = [p for p in case.people.all() if p.body in bodies and (p.elected or not elected)]
    return by_strokes(found)


def values_of(case):
    units = list(case.units.select_related("organization"))
    chair = [p for p in people_of(case, Body.COMMITTEE, elected=True) if p.duty == "head"]
    said = {
        "union": case.name,
        "units": "、".join(str(unit) for unit in units),
        "form": case.get_form_display(),
        "superior": case.federation.name,
        "approver": case.approver.name,
        "staff": sum(unit.staff or 0 for unit in units) or "",
        "members": case.members or case.expected_members,
        "women": case.women,
        "requested_on": chinese_date(case.requested_on),
        "request_number": case.request_number,
        "consented_on": chinese_date(case.consented_on),
        "consent_number": case.consent_number,
        "meeting_on": chinese_date(case.meeting_on),
        "meeting": case.get_meeting_display() or "会员大会",
        "term": f"{case.term_years}年" if case.term_years else "",
        "entitled": case.entitled,
        "present": case.present,
        "founded_on": chinese_date(case.founded_on),
        "approval_number": case.approval_number,
        "chair": "、".join(p.person_name for p in chair),
    }
    return {name: BLANK if value in (None, "") else str(value) for name, value in said.items()}


def table(*rows):
    cells = (
        [str(c).replace("|", "／") if c not in (None, "") else "　" for c in row] for row in rows
    )
    return "\n".join("| " + " | ".join(row) + " |" for row in cells)


def sex(person):
    return "女" if person.female else "男"


def request(case, v):
    unit = case.units.select_related("organization").first()
    body = (
        f"{v['units']}现有职工{v['staff']}人，愿意加入工会的{v['members']}人。"
        "依照《中华人民共和国工会法》第三条、第十一条、第十二条，经职工酝酿，"
        f"拟以{v['form']}的形式成立“{v['union']}”，隶属{v['superior']}。\n"
        f"# 职工意愿\n{case.wish or BLANK}\n# 单位行政意见\n{case.opinion or BLANK}\n"
        f"# 党组织意见\n{case.party_opinion or BLANK}\n妥否，请批示。"
    )
    issuer = str(unit) if case.units.count() == 1 else f"{v['union']}筹备单位"
    return Draft(
        title=f"关于成立{v['union']}的请示", addressee=v["approver"], body=body, issuer=issuer
    )


def consent(case, v):
    body = (
        f"你单位《关于成立{v['union']}的请示》收悉。经研究，同意筹建“{v['union']}”"
        f"（{v['form']}），隶属{v['superior']}。\n"
        "请成立三至五人组成的筹备组，依照《中华人民共和国工会法》和《中国工会章程》发展会员，"
        "酝酿工会委员会、经费审查委员会和女职工委员会人选，报我会审查同意并公示后，"
        "召开会员大会（会员代表大会）选举，选举结果报我会批准。\n此复。"
    )
    return Draft(title=f"关于同意筹建{v['union']}的批复", addressee=v["units"][:200], body=body)


def group(case, v):
    rows = [("序号", "姓名", "性别", "在本单位职务", "筹备组职务")]
    rows += [
        (n, p.person_name, sex(p), p.post, p.title)
        for n, p in enumerate(people_of(case, Body.GROUP), 1)
    ]
    body = (
        f"经上级工会{v['consent_number']}同意，{v['union']}筹备组由下列人员组成：\n{table(*rows)}"
    )
    return Draft(title=f"{v['union']}筹备组名单", body=body, issuer=f"{v['union']}筹备组")


def roster(case, v):
    rows = [("序号", "姓名", "性别", "职务（岗位）", "入会日期", "本人签名")]
    rows += [(n, "", "", "", "", "") for n in range(1, 26)]
    body = (
        "本人自愿加入中国工会，遵守《中国工会章程》，执行工会决议，积极参加工会活动，按期缴纳会费。\n"
        f"{table(*rows)}"
    )
    return Draft(title=f"{v['union']}入会申请（会员）名册", body=body, issuer=f"{v['union']}筹备组")


def candidates(case, v):
    rows = [("姓名", "性别", "在本单位职务", "拟任机构", "拟任职务", "资格审查")]
    rows += [
        (
            p.person_name,
            sex(p),
            p.post,
            p.get_body_display(),
            p.title,
            "有限制情形" if p.bars else "符合",
        )
        for p in people_of(case, Body.COMMITTEE, Body.AUDIT, Body.WOMEN)
    ]
    body = f"{table(*rows)}\n# 党组织审查意见\n{BLANK}\n# 上级工会审查意见\n{BLANK}"
    return Draft(title=f"{v['union']}候选人情况表", body=body, issuer=f"{v['union']}筹备组")


def notice(case, v):
    until = f"{chinese_date(case.notice_from) or BLANK}至{chinese_date(case.notice_to) or BLANK}"
    said = []
    for body in (Body.COMMITTEE, Body.AUDIT, Body.WOMEN):
        names = [
            f"{p.person_name}（{'，'.join(filter(None, (sex(p), p.post)))}）"
            for p in people_of(case, body)
        ]
        if names:
            said.append(f"# {body.label}候选人（按姓氏笔画为序）\n{'、'.join(names)}")
    heads = [p.person_name for p in people_of(case, Body.COMMITTEE) if p.duty == "head"]
    body = (
        f"经会员酝酿提名并报{v['approver']}审查，现将{v['union']}候选人公示如下，"
        f"公示期为{until}。\n"
        + "\n".join(said)
        + f"\n其中主席候选人：{'、'.join(heads) or BLANK}。\n"
        f"对候选人有意见的，请在公示期内向筹备组或{v['approver']}反映。"
    )
    return Draft(title=f"{v['union']}候选人公示", body=body, issuer=f"{v['union']}筹备组")


def meeting(case, v):
    body = (
        f"定于{v['meeting_on']}召开{v['union']}第一次{v['meeting']}。\n# 议程\n"
        "一、筹备组报告筹备工作。\n二、通过选举办法和监票人、计票人名单。\n"
        "三、选举第一届工会委员会、经费审查委员会、女职工委员会。\n四、宣布选举结果。\n"
        "请全体会员（会员代表）准时到会；因故不能到会的，须向筹备组请假。"
    )
    return Draft(
        title=f"关于召开{v['union']}第一次{v['meeting']}的通知",
        addressee="全体会员",
        body=body,
        issuer=f"{v['union']}筹备组",
    )


def ballot(case, v):
    rules = law.frozen(case.rules_code, case.rules_version)
    parts = []
    for body in (Body.COMMITTEE, Body.AUDIT, Body.WOMEN):
        people = people_of(case, body)
        if people:
            seats = case.seats if body == Body.COMMITTEE else len(people)
            names = [("符号", *(p.person_name for p in people), "另选他人")]
            blank = [("", *("" for _ in people), "")]
            parts.append(f"# {body.label}（应选{seats}人）\n{table(*names, *blank)}")
    body = (
        "\n".join(parts)
        + "\n# 说明\n同意的画“○”，不同意的画“×”，弃权的不画；所选人数等于或少于应选人数的有效。"
        f"{rules['majority'].text}"
    )
    return Draft(title=f"{v['union']}第一次{v['meeting']}选票", body=body)


def result(case, v):
    rules = law.frozen(case.rules_code, case.rules_version)
    rows = [("机构", "姓名", "职务", "得票", "是否当选")]
    rows += [
        (
            p.get_body_display(),
            p.person_name,
            p.title,
            p.votes,
            "当选" if p.elected else "未当选",
        )
        for p in people_of(case, Body.COMMITTEE, Body.AUDIT, Body.WOMEN)
    ]
    least = needed(case.entitled, rules["majority"].share) if case.entitled else BLANK
    body = (
        f"{v['union']}第一次{v['meeting']}于{v['meeting_on']}召开，应到{v['entitled']}人，"
        f"实到{v['present']}人，收回选票{case.ballots or BLANK}张，得{least}票以上的当选。"
        f"选举产生第一届委员会，任期{v['term']}。选举结果如下：\n{table(*rows)}\n请予批准。"
    )
    return Draft(
        title=f"关于{v['union']}选举结果的报告",
        addressee=v["approver"],
        body=body,
        issuer=f"{v['union']}筹备组",
    )


def approval(case, v):
    if case.joins:
        body = (
            "你单位的请示收悉。经研究，"
            f"同意{v['units']}以{v['form']}的形式纳入“{v['union']}”。\n此复。"
        )
        return Draft(
            title=f"关于同意{v['units']}纳入{v['union']}的批复"[:200],
            addressee=v["units"][:200],
            body=body,
        )
    named = []
    for organ in (Body.COMMITTEE, Body.AUDIT, Body.WOMEN):
        people = people_of(case, organ, elected=True)
        if people:
            heads = [p.person_name for p in people if p.duty == "head"]
            title = FoundingPerson.TITLES[organ][0]
            head = f"，{'、'.join(heads)}任{title}" if heads else ""
            named.append(f"{organ.label}由{'、'.join(p.person_name for p in people)}组成{head}")
    body = (
        f"《关于{v['union']}选举结果的报告》收悉。经研究，同意成立“{v['union']}”，"
        f"隶属{v['superior']}，覆盖{v['units']}。\n"
        f"同意选举结果：{'；'.join(named) or BLANK}。第一届委员会任期{v['term']}，"
        f"自{v['founded_on']}起计算。\n请依法申请工会法人资格登记。\n此复。"
    )
    return Draft(
        title=f"关于同意成立{v['union']}的批复", addressee=f"{v['union']}筹备组", body=body
    )


def registration(case, v):
    unit = case.units.select_related("organization").first()
    pairs = (
        ("工会名称", v["union"]),
        ("建会单位", v["units"]),
        ("单位统一社会信用代码", unit.organization.credit_code if unit else ""),
        ("住所", unit.organization.residence if unit else ""),
        ("法定代表人（工会主席）", v["chair"]),
        ("批准成立机关", v["approver"]),
        ("批准文号", v["approval_number"]),
        ("成立日期", v["founded_on"]),
        ("会员人数", v["members"]),
        ("本届任期", v["term"]),
        ("经费来源", "会费、拨缴的工会经费及其他合法收入"),
    )
    body = f"{table(*pairs)}\n# 登记机关意见\n{BLANK}"
    return Draft(title="基层工会法人资格登记申请表", body=body, issuer=v["union"])


def letter(case, v):
    rules = law.frozen(case.rules_code, case.rules_version)
    days = rules["founding_days"]
    since = days.text if days.value else rules["must_found_members"].text
    body = (
        f"依照《中华人民共和国工会法》第三条、第十一条和{days.cite if days.value else '有关规定'}，"
        f"{since}请你单位支持职工依法组织工会，于收到本意见书之日起三十日内开展建会筹备，"
        "任何组织和个人不得阻挠和限制。逾期不建的，将依照工会法第五十一条提请劳动行政部门责令改正。"
    )
    return Draft(title="建立工会意见书", addressee=v["units"][:200], body=body)


def _kind(key, label, compose, *, edit=Permission.FOUNDING_EDIT, series="", letterhead=False):
    def made(case, federation):
        values = values_of(case)
        draft = compose(case, values)
        return Draft(
            title=draft.title,
            addressee=draft.addressee,
            body=draft.body,
            issuer=draft.issuer,
            values=values,
        )

    return Kind(
        key=key,
        label=label,
        view=Permission.PERSON_NAME_VIEW,
        edit=edit,
        compose=made,
        subject="membership.FoundingCase",
        opens=Permission.FOUNDING_VIEW,
        series=series,
        letterhead=letterhead,
        fields=FIELDS,
    )


REPLY = {"edit": Permission.FOUNDING_APPROVE, "series": "组", "letterhead": True}
KINDS = (
    _kind("founding-letter", "建立工会意见书", letter, series="组", letterhead=True),
    _kind("founding-request", "建会请示", request),
    _kind("founding-consent", "同意筹建批复", consent, **REPLY),
    _kind("founding-group", "筹备组名单", group),
    _kind("founding-roster", "入会申请（会员）名册", roster),
    _kind("founding-candidates", "候选人情况表", candidates),
    _kind("founding-notice", "候选人公示", notice),
    _kind("founding-meeting", "大会通知", meeting),
    _kind("founding-ballot", "选票", ballot),
    _kind("founding-result", "选举结果报告", result),
    _kind("founding-approval", "成立批复", approval, **REPLY),
    _kind("founding-registration", "法人资格登记申请表", registration),
)
AT = {
    "mobilised": ("founding-request", "founding-letter"),
    "requested": ("founding-consent", "founding-approval"),
    "consented": ("founding-group",),
    "preparing": ("founding-roster",),
    "recruiting": ("founding-roster", "founding-candidates", "founding-notice"),
    "noticed": ("founding-notice", "founding-meeting", "founding-ballot"),
    "elected": ("founding-result",),
    "reported": ("founding-approval",),
    "founded": ("founding-registration",),
}
"""Which papers a case is likely to want at which point."""
