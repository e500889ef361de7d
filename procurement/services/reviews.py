"""Scoring: one's own sheets, cell by cell, until they are handed in; then the panel's sum."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement.models import Call, Panel, Review, Score, ScoreChange
from procurement.queries.reviews import (
    leaves_of,
    obstacles,
    sheets_of,
    stale,
    to_score,
    unexplained,
)
from procurement.scoring import Rule
from procurement.services import flags
from procurement.workflows.calls import CALL
from procurement.workflows.panels import PANEL

SCORE = Permission.BID_SCORE
UNNAMED = None
"""Whose act the trail says an expert's is: who reads the trail does not learn who sits on a panel
(招标投标法 37). The subject, a seat or a sheet, is called by the expert's number in the pool."""


def lay_out(panel):
    """A sheet for everybody who sits and has declared to be free, on every bid to be scored."""
    seats = panel.seats.sitting().filter(declaration__clear=True)
    bids = list(to_score(panel.call))
    sheets = [Review(seat=seat, bid=bid) for seat in seats for bid in bids]
    Review.objects.bulk_create(sheets, ignore_conflicts=True)


def held(by, review, verb):
    """The sheet, locked, if it is this person's and the time is right."""
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if not by.may(SCORE, review):
        refuse(by=by, verb=verb, subject=review)
        raise PermissionDenied("只能在评审时间内填写自己的评审意见。")
    return review


def writable(by, review, verb):
    review = held(by, review, verb)
    if review.locked_at or review.seat.panel.status != Panel.Status.SCORING:
        raise ValidationError("评审意见已提交，不能修改。", code="stale")
    return review


@transaction.atomic
def write(*, by, review, cells=None, **fields):
    """Keep what was entered: ``cells`` is ``{item: {"points", "comment", "abstains"}}``, in part;
    ``fields`` the whole sheet's comment and suggested amount. Every change of points is kept."""
    review = writable(by, review, "write")
    leaves = {leaf["code"]: leaf for leaf in leaves_of(review.bid.lot.call)}
    known = {score.item: score for score in review.scores.all()}
    if set(cells or {}) - set(leaves):
        raise ValidationError("评分表中没有这项指标。")
    wrong, scores, changes = {}, [], []
    for code, given in (cells or {}).items():
        old = known.get(code)
        before = old.points if old else None
        try:
            score = filled(review, leaves[code], old, given)
        except ValidationError as refusal:
            wrong[code] = refusal.messages
            continue
        scores.append(score)
        if score.points != before:
            change = ScoreChange(review=review, item=code, before=before, after=score.points)
            changes.append(change)
    if (fields.get("amount") or 0) < 0:
        wrong["amount"] = "金额不能小于 0 元。"
    if wrong:
        raise ValidationError(wrong)
    Score.objects.bulk_create(
        scores,
        update_conflicts=True,
        unique_fields=["review", "item"],
        update_fields=["points", "most", "comment", "abstains"],
    )
    ScoreChange.objects.bulk_create(changes)
    for name in ("comment", "amount"):
        if name in fields:
            setattr(review, name, fields[name])
    review.changed_at = timezone.now()
    review.clean_fields(exclude=["seat", "bid"])
    review.save()
    return review


def filled(review, leaf, score, given):
    """The cell as it is to be kept; refused if it is not within its marks."""
    score = Score(
        review=review,
        item=leaf["code"],
        most=Decimal(str(leaf["max"])),
        points=score.points if score else None,
        comment=score.comment if score else "",
        abstains=score.abstains if score else "",
    )
    for name in ("points", "comment", "abstains"):
        if name in given:
            setattr(score, name, given[name])
    if score.points is not None:
        if not 0 <= score.points <= score.most:
            raise ValidationError(f"得分应在 0 和 {score.most.normalize():f} 之间。")
        score.abstains = ""
    score.clean_fields(exclude=["review"])
    return score


def lacking(review):
    """What keeps a sheet from being handed in: ``{item: sentence}``."""
    call = review.bid.lot.call
    rule = Rule.of(call.project.rules)
    known, wrong = {score.item: score for score in review.scores.all()}, {}
    for leaf in leaves_of(call):
        score = known.get(leaf["code"])
        if score is None or (score.points is None and not score.abstains.strip()):
            wrong[leaf["code"]] = "请评分，或写明不评分的理由。"
        elif score.points is None or score.comment.strip():
            continue
        elif rule.must_comment(score.points, score.most):
            low, high = float(rule.comment_below), float(rule.comment_above)
            wrong[leaf["code"]] = f"得分低于满分的 {low:g}% 或高于 {high:g}%，请写评语。"
    return wrong


@transaction.atomic
def hand_in(*, by, review, at=None):
    """Lock the sheet; with the last one the panel's scores are summed."""
    review = writable(by, review, "hand_in")
    panel = Panel.objects.select_for_update(of=("self",)).get(pk=review.seat.panel_id)
    if wrong := lacking(review):
        raise ValidationError(wrong)
    review.locked_at = at or timezone.now()
    review.save(update_fields=["locked_at"])
    record(by=UNNAMED, verb="hand_in", label="提交评审意见", subject=review)
    sitting = panel.seats.sitting().filter(declaration__clear=True).count()
    if sitting == panel.size and not sheets_of(panel).filter(locked_at=None).exists():
        PANEL.move(panel, "uncover", by=UNNAMED)
    return review


@transaction.atomic
def explain(*, by, review, explanation):
    """An outlier says why; the points stay as they were handed in."""
    review = held(by, review, "explain")
    if review.seat.panel.status != Panel.Status.EXPLAINING:
        raise ValidationError("现在不需要说明。", code="stale")
    if review.pk not in {sheet.pk for sheet in unexplained(review.bid.lot.call)}:
        raise ValidationError("这份评分偏差不大，无须说明。")
    if not explanation.strip():
        raise ValidationError({"explanation": "请说明评分的依据。"})
    review.explanation = explanation.strip()
    review.full_clean(exclude=["seat", "bid"])
    review.save(update_fields=["explanation"])
    record(by=UNNAMED, verb="explain", label="说明评分偏差", subject=review)
    return review


@transaction.atomic
def rescore(*, by, panel, reason):
    """A bid was revised after it was scored: sheets for what it says now, and time to fill them."""
    if not stale(panel.call):
        raise ValidationError("没有变更过的申报稿，不需要重新评审。")
    panel = PANEL.move(panel, "rescore", by=by, reason=reason)
    lay_out(panel)
    return panel


@transaction.atomic
def close(*, by, panel, report=""):
    """All handed in, outliers explained, every sheet on the bid that will be decided on."""
    if reasons := obstacles(panel.call):
        raise ValidationError(reasons)
    panel = PANEL.move(panel, "close", by=by, report=report)
    CALL.move(panel.call, "end_review", by=by)
    flags.look(Call.objects.get(pk=panel.call_id))
    return panel
