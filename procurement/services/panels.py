"""From the draw to the desk: declaring, withdrawing, being replaced, leading, beginning."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from communications.services import notify
from governance.trail import record, refuse
from procurement import reviewing
from procurement.models import Bid, Call, Declaration, Draw, Panel, PanelSeat
from procurement.queries.reviews import to_score
from procurement.services import flags
from procurement.services.draws import allowed, replace
from procurement.services.reviews import UNNAMED, lay_out
from procurement.workflows.calls import CALL
from procurement.workflows.panels import PANEL

SCORE = Permission.BID_SCORE


def held(seat):
    """The seat and its panel, locked: of two who act on a panel at once one waits."""
    panel = Panel.objects.select_for_update(of=("self",)).get(pk=seat.panel_id)
    seat = PanelSeat.objects.select_related("expert__user").get(pk=seat.pk)
    seat.panel = panel
    if seat.ended_at:
        raise ValidationError("这名专家已退出评审组。", code="stale")
    return seat


@transaction.atomic
def declare(*, by, seat, clear, signed, grounds=(), note="", at=None):
    """Before any bid is shown: say what binds one to the bidders, and sign the code of conduct.
    Who must withdraw is replaced at once by the next in the drawn order."""
    seat = held(seat)
    if not by.may(SCORE, seat) or seat.expert.user_id != by.pk:
        refuse(by=by, verb="declare", subject=seat)
        raise PermissionDenied("只能为自己的席位作声明。")
    if Declaration.objects.filter(seat=seat).exists():
        raise ValidationError("您已作过声明。", code="stale")
    wrong = {}
    if not signed:
        wrong["signed"] = "请阅读并签署承诺书。"
    if clear and grounds:
        wrong["grounds"] = "选择了回避情形的，请选“须回避”。"
    if not clear and not grounds:
        wrong["grounds"] = "请选择回避情形。"
    if set(grounds) - set(reviewing.grounds()):
        wrong["grounds"] = "没有这种回避情形。"
    if wrong:
        raise ValidationError(wrong)
    conduct = reviewing.conduct()
    said = Declaration(
        seat=seat,
        made_at=at or timezone.now(),
        clear=clear,
        grounds=sorted(grounds),
        note=note,
        code_version=conduct.version,
        code_digest=conduct.digest,
    )
    said.full_clean()
    said.save()
    label = "声明无须回避并签署承诺书" if clear else "声明回避"
    record(by=UNNAMED, verb="declare", label=label, subject=seat, grounds=said.grounds)
    if not clear:
        leave(seat, "declared")
    elif seat.panel.status == Panel.Status.SCORING:
        lay_out(seat.panel)
    return said


@transaction.atomic
def withdraw(*, by, seat, grounds, note=""):
    """An interest found later, while scoring: report it, and stop at once."""
    seat = held(seat)
    if not by.may(SCORE, seat) or seat.expert.user_id != by.pk:
        refuse(by=by, verb="withdraw", subject=seat)
        raise PermissionDenied("只能为自己的席位作声明。")
    if not grounds or set(grounds) - set(reviewing.grounds()):
        raise ValidationError({"grounds": "请选择回避情形。"})
    if seat.panel.status not in (Panel.Status.DRAWN, Panel.Status.SCORING):
        raise ValidationError("评分已经汇总，请向组织评审的工会报告。")
    Declaration.objects.filter(seat=seat).update(clear=False, grounds=sorted(grounds), note=note)
    record(by=UNNAMED, verb="withdraw", label="中途回避", subject=seat, grounds=sorted(grounds))
    leave(seat, "declared")
    return seat


@transaction.atomic
def excuse(*, by, seat, code, reason):
    """The house takes somebody off the panel: absent, silent, misconduct. The next one follows."""
    seat = held(seat)
    allowed(by, seat, "excuse")
    if code not in reviewing.left():
        raise ValidationError({"code": "没有这种原因。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明情况。"})
    if seat.panel.status not in (Panel.Status.DRAWN, Panel.Status.SCORING):
        raise ValidationError("评分已经汇总，不能再更换专家。")
    record(by=by, verb="excuse", label="专家退出", subject=seat, reason=reason, code=code)
    leave(seat, code)
    return seat


def leave(seat, code):
    """End the seat and let the draw seat the next. Sheets of who left stay, and count no more."""
    draw = Draw.objects.select_for_update().get(panel=seat.panel_id, void_reason="")
    seat.ended_at, seat.end_code, seat.is_chair = timezone.now(), code, False
    seat.save(update_fields=["ended_at", "end_code", "is_chair"])
    came = replace(draw, [seat.expert])
    if first := seat.panel.seats.sitting().order_by("-is_chair", "drawn_at", "pk").first():
        PanelSeat.objects.filter(pk=first.pk).update(is_chair=True)
    if not came:
        told = "评审专家已无人可递补，请补充专家库后处理。"
        notify(user=draw.by, text=told, url=seat.panel.get_absolute_url())
    return came


@transaction.atomic
def name_chair(*, by, seat):
    seat = held(seat)
    allowed(by, seat, "chair")
    seat.panel.seats.filter(is_chair=True).update(is_chair=False)
    PanelSeat.objects.filter(pk=seat.pk).update(is_chair=True)
    record(by=by, verb="chair", label="确定评审组组长", subject=seat)
    return seat


@transaction.atomic
def begin(*, by, panel, closes_at, at=None):
    """Everybody is seated and free, the bids are examined: lay the sheets out, open the window."""
    at = at or timezone.now()
    if closes_at <= at:
        raise ValidationError({"closes_at": "评审截止须晚于现在。"})
    call = Call.objects.select_related("project").get(pk=panel.call_id)
    if call.status != Call.Status.OPENED:
        raise ValidationError(f"公告{call.get_status_display()}，不能开始评审。", code="stale")
    bids = list(to_score(call))
    if unexamined := unexamined_of(call):
        raise ValidationError(f"还有 {unexamined} 份申报未完成资格审查。")
    least = call.project.rules.get("min_bidders", 1)
    for lot in call.lots.all():
        number = sum(bid.lot_id == lot.pk for bid in bids)
        if number < least:
            raise ValidationError(
                f"“{lot}”资格合格的申报 {number} 家，不足 {least} 家，应作废标处理。"
            )
    panel = PANEL.move(panel, "begin", by=by, opens_at=at, closes_at=closes_at)
    CALL.move(call, "begin_review", by=by)
    lay_out(panel)
    flags.look(Call.objects.get(pk=call.pk))
    return panel


def unexamined_of(call):
    opened = Bid.objects.opened().filter(lot__call=call)
    return opened.exclude(qualification__status__in=["passed", "failed"]).count()


@transaction.atomic
def extend(*, by, panel, closes_at, reason):
    """More time, for a reason that stays on record."""
    panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    allowed(by, panel, "extend")
    if panel.status not in (Panel.Status.SCORING, Panel.Status.EXPLAINING):
        raise ValidationError("现在没有进行中的评审。", code="stale")
    if closes_at <= panel.closes_at:
        raise ValidationError({"closes_at": "新的截止时间须晚于原定时间。"})
    if not reason.strip():
        raise ValidationError({"reason": "请填写延长的原因。"})
    panel.closes_at = closes_at
    panel.full_clean()
    panel.save()
    record(by=by, verb="extend", label="延长评审时间", subject=panel, reason=reason)
    return panel
