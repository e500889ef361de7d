"""Answers that officers bring in: from paper, one by one, and from tables."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from documents.services.attachments import tidy_name
from governance.trail import record
from jobs.sheets import on_disk
from surveys import answer_list
from surveys.models import AnswerSheet, Quota, Response, Survey
from surveys.questionnaire import Questionnaire
from surveys.services.building import held
from surveys.services.collecting import looked_over, shuffle, take_place

Status, Channel = AnswerSheet.Status, Response.Channel
NOT_NOW = "问卷不在收集中，不能录入。"


def collecting(by, survey, doing):
    survey = held(by, survey, doing)
    if survey.status != Survey.Status.COLLECTING:
        raise ValidationError(NOT_NOW, code="stale")
    return survey


@transaction.atomic
def enter_paper(*, by, survey, paper, group, given, ownership="", place=None):
    """One sheet of paper, under the number written on it, so that none is entered twice."""
    survey = collecting(by, survey, "enter_paper")
    paper = paper.strip()
    if not paper:
        raise ValidationError({"paper": "请填纸质问卷上的编号。"})
    if Response.objects.filter(survey=survey, paper=paper).exists():
        raise ValidationError({"paper": f"编号 {paper} 已经录入。"})
    version = survey.current
    answers = looked_over(Questionnaire(version), group, ownership, given)
    take_place(survey, group, ownership)
    row = {"paper": paper, "group": group, "ownership": ownership, "answers": answers}
    write(survey, version, [row], Channel.PAPER, place=place)
    record(by=by, verb="enter_paper", label="录入纸质问卷", subject=survey, paper=paper)


def write(survey, version, rows, channel, *, sheet=None, place=None, on=None):
    """Rows that were looked over, as answers; in an order that tells nothing."""
    on = on or timezone.localdate()
    found = [
        Response(
            survey=survey,
            version=version,
            channel=channel,
            on=on,
            sheet=sheet,
            place=place,
            **{name: row[name] for name in ("paper", "group", "ownership", "answers")},
        )
        for row in rows
    ]
    shuffle(found)
    Response.objects.bulk_create(found, batch_size=2000)


@transaction.atomic
def hand_in(*, by, survey, file):
    """Read a table and keep what its rows say, to be looked at. No answer is written yet."""
    survey = collecting(by, survey, "hand_in")
    with on_disk(file) as (path, digest):
        questions = Questionnaire(survey.current)
        rows, errors, count = answer_list.read(path, file.name, questions, looked_over)
    known = set(
        Response.objects.filter(survey=survey, paper__in=[r["paper"] for r in rows if r["paper"]])
        .values_list("paper", flat=True)
        .distinct()
    )
    for row in rows:
        if row["paper"] in known:
            told = {"column": answer_list.PAPER, "value": row["paper"], "message": "已经录入。"}
            errors.append({"row": row["row"], **told})
    rows = [row for row in rows if row["paper"] not in known]
    sheet = AnswerSheet.objects.create(
        survey=survey,
        file_name=tidy_name(file.name)[:255],
        digest=digest,
        rows=rows,
        errors=errors,
        count=count,
        refused=count - len(rows),
        by=by,
    )
    record(by=by, verb="hand_in", label="上传答卷表", subject=survey, rows=count)
    return sheet


def waiting(by, sheet, doing):
    survey = collecting(by, sheet.survey, doing)
    sheet = AnswerSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.status != Status.PREVIEW:
        raise ValidationError(f"这张表{sheet.get_status_display()}，不能再办理。", code="stale")
    return survey, sheet


@transaction.atomic
def apply_sheet(*, by, sheet):
    """Write the rows that were read without fault."""
    survey, sheet = waiting(by, sheet, "apply")
    if not sheet.rows:
        raise ValidationError("没有可写入的行，请改正后重新上传。")
    if AnswerSheet.objects.filter(
        survey=survey, digest=sheet.digest, status=Status.APPLIED
    ).exists():
        raise ValidationError("这个文件已经写入过。")
    kinds = [(row["group"], row["ownership"]) for row in sheet.rows]
    for group, ownership in sorted(set(kinds)):
        take_place(survey, group, ownership, kinds.count((group, ownership)))
    write(survey, survey.current, sheet.rows, Channel.SHEET, sheet=sheet)
    written = len(sheet.rows)
    sheet.status, sheet.rows = Status.APPLIED, []
    sheet.save()
    record(by=by, verb="apply", label="写入答卷表", subject=survey, answers=written)
    return written


@transaction.atomic
def discard_sheet(*, by, sheet):
    survey, sheet = waiting(by, sheet, "discard")
    sheet.status, sheet.rows, sheet.errors = Status.DISCARDED, [], []
    sheet.save()
    record(by=by, verb="discard", label="放弃答卷表", subject=survey)
    return sheet


def give_back(survey, kinds):
    """Places of quotas that answers had taken."""
    for group, ownership in kinds:
        for kind in {"", ownership}:
            rows = Quota.objects.filter(survey=survey, group=group, ownership=kind, taken__gt=0)
            rows.update(taken=F("taken") - 1)


@transaction.atomic
def void_paper(*, by, survey, paper, reason):
    """A sheet of paper that was entered wrongly is taken out, to be entered anew."""
    survey = collecting(by, survey, "void_paper")
    row = Response.objects.filter(survey=survey, paper=paper.strip()).exclude(paper="").first()
    if row is None or row.channel != Channel.PAPER:
        raise ValidationError({"paper": f"没有录入过编号 {paper}。"})
    give_back(survey, [(row.group, row.ownership)])
    row.delete()
    record(
        by=by, verb="void_paper", label="作废纸质问卷", subject=survey, reason=reason, paper=paper
    )


@transaction.atomic
def withdraw_sheet(*, by, sheet, reason):
    """All that a table brought is taken out again, as long as the survey collects."""
    survey = collecting(by, sheet.survey, "withdraw")
    sheet = AnswerSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.status != Status.APPLIED:
        raise ValidationError(f"这张表{sheet.get_status_display()}，没有可撤销的。", code="stale")
    rows = Response.objects.filter(sheet=sheet)
    give_back(survey, rows.values_list("group", "ownership"))
    number, _ = rows.delete()
    sheet.status = Status.DISCARDED
    sheet.save(update_fields=["status"])
    record(by=by, verb="withdraw", label="撤销写入", subject=survey, reason=reason, answers=number)
    return number
