"""How long a call must stand and until when it may be asked about: by the project's frozen rules.

``min_days_notice`` and ``question_days`` are calendar days in the law, ``document_days`` and
``query_answer_days`` working days; a term that would end on a day of rest ends on the next working
day (民法典第二百零三条).
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from unions.calendar import WorkingDays, add_working_days

HOUR = time(17, 0)
"""When a day's business ends: the hour that is proposed."""


def rolled(day):
    """That day if it is worked, else the next that is."""
    days = WorkingDays(day, day + timedelta(days=30))
    while day not in days:
        day += timedelta(days=1)
    return day


def at(day, hour=HOUR):
    return timezone.make_aware(datetime.combine(day, hour))


def earliest_deadline(rules, start):
    """The first day on which a call published at ``start`` may close."""
    day = timezone.localdate(start)
    by_notice = day + timedelta(days=rules.get("min_days_notice", 0))
    by_document = add_working_days(day, rules.get("document_days", 0))
    return rolled(max(by_notice, by_document))


def last_question(rules, deadline):
    """Until when questions are taken, so that they are answered before the last day for it."""
    last_answer = timezone.localdate(deadline) - timedelta(days=rules.get("question_days", 0))
    day = add_working_days(last_answer, -rules.get("query_answer_days", 0))
    return at(day)


def extended(rules, deadline, now):
    """When a call closes after a material change now: as before if enough days remain."""
    least = rolled(timezone.localdate(now) + timedelta(days=rules.get("question_days", 0)))
    if timezone.localdate(deadline) >= least:
        return deadline
    return at(least, timezone.localtime(deadline).time())
