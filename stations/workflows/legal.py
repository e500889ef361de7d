"""Legal service: examined, refused in writing or granted, assigned, brought to an end."""

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from stations import legal_terms
from stations.models import LegalService

Status, Means = LegalService.Status, LegalService.Means
LEGAL = Permission.LEGAL_AID


def exempt_are_not_examined(row):
    rule = legal_terms.exemption(row.terms, migrant=row.migrant, matter=row.matter)
    if rule and row.means != Means.EXEMPT:
        return f"{rule['text']}的，免予核查经济困难状况（{rule['cite']}）。"
    if not rule and row.means == Means.EXEMPT:
        return "不属于免予核查经济困难状况的情形。"
    return ""


def means_are_met(row):
    if row.means == Means.NOT_MET:
        return "不符合经济困难条件的，不能给予法律援助；可以提供咨询。"
    return "" if row.means else "请填写经济状况核查的结果。"


def asked_once(row):
    return "需要补充的材料已经一次性告知过，不能再次要求补充。" if row.complete_on else ""


def result_fits(row):
    if row.result in LegalService.RESULTS[row.form]:
        return ""
    return f"{row.get_form_display()}的办理结果不能是这一项。"


LEGAL_SERVICE = Workflow(
    grant=Move(
        label="给予援助",
        sources=(Status.RECEIVED,),
        target=Status.GRANTED,
        permission=LEGAL,
        unless=(exempt_are_not_examined, means_are_met),
    ),
    refuse=Move(
        label="不予援助",
        sources=(Status.RECEIVED,),
        target=Status.REFUSED,
        permission=LEGAL,
        unless=(exempt_are_not_examined,),
        needs_reason=True,
    ),
    ask_more=Move(
        label="告知补充材料",
        sources=(Status.RECEIVED,),
        target=Status.INCOMPLETE,
        permission=LEGAL,
        unless=(asked_once,),
        needs_reason=True,
    ),
    complete=Move(
        label="材料已齐备", sources=(Status.INCOMPLETE,), target=Status.RECEIVED, permission=LEGAL
    ),
    assign=Move(label="指派", sources=(Status.GRANTED,), target=Status.ASSIGNED, permission=LEGAL),
    close=Move(
        label="办结",
        sources=(Status.ASSIGNED,),
        target=Status.CLOSED,
        permission=LEGAL,
        unless=(result_fits,),
    ),
    end=Move(
        label="终止",
        sources=(Status.GRANTED, Status.ASSIGNED),
        target=Status.ENDED,
        permission=LEGAL,
        needs_reason=True,
    ),
    withdraw=Move(
        label="撤回",
        sources=(Status.RECEIVED, Status.INCOMPLETE, Status.GRANTED, Status.ASSIGNED),
        target=Status.WITHDRAWN,
        permission=LEGAL,
        needs_reason=True,
    ),
)
