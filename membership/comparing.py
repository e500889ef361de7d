"""What is known of applicants besides what they wrote: for officers alone, never for applicants.

A fixed number of queries for a page of applications, however many members there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from accounts.roles import Permission
from membership.models import Application, Member
from orgs import papers_of_identity
from privacy.masks import mask


@dataclass
class Line:
    """``known`` is the person's standing membership; ``marks`` what speaks for a second look."""

    application: Application
    name: str
    id_number: str
    known: Member | None = None
    where: str = ""
    marks: list = field(default_factory=list)

    @property
    def kind(self):
        """What approving it would do."""
        if self.known is None:
            return "入会"
        union = self.application.code.union_id
        return "已是本会会员" if union in (None, self.known.union_id) else "转会"


def compared(applications, user):
    """``[Line]``, in the same order."""
    indexes = {a.pk: Member.index_of(a.id_number) if a.id_number else "" for a in applications}
    known = _by("id_index", set(indexes.values()) - {""})
    phones = {a.pk: Member.phone_index_of(a.phone) if a.phone else "" for a in applications}
    sharing = _by("phone_index", set(phones.values()) - {""})
    again = _again(applications)
    reach = _within(user, known)
    lines = []
    for a in applications:
        line = Line(a, mask("name", a.name), mask("id_number", a.id_number))
        line.known = next((m for m in known[indexes[a.pk]] if m.id_type == a.id_type), None)
        if line.known:
            seen = line.known.pk in reach
            line.where = line.known.place if seen else "其他地方的工会"
            line.marks.append((f"已有会籍：{line.where}", "caution"))
        if any(m.id_index != indexes[a.pk] for m in sharing[phones[a.pk]]):
            line.marks.append(("手机号与其他会员相同", "caution"))
        if again[a.id_type, a.id_index] > 1:
            line.marks.append((f"此人有 {again[a.id_type, a.id_index]} 份申请", "caution"))
        if _young(a):
            line.marks.append(("未满十六周岁", "bad"))
        lines.append(line)
    return lines


def _by(name, indexes):
    found = defaultdict(list)
    if indexes:
        rows = Member.objects.current().filter(**{f"{name}__in": indexes})
        for member in rows.select_related("union", "federation"):
            found[getattr(member, name)].append(member)
    return found


def _within(user, known):
    keys = [member.pk for members in known.values() for member in members]
    rows = Member.objects.for_user(user, Permission.MEMBER_VIEW)
    return set(rows.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _again(applications):
    """How many undecided ones there are of the same paper."""
    indexes = {a.id_index for a in applications if a.id_index}
    counts = defaultdict(int)
    rows = Application.objects.open().filter(id_index__in=indexes)
    for kind, index in rows.values_list("id_type", "id_index"):
        counts[kind, index] += 1
    return counts


def _young(application):
    if application.id_type != application.Paper.CITIZEN or not application.id_number:
        return False
    return papers_of_identity.age(application.id_number) < papers_of_identity.YOUNGEST
