"""Answers come in and are gathered; nobody can say afterwards whose is whose.

Two transactions stand between a person and an answer. The first spends the ticket and drops the
answer, closed, into an envelope. The second takes all envelopes of a survey, shuffles them and
writes what was in them in that order, with the day alone. Neither writes to the trail about one
person. What this guards against, and what not, is told in docs/anonymous-surveys.md.
"""

import json
import secrets
from random import SystemRandom

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.utils import timezone

from governance.trail import record
from privacy import signing
from surveys.models import Envelope, Link, Quota, Response, Survey, Ticket
from surveys.questionnaire import Questionnaire
from surveys.rules import rule_at
from surveys.services.building import held
from surveys.workflows.surveys import SURVEY

CLOSED = "这份问卷已停止收集。谢谢您的关注。"
ALREADY = "这份问卷您已经填过，每人只填一份。谢谢您！"
FULL = "您这一类的名额已满，不再收集。谢谢您！"
shuffle = SystemRandom().shuffle


def link_at(slug):
    """The address somebody came by, or None."""
    rows = Link.objects.select_related("survey__federation", "survey__union", "place")
    return rows.filter(slug=slug).first()


def draw_word():
    """What opens a form once."""
    return secrets.token_urlsafe(18)


def ticket_for(link):
    """A word for whoever opens an open address: signed, so that none can be made up; nothing is
    kept of it until it is spent."""
    return signing.sign("surveys.ticket", [link.slug, draw_word()], days=7)


def digest_of(link, word):
    """The digest under which a word is known. Raises ValidationError for one nobody was given."""
    if link.by_list:
        return signing.digest(word)
    try:
        slug, _ = signing.read("surveys.ticket", word)
    except (signing.BadCode, ValueError, TypeError):
        slug = None
    if slug != link.slug:
        raise ValidationError("页面已过期，请重新打开问卷。", code="stale")
    return signing.digest(word)


def known(link, word):
    """The unspent ticket of somebody on the list, None for a word that is on none."""
    return Ticket.objects.filter(link=link, digest=signing.digest(word)).first()


@transaction.atomic
def submit(*, link, word, group, ownership="", given, by=None):
    """Take one person's answers: the ticket is spent and the envelope dropped, or neither."""
    survey = link.survey
    survey.refresh_from_db()
    link.refresh_from_db(fields=["closed_at"])
    if not survey.takes_answers or link.closed_at:
        raise ValidationError(CLOSED, code="over")
    if link.group:
        group = link.group
    version = survey.current
    answers = looked_over(Questionnaire(version), group, ownership, given)
    spend(link, word)
    take_place(survey, group, ownership)
    content = {
        "version": version.pk,
        "group": group,
        "ownership": ownership,
        "place": link.place_id,
        "channel": link.channel,
        "answers": answers,
    }
    Envelope.objects.create(survey=survey, content=json.dumps(content, ensure_ascii=False))


def looked_over(sheet, group, ownership, given):
    """The answers of a member of a group, as they are kept. Raises ValidationError."""
    found = sheet.group(group)
    if found is None:
        raise ValidationError({"group": "请选择您属于哪一类。"})
    wrong = {}
    if found.asks_ownership and not ownership:
        wrong["ownership"] = "请选择企业所有制。"
    elif ownership and not found.asks_ownership:
        wrong["ownership"] = "这一类对象不填企业所有制。"
    try:
        answers = sheet.check(group, given)
    except ValidationError as refusal:
        wrong |= refusal.error_dict
    if wrong:
        raise ValidationError(wrong)
    return answers


def spend(link, word):
    digest = digest_of(link, word)
    if link.by_list:
        spent = Ticket.objects.filter(link=link, digest=digest, spent=False).update(spent=True)
        if not spent:
            raise ValidationError(ALREADY, code="again")
        return
    try:
        with transaction.atomic():
            Ticket.objects.create(link=link, digest=digest, spent=True)
    except IntegrityError:
        raise ValidationError(ALREADY, code="again") from None


def take_place(survey, group, ownership, count=1):
    """Of the group, and of the ownership in it, where there are quotas."""
    for kind in {"", ownership}:
        rows = Quota.objects.filter(survey=survey, group=group, ownership=kind)
        free = rows.filter(taken__lte=F("most") - count)
        if not free.update(taken=F("taken") + count) and rows.exists():
            raise ValidationError(FULL, code="full")


