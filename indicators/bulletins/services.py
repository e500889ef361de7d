from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from documents.services.papers import draft_paper, issue_paper, void_paper
from governance.trail import record, refuse
from indicators.bulletins.figures import draw
from indicators.bulletins.words import text_of, title_of
from indicators.bulletins.workflow import BULLETIN
from indicators.days import as_of, month_end
from indicators.models import Bulletin
from membership.models import Drive
from unions.calendar import add_working_days
from unions.models import Federation

KIND = "bulletin"


@transaction.atomic
def draft_bulletin(*, by, federation, drive, on):
    """Draw the figures of a month's end and say them in sentences; nobody below sees it yet."""
    if not by.may_at(Permission.BULLETIN_EDIT, federation):
        refuse(by=by, verb="draft_bulletin", subject=federation)
        raise PermissionDenied("只能以本级及下级工会的名义拟通报。")
    latest = as_of()
    if latest is None or on > latest:
        raise ValidationError({"on": "这个月还没有结束，或还没有统计数据。"})
    if on != month_end(on):
        raise ValidationError({"on": "通报的数据截至月末。"})
    return _drafted(federation, drive, on, author=by)


def _drafted(federation, drive, on, author):
    figures = draw(federation, drive, on)
    bulletin = Bulletin(
        federation=federation,
        drive=drive,
        on=on,
        title=title_of(federation, on),
        figures=figures,
        body=text_of(figures, drive),
        author=author,
    )
    bulletin.full_clean()
    bulletin.save()
    label = "拟通报" if author else "自动拟通报初稿"
    record(by=author, verb="draft", label=label, subject=bulletin, refresh=figures["refresh"])
    return bulletin


def draft_due(on):
    """From the first working day of a month on: a draft for last month wherever one was released
    before and none has been begun; how many. Done again, it does nothing.

    A draft that nobody has taken in hand yet is not joined by another.
    """
    end = on.replace(day=1) - timedelta(days=1)
    latest = as_of()
    if on < add_working_days(end, 1) or latest is None or end > latest:
        return 0
    series = Bulletin.objects.filter(
        status=Bulletin.Status.RELEASED, federation__in=Federation.objects.valid(end)
    )
    drafted = 0
    for pair in series.order_by().values("federation", "drive").distinct():
        begun = Q(on__gte=end) | Q(status=Bulletin.Status.DRAFT, author=None)
        if not Bulletin.objects.filter(begun, **pair).exists():
            with transaction.atomic():
                _drafted(
                    Federation.objects.get(pk=pair["federation"]),
                    Drive.objects.get(pk=pair["drive"]),
                    end,
                    author=None,
                )
            drafted += 1
    return drafted


def _draft(by, bulletin, verb):
    bulletin = Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin.pk)
    if not by.may(Permission.BULLETIN_EDIT, bulletin):
        refuse(by=by, verb=verb, subject=bulletin)
        raise PermissionDenied("您无权修改这份通报。")
    if bulletin.status != Bulletin.Status.DRAFT:
        raise ValidationError(f"通报{bulletin.get_status_display()}，不能修改。")
    _take(bulletin, by)
    return bulletin


def _take(bulletin, by):
    """Whoever first takes an automatic draft in hand is its author, and does not release it."""
    bulletin.author = bulletin.author or by


@transaction.atomic
def revise_bulletin(*, by, bulletin, title, body):
    """Change what a draft says; its figures are drawn, never written."""
    bulletin = _draft(by, bulletin, "revise_bulletin")
    bulletin.title, bulletin.body = title, body
    bulletin.full_clean()
    bulletin.save()
    record(by=by, verb="revise", label="修改通报", subject=bulletin)
    return bulletin


@transaction.atomic
def redraw_bulletin(*, by, bulletin):
    """Draw the figures of a draft anew and say them anew: what was edited is written over."""
    bulletin = _draft(by, bulletin, "redraw_bulletin")
    bulletin.figures = draw(bulletin.federation, bulletin.drive, bulletin.on)
    bulletin.body = text_of(bulletin.figures, bulletin.drive)
    bulletin.drawn_at = timezone.now()
    bulletin.save()
    record(
        by=by,
        verb="redraw",
        label="重新取数",
        subject=bulletin,
        refresh=bulletin.figures["refresh"],
    )
    return bulletin


@transaction.atomic
def move_bulletin(*, by, bulletin, verb, reason=""):
    """Submit, return, release or withdraw. Released, it gets a number and stands with its figures;
    withdrawn, it is still read, as what it was."""
    values = {"releaser": by, "released_at": timezone.now()} if verb == "release" else {}
    fill = partial(_take, by=by) if verb == "submit" else None
    moved = BULLETIN.move(bulletin, verb, by=by, reason=reason, fill=fill, **values)
    if verb == "release":
        paper = draft_paper(by=by, kind=KIND, federation=moved.federation, subject=moved)
        moved.paper = issue_paper(by=by, paper=paper)
        moved.save(update_fields=["paper"])
    elif verb == "withdraw" and moved.paper:
        void_paper(by=by, paper=moved.paper, reason=reason)
    return moved
