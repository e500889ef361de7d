"""From where a person looks at figures: which federation, which day. Every page asks here."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from accounts.roles import Permission
from indicators.days import as_of
from indicators.forms import DayForm
from indicators.models import Refresh
from unions.models import Federation
from unions.models.federations import topmost

NO_OFFICE = "您目前没有查看统计数据的职责。如需查看，请联系本级总工会的系统管理员办理任职。"


@dataclass(frozen=True)
class Viewpoint:
    federation: Federation
    heads: list
    """Where the person may look: heads of subtrees, the highest first."""
    on: date | None
    """The day asked for; None for the latest."""
    notice: str = ""

    @cached_property
    def refresh(self):
        """The stamp of the latest figures; None before there are any."""
        return Refresh.objects.first()

    @property
    def day(self):
        """The day shown; None before there are any figures."""
        return self.on or (self.refresh.as_of if self.refresh else None)

    @cached_property
    def crumbs(self):
        """The line of command down to here, as far as it lies in the person's reach."""
        paths = tuple(topmost(self.heads))
        above = Federation.objects.ancestors_of(self.federation)
        return [
            {"federation": f, "query": self.link(f.code)} for f in above if f.path.startswith(paths)
        ]

    @property
    def head_links(self):
        return [{"federation": f, "query": self.link(f.code)} for f in self.heads]

    def link(self, federation=None, **more):
        """``?federation=…&on=…`` of this view, or the same of another federation."""
        words = {"federation": federation or self.federation.code, **self._day, **more}
        return "?" + urlencode({k: v for k, v in words.items() if v is not None})

    @property
    def here(self):
        return self.link()

    @property
    def latest(self):
        return self.link(on=None)

    @property
    def _day(self):
        return {"on": self.on.isoformat()} if self.on else {}


def viewpoint(user, query, permission=Permission.DASHBOARD_VIEW):
    """Where a query looks from. Without the permission anywhere: refused. At a federation out
    of reach, as at one that does not exist: not found."""
    granted = user.federations_granting(permission)
    if not granted:
        raise PermissionDenied(NO_OFFICE)
    outer = topmost(granted)
    heads = sorted(
        {f.pk: f for f in granted if f.path in outer}.values(), key=lambda f: (f.level, f.code)
    )
    code = query.get("federation", "").strip()
    reach = Federation.objects.for_user(user, permission)
    federation = get_object_or_404(reach, code=code) if code else heads[0]
    on, notice = day_of(query)
    return Viewpoint(federation, heads, on, notice)


def day_of(query):
    """The day asked for and what to say about it; days to come are not counted yet."""
    form = DayForm(query)
    if not form.is_valid():
        return None, "日期无法识别，已显示最新数据。日期请写成 2026-10-31 的样子。"
    on = form.cleaned_data["on"]
    latest = as_of() if on else None
    if latest and on > latest:
        return None, f"{on.year}年{on.month}月{on.day}日尚无数据，已显示最新数据。"
    return (None if on == latest else on), ""