@transaction.atomic
def gather(*, survey, least=1, by=None):
    """Open all envelopes of a survey together, if there are so many. Gives their number."""
    survey = Survey.objects.select_for_update(of=("self",), no_key=True).get(pk=survey.pk)
    envelopes = list(Envelope.objects.filter(survey=survey))
    if len(envelopes) < max(least, 1):
        return 0
    shuffle(envelopes)
    today = timezone.localdate()
    rows = []
    for envelope in envelopes:
        told = json.loads(envelope.content)
        told["version_id"], told["place_id"] = told.pop("version"), told.pop("place")
        rows.append(Response(survey=survey, on=today, **told))
    Response.objects.bulk_create(rows, batch_size=1000)
    Envelope.objects.filter(pk__in=[envelope.pk for envelope in envelopes]).delete()
    record(by=by, verb="gather", label="归集答卷", subject=survey, count=len(rows))
    return len(rows)


def gather_all():
    """Of every survey that has enough of them; close those whose last day is over."""
    done = sum(close_due())
    waiting = Survey.objects.filter(envelopes__isnull=False).annotate(n=Count("envelopes"))
    for survey in waiting.select_related("federation"):
        least = rule_at(survey.federation).batch
        done += gather(survey=survey, least=least if survey.takes_answers else 1)
    return done


def close_due():
    today = timezone.localdate()
    over = Survey.objects.filter(status=Survey.Status.COLLECTING, closes_on__lt=today)
    return [ended(survey=survey) for survey in over]


@transaction.atomic
def ended(*, survey, by=None):
    """Its last day is over: it closes by itself."""
    Survey.objects.filter(pk=survey.pk).update(
        status=Survey.Status.CLOSED, closed_at=timezone.now()
    )
    survey.refresh_from_db()
    record(by=by, verb="end", label="到期结束收集", subject=survey)
    return gather(survey=survey, by=by)


@transaction.atomic
def close(*, by, survey):
    """No more answers; what is on its way is gathered, however few."""
    survey = SURVEY.move(survey, "close", by=by, closed_at=timezone.now())
    gather(survey=survey, by=by)
    return survey


@transaction.atomic
def reopen(*, by, survey, reason):
    values = {"closed_at": None, "results_public": False}
    if survey.closes_on and survey.closes_on < timezone.localdate():
        values["closes_on"] = None
    return SURVEY.move(survey, "reopen", by=by, reason=reason, **values)


@transaction.atomic
def show(*, by, survey, public):
    """Make the results public, or take them back."""
    survey = held(by, survey, "show", SURVEY.moves["publish"].permission)
    if public and survey.status != Survey.Status.CLOSED:
        raise ValidationError("问卷结束后才能公开结果。")
    survey.results_public = public
    survey.save(update_fields=["results_public"])
    label = "公开汇总结果" if public else "撤回公开的结果"
    record(by=by, verb="show" if public else "hide", label=label, subject=survey)
    return survey


@transaction.atomic
def open_link(*, by, survey, **fields):
    """An address to send round or to print."""
    survey = held(by, survey, "open_link")
    link = Link(survey=survey, by=by, **fields)
    link.full_clean(exclude=["survey", "by"])
    if link.group and survey.latest.groups.filter(code=link.group).first() is None:
        raise ValidationError({"group": "没有这个调查对象。"})
    link.save()
    record(by=by, verb="open_link", label="制作填写地址", subject=survey, link=link.slug)
    return link


@transaction.atomic
def close_link(*, by, link):
    survey = held(by, link.survey, "close_link")
    if link.closed_at is None:
        link.closed_at = timezone.now()
        link.save(update_fields=["closed_at"])
        record(by=by, verb="close_link", label="停用填写地址", subject=survey, link=link.slug)
    return link


MOST_INVITED = 5_000


@transaction.atomic
def invite(*, by, link, names):
    """``[(name, address)]`` for people of a list, each to be sent theirs. The words are told this
    once: what is kept of them are digests."""
    survey = held(by, link.survey, "invite")
    if not link.by_list:
        raise ValidationError("这个地址不是名单邀请。")
    if not names:
        raise ValidationError({"names": "名单是空的。"})
    if len(names) > MOST_INVITED:
        raise ValidationError({"names": f"一次最多 {MOST_INVITED:,} 人。"})
    words = [draw_word() for _ in names]
    tickets = [
        Ticket(link=link, digest=signing.digest(word), name=name)
        for name, word in zip(names, words, strict=True)
    ]
    shuffle(tickets)
    Ticket.objects.bulk_create(tickets, batch_size=1000)
    record(by=by, verb="invite", label="生成名单邀请", subject=survey, count=len(names))
    return [(name, f"{link.address}?k={word}") for name, word in zip(names, words, strict=True)]
