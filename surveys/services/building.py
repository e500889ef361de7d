"""A survey is begun, its draft worked on, published, and revised into the next version."""

import hashlib
import json
from itertools import count

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from surveys import blueprints
from surveys.models import Group, Option, Question, Quota, Reading, Survey, Version
from surveys.questionnaire import Questionnaire
from surveys.workflows.surveys import SURVEY

EDIT, RELEASE = Permission.SURVEY_EDIT, Permission.SURVEY_RELEASE
OFFICE = "只能为本级工会编制问卷。"


@transaction.atomic
def begin(*, by, federation, blueprint="", source=None, **fields):
    """A survey with its first draft: filled from a blueprint, or like another survey, whose codes
    it keeps so that the two can be compared."""
    if federation not in by.federations_granting(EDIT):
        refuse(by=by, verb="begin_survey", subject=federation)
        raise PermissionDenied(OFFICE)
    survey = Survey(federation=federation, by=by, **fields)
    survey.full_clean(exclude=["by", "federation"])
    survey.save()
    version = Version.objects.create(survey=survey, number=1)
    if source:
        copied(source.latest, version)
        Reading.objects.bulk_create(
            Reading(**{**plain(reading, "survey"), "survey": survey})
            for reading in source.readings.all()
        )
    elif blueprint:
        blueprints.fill(version, blueprint)
    record(by=by, verb="begin", label="编制问卷", subject=survey, blueprint=blueprint)
    return survey


def held(by, survey, doing, permission=EDIT):
    """The survey, locked for somebody who may work on it."""
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not by.may(permission, survey):
        refuse(by=by, verb=doing, subject=survey)
        raise PermissionDenied("您无权办理这份问卷。")
    return survey


def drafted(by, survey, doing):
    """Its draft, which is all that can be changed."""
    version = held(by, survey, doing).draft
    if version is None:
        raise ValidationError("已发布的问卷不能改动，请先修订成新的一版。", code="frozen")
    return version


@transaction.atomic
def revise(*, by, survey, **fields):
    """What the survey is called and for, its last day; not what it asks."""
    survey = held(by, survey, "revise")
    if survey.status == Survey.Status.CLOSED:
        raise ValidationError("问卷已结束，不能再改。", code="stale")
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.full_clean(exclude=["by", "federation"])
    survey.save()
    record(by=by, verb="revise", label="修改问卷说明", subject=survey, changed=sorted(fields))
    return survey


@transaction.atomic
def put_group(*, by, survey, group=None, **fields):
    """A group of the draft, new or changed. Its code stays once it is given; without one it gets
    the next free number."""
    version = drafted(by, survey, "put_group")
    if group is None:
        group = Group(version=version, place=version.groups.count())
        fields["code"] = fields.get("code") or free_code(Group, survey, "g")
    written(group, version, fields)
    record(by=by, verb="put_group", label="编辑调查对象", subject=survey, group=group.code)
    return group


def written(part, version, fields):
    if part.version_id != version.pk:
        raise ValidationError("这一版已经发布，不能改动。", code="frozen")
    for name, value in fields.items():
        setattr(part, name, value)
    part.full_clean(exclude=["version"])
    part.save()


@transaction.atomic
def put_question(*, by, survey, question=None, options=(), **fields):
    """A question of the draft with its options, ``[{"label", "exclusive", "item"}]``: those whose
    words stay keep their codes, so that versions and years can be compared."""
    version = drafted(by, survey, "put_question")
    new = question is None
    if new:
        question = Question(version=version, place=next_place(version))
        fields["code"] = fields.get("code") or free_code(Question, survey, "q")
    written(question, version, fields)
    known = {} if new else {option.label: option.code for option in question.options.all()}
    question.options.all().delete()
    if question.has_options:
        Option.objects.bulk_create(coded(question, options, known))
    check_question(version, question)
    record(by=by, verb="put_question", label="编辑题目", subject=survey, question=question.code)
    return question


