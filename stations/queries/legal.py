"""What legal service comes to (domain 5.9): each count in its own unit; arbitration and litigation
apart, persons and matters apart."""

from django.db.models import Count, F, Q, Sum

from stations.models import LegalService

Form, Result, Status = LegalService.Form, LegalService.Result, LegalService.Status


def figures(rows, *, since, until):
    """``{name: (label, value, unit)}`` of matters received, and of those closed, in that time."""
    received = Q(received_on__range=(since, until))
    closed = Q(status=Status.CLOSED, closed_on__range=(since, until))
    cases = ~Q(form__in=LegalService.AT_ONCE)
    good = Q(result__in=LegalService.GOOD)
    rated = closed & Q(satisfaction__isnull=False)
    told = rows.aggregate(
        **{
            form: Count("pk", filter=received & Q(form=form))
            for form in Form.values
            if form != Form.CONSULTING
        },
        consulting=Sum("people", filter=received & Q(form=Form.CONSULTING)),
        closed=Count("pk", filter=closed & cases),
        good=Count("pk", filter=closed & cases & good),
        recovered=Sum("recovered", filter=closed),
        group_people=Sum("people", filter=received & cases & Q(people__gte=GROUP)),
        rated=Count("pk", filter=rated),
        content=Count("pk", filter=rated & Q(satisfaction__gte=4)),
        in_time=Count("pk", filter=received & Q(decided_on__lte=F("examine_by"))),
        decided=Count("pk", filter=received & Q(decided_on__isnull=False)),
    )
    return {name: (label, told[name] or 0, unit) for name, (label, unit) in LABELS.items()}


BY_MATTER = [form for form in Form.values if form != Form.CONSULTING]
GROUP = 10
"""From how many persons on a matter is one of a group (劳动争议调解仲裁法第七条)."""
LABELS = {
    "consulting": ("法律咨询", "人次"),
    "drafting": ("代书", "件"),
    "mediation": ("协商调解", "件"),
    "arbitration": ("代理仲裁", "件"),
    "litigation": ("代理诉讼", "件"),
    "closed": ("办结", "件"),
    "good": ("胜诉、调解成功", "件"),
    "recovered": ("挽回损失", "元"),
    "group_people": ("群体性案件", "人"),
    "rated": ("已回访", "件"),
    "content": ("其中满意", "件"),
    "decided": ("已审查", "件"),
    "in_time": ("其中按期", "件"),
}
