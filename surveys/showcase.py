"""What of surveys anybody may see, under 公开信息."""

from communications.showcase import Section
from surveys.models import Survey


def newest():
    rows = Survey.objects.published().select_related("federation").order_by("-closed_at", "-pk")
    rows = list(rows[:5])
    return {"rows": rows} if rows else None


SECTION = Section(
    key="surveys",
    title="问卷结果",
    template="surveys/_public_surveys.html",
    context=newest,
    more="surveys:public_surveys",
    order=60,
)