def free_code(model, survey, letter):
    """One that no version of the survey, nor of others of its series, has ever had: what bears the
    same code is compared."""
    alike = Q(version__survey=survey)
    if survey.series:
        alike |= Q(version__survey__series=survey.series)
    taken = set(model.objects.filter(alike).values_list("code", flat=True))
    return next(code for n in count(1) if (code := f"{letter}{n}") not in taken)


def next_place(version):
    last = version.questions.order_by("place").last()
    return last.place + 1 if last else 0


def coded(question, options, known):
    free = (f"o{n}" for n in range(1, 1000) if f"o{n}" not in known.values())
    for place, told in enumerate(options):
        code = known.pop(told["label"], None) or next(free)
        option = Option(question=question, place=place, code=code, **told)
        option.clean_fields(exclude=["question"])
        yield option


def check_question(version, question):
    """What can be said of a question only beside its options and the questions before it."""
    options = list(question.options.all())
    if question.has_options and len(options) < 2:
        raise ValidationError({"options": "至少写两个选项。"})
    if len({option.label for option in options}) < len(options):
        raise ValidationError({"options": "选项不能重复。"})
    if question.most and question.most > len(options):
        raise ValidationError({"most": f"只有 {len(options)} 个选项。"})
    if question.kind == Question.Kind.MATRIX and not question.rows:
        raise ValidationError({"rows": "矩阵题至少写一行。"})
    groups = set(version.groups.values_list("code", flat=True))
    if set(question.groups) - groups:
        raise ValidationError({"groups": "没有这个调查对象。"})
    check_route(version, question)


def check_route(version, question):
    if not question.asked_if:
        return
    before = version.questions.filter(code=question.asked_if).first()
    if before is None or before.place >= question.place:
        raise ValidationError({"asked_if": f"“{question.text}”的前提题应排在它的前面。"})
    if before.kind not in (Question.Kind.SINGLE, Question.Kind.MULTIPLE, Question.Kind.SCALE):
        raise ValidationError({"asked_if": "前提题须是单选、多选或量表。"})
    known = set(before.options.values_list("code", flat=True))
    if set(question.asked_if_in) - known:
        raise ValidationError({"asked_if_in": f"“{before.text}”没有所选的选项。"})


@transaction.atomic
def drop(*, by, survey, part):
    """Take a group or a question out of the draft."""
    version = drafted(by, survey, "drop")
    if part.version_id != version.pk:
        raise ValidationError("这一版已经发布，不能改动。", code="frozen")
    if isinstance(part, Question) and version.questions.filter(asked_if=part.code).exists():
        raise ValidationError("有题目以这一题为前提，请先修改那一题。")
    if isinstance(part, Group) and version.questions.filter(groups__contains=[part.code]).exists():
        raise ValidationError("有题目只问这一类对象，请先修改那些题目。")
    record(by=by, verb="drop", label="删去题目或对象", subject=survey, code=part.code)
    part.delete()


@transaction.atomic
def shift(*, by, survey, question, up):
    """Move a question one place up or down; it stays behind the one it depends on."""
    version = drafted(by, survey, "shift")
    questions = list(version.questions.all())
    at = next(n for n, other in enumerate(questions) if other.pk == question.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(questions):
        return
    questions[at], questions[to] = questions[to], questions[at]
    for place, each in enumerate(questions):
        each.place = place
    Question.objects.bulk_update(questions, ["place"])
    for each in questions:
        check_route(version, each)
    record(by=by, verb="shift", label="调整题目次序", subject=survey, question=question.code)


@transaction.atomic
def put_quota(*, by, survey, group, most, ownership=""):
    """How many are taken at most; what was taken so far counts."""
    survey = held(by, survey, "put_quota")
    if survey.latest.groups.filter(code=group).first() is None:
        raise ValidationError({"group": "没有这个调查对象。"})
    quota = Quota.objects.filter(survey=survey, group=group, ownership=ownership).first()
    quota = quota or Quota(survey=survey, group=group, ownership=ownership)
    if quota.taken > most:
        raise ValidationError({"most": f"已收 {quota.taken} 份，名额不能比它少。"})
    quota.most = most
    quota.full_clean(exclude=["survey"])
    quota.save()
    record(by=by, verb="put_quota", label="设定配额", subject=survey, group=group, most=most)
    return quota


@transaction.atomic
def put_reading(*, by, survey, reading=None, **fields):
    """How a figure is read: it may be set up at any time, and changes no answer."""
    survey = held(by, survey, "put_reading")
    reading = reading or Reading(survey=survey, place=survey.readings.count())
    for name, value in fields.items():
        setattr(reading, name, value)
    reading.full_clean(exclude=["survey"])
    version = survey.latest
    question = version.questions.filter(code=reading.question).first()
    if question is None or not question.has_options:
        raise ValidationError({"question": "请选一道有选项的题。"})
    known = set(question.options.values_list("code", flat=True))
    if not reading.options or set(reading.options) - known:
        raise ValidationError({"options": "请从这道题的选项中选。"})
    if question.groups and reading.group not in question.groups:
        raise ValidationError({"group": "这道题不问这一类对象。"})
    reading.save()
    record(by=by, verb="put_reading", label="设定读数", subject=survey, reading=reading.name)
    return reading


@transaction.atomic
def drop_reading(*, by, survey, reading):
    survey = held(by, survey, "drop_reading")
    record(by=by, verb="drop_reading", label="删去读数", subject=survey, reading=reading.name)
    reading.delete()


@transaction.atomic
def amend(*, by, survey):
    """The published version copied into a draft of the next one; answers go on coming in to the
    one that is out until the draft is published."""
    survey = held(by, survey, "amend")
    if survey.draft:
        raise ValidationError("已有一版正在修订。", code="stale")
    if survey.status == Survey.Status.CLOSED:
        raise ValidationError("问卷已结束。", code="stale")
    latest = survey.current
    version = Version.objects.create(survey=survey, number=latest.number + 1)
    copied(latest, version)
    record(by=by, verb="amend", label="修订问卷", subject=survey, version=version.number)
    return version


def copied(source, version):
    for group in source.groups.all():
        Group.objects.create(**{**plain(group, "version"), "version": version})
    for question in source.questions.prefetch_related("options"):
        new = Question.objects.create(**{**plain(question, "version"), "version": version})
        Option.objects.bulk_create(
            Option(**{**plain(option, "question"), "question": new})
            for option in question.options.all()
        )


def plain(row, owner):
    return model_to_dict(row, exclude=["id", owner])


@transaction.atomic
def publish(*, by, survey):
    """Freeze the draft; with the first one the survey begins to take answers."""
    survey = held(by, survey, "publish", RELEASE)
    version = survey.draft
    if version is None:
        raise ValidationError("没有待发布的版本。", code="stale")
    sheet = Questionnaire(version)
    if not sheet.groups:
        raise ValidationError("请至少设一类调查对象。")
    if idle := [group.name for group in sheet.groups if not sheet.of(group.code)]:
        raise ValidationError(f"“{'、'.join(idle)}”没有要答的题目。")
    for question in sheet.questions:
        check_question(version, question)
    version.published_at = timezone.now()
    version.digest = digest(sheet)
    version.save()
    record(
        by=by,
        verb="freeze",
        label="发布问卷版本",
        subject=survey,
        version=version.number,
        digest=version.digest,
    )
    if survey.status == Survey.Status.DRAFT:
        survey = SURVEY.move(survey, "publish", by=by, opened_at=version.published_at)
    return survey


def digest(sheet):
    """SHA-256 of all that a version asks."""
    told = [plain(group, "version") for group in sheet.groups]
    for question in sheet.questions:
        told.append(plain(question, "version"))
        told += [plain(option, "question") for option in question.options.all()]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
