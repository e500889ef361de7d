"""Merge, ten edits, un-merge: the same as ten edits without any merge (#11). Seeds tell which."""

import random
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction

from documents.models import Attachment, Content
from indicators import services as figures
from indicators.models import Cell, MonthlyChange
from membership import services as founding
from membership.models import Coverage, Eligibility
from orgs import services as register
from orgs.models import Delegate, Merge, Organization, OrganizationFacts
from orgs.services.delegates import end as end_delegate
from orgs.services.merging import SNAPSHOT_BUT, approve_merge, propose_merge
from orgs.services.parting import plan, undo_merge
from tests import make

pytestmark = pytest.mark.django_db
S, L = "survivor", "loser"
TIMELINES = (OrganizationFacts, Eligibility, Coverage)


class World:
    """Two organizations and the officer; ``at`` says on which of them an edit is made."""

    def __init__(self):
        self.by = make.officer("500112")
        self.second = make.officer("500112")
        self.people = [make.officer("32") for _ in range(34)]
        self.unions = {side: [make.union() for _ in range(32)] for side in (S, L)}
        self.sides = {S: make.organization(), L: make.organization("500113")}
        self.by = make.officer("50")
        self.second = make.officer("50")
        own, other = self.sides[S], self.sides[L]
        self.cover(own, self.unions[S][0], date(2016, 5, 1))
        founding.end_coverage(by=self.by, organization=own, on=date(2018, 1, 1), reason="撤销")
        self.cover(other, self.unions[L][0], date(2019, 1, 1))
        founding.assess(by=self.by, organization=other, decision="eligible", as_of=date(2019, 1, 1))
        for n, (side, organization) in enumerate(self.sides.items()):
            Delegate.objects.create(
                organization=organization, user=self.people[n], starts_on=date(2020, 1, 1)
            )
            self.attach(organization, f"{side}.txt")
        self.answers, self.merged = {}, False

    def cover(self, organization, union, on, **over):
        founding.record_coverage(
            by=self.by, organization=organization, form="joint", union=union, as_of=on, **over
        )

    def attach(self, organization, name):
        content, _ = Content.objects.get_or_create(digest="0" * 64, size=1, state="clean")
        Attachment.objects.create(
            owner_type="orgs.organization",
            owner_id=str(organization.pk),
            federation=make.federation("50"),
            content=content,
            name=name,
            by=self.by,
        )

    def at(self, side):
        key = self.sides[S if self.merged else side].pk
        return Organization.objects.get(pk=key)

    def edit(self, side, do):
        """One edit meant for a side; of what it writes anew, remember whose it is."""
        before = {model: set(model.objects.values_list("pk", flat=True)) for model in ASKED}
        do(self, self.at(side))
        for model, known in before.items():
            for row in model.objects.exclude(pk__in=known):
                self.answers[f"{model._meta.label}:{row.pk}"] = side

    def merge(self):
        merge = propose_merge(by=self.by, survivor=self.sides[S], loser=self.sides[L], reason="同")
        if merge.state == Merge.State.PROPOSED:
            merge = approve_merge(by=self.second, merge=merge)
        self.merged = True
        return merge

    def state(self):
        """All that matters of both, by side, without keys and times of recording."""
        return {side: told(Organization.objects.get(pk=o.pk)) for side, o in self.sides.items()}


ASKED = (Coverage, Eligibility, Delegate, Attachment)


def told(organization):
    rows = {
        model.__name__: [
            (r.valid_from, r.valid_to, sorted((k, str(v)) for k, v in meaning(r).items()))
            for r in model.objects.known().filter(organization=organization).order_by("valid_from")
        ]
        for model in TIMELINES
    }
    files = Attachment.objects.of(organization)
    return {
        **rows,
        "own": {
            f.attname: getattr(organization, f.attname)
            for f in Organization._meta.concrete_fields
            if f.attname not in SNAPSHOT_BUT
        },
        "aliases": sorted(organization.aliases.values_list("scheme", "value", "until")),
        "delegates": sorted(organization.delegates.values_list("user", "duty", "ends_on")),
        "files": sorted(files.values_list("name", "withdrawn_at")),
    }


def meaning(row):
    return {k: v for k, v in row.content().items() if k != "organization_id"}


# Edits: ``(side, what is done)``. Days only go on, and what is edited is what shows.


def edits(seed, count=10):
    chance, day, found = random.Random(seed), date(2024, 1, 1), []
    chosen = {name: chance.choice((S, L)) for name in ("residence", "staff_count", "name")}
    shown, renamed, people = L, False, 2
    for n in range(count):
        day += timedelta(chance.randrange(1, 60))
        side = chance.choice((S, L))
        match chance.choice(KINDS):
            case "residence":
                side = chosen["residence"]
                found.append((side, partial(update, residence=f"新街{n}号")))
            case "staff":
                side = chosen["staff_count"]
                found.append((side, partial(update, staff_count=n + 3, as_of=day, reason="核")))
            case "rename" if not renamed:
                side, renamed = chosen["name"], True
                found.append((side, partial(rename, name=f"更名后的服务中心{seed}", on=day)))
            case "delegate":
                found.append((side, partial(appoint, person=people)))
                people += 1
            case "retire":
                found.append((side, retire))
            case "attach":
                found.append((side, partial(attach, name=f"{n}.txt")))
            case "assess":
                decision = chance.choice(("eligible", "ineligible"))
                found.append((side, partial(assess, decision=decision, note=f"{n}", on=day)))
            case "cover":
                found.append((side, partial(cover, side=side, n=1 + n, on=day)))
                shown = side
            case "end" if shown:
                found.append((shown, partial(end, on=day)))
                shown = ""
            case "correct" if shown:
                found.append((shown, partial(correct, basis=f"渝工发{n}号")))
            case "void" if shown:
                found.append((shown, void))
                shown = ""
    return found, {name for name, side in chosen.items() if side == L}


KINDS = ("residence", "staff", "rename", "delegate", "retire", "attach", "assess", "cover")
KINDS += ("cover", "end", "correct", "void")


def update(world, organization, **fields):
    register.update_organization(by=world.by, organization=organization, **fields)


def rename(world, organization, name, on):
    register.rename(by=world.by, organization=organization, name=name, on=on)


def appoint(world, organization, person):
    Delegate.objects.create(
        organization=organization, user=world.people[person], starts_on=date(2024, 1, 1)
    )


def retire(world, organization):
    """The delegate there was from the first on this side."""
    user = world.people[0] if world.side == S else world.people[1]
    for delegate in Delegate.objects.filter(organization=organization, user=user, ends_on=None):
        end_delegate(delegate=delegate, by=world.by, reason="离任")


def attach(world, organization, name):
    world.attach(organization, name)


def assess(world, organization, decision, on, note):
    finding = {"decision": decision, "note": note, "as_of": on}
    reason = "N06" if decision == "ineligible" else ""
    founding.assess(by=world.by, organization=organization, reason=reason, **finding)


def showing(organization):
    rows = Coverage.objects.known().filter(organization=organization, valid_to=None)
    return rows.first()


def cover(world, organization, side, n, on):
    union = world.unions[side][n]
    world.cover(organization, union, on, instead_of=showing(organization))


def end(world, organization, on):
    founding.end_coverage(by=world.by, organization=organization, on=on, reason="撤销")


def correct(world, organization, basis):
    row = showing(organization)
    founding.correct_coverage(by=world.by, coverage=row, basis=basis, reason="文号有误")


def void(world, organization):
    founding.void_coverage(by=world.by, coverage=showing(organization), reason="误登")


def run(world, script):
    for side, do in script:
        world.side = side
        world.edit(side, do)


def compare(seed, count=10):
    world = World()
    script, chosen = edits(seed, count)
    point = transaction.savepoint()
    run(world, script)
    apart, cells = world.state(), counted()
    transaction.savepoint_rollback(point)
    world.answers.clear()
    merge = world.merge()
    assert not figures.verify().differences
    run(world, script)
    assert not figures.verify().differences
    keys = {question.key for question in plan(merge=merge).questions}
    answers = {key: side for key, side in world.answers.items() if key in keys}
    undo_merge(by=world.by, merge=merge, reason="误并", answers=answers, chosen=chosen)
    world.merged = False
    assert difference(world.state(), apart) == [], seed
    assert counted() == cells, seed


def difference(now, wanted):
    return [
        (side, part, now[side][part], wanted[side][part])
        for side in (S, L)
        for part in now[side]
        if now[side][part] != wanted[side][part]
    ]


def counted():
    """The cells, which agree with a recount."""
    assert not figures.verify().differences
    return [
        sorted(
            map(str, model.objects.values_list(*[f.attname for f in model._meta.concrete_fields]))
        )
        for model in (Cell, MonthlyChange)
    ]


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(n, marks=pytest.mark.drill) for n in range(4, 12))]
)
def test_as_if_they_had_never_been_one(seed):
    """#11: merge, ten edits, un-merge; every table that matters and every figure compared."""
    compare(seed)


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(100, 140))
def test_forty_times_thirty_edits(seed):
    compare(seed, 30)


def test_nothing_edited_nothing_asked():
    world = World()
    before = world.state()
    merge = world.merge()
    assert not plan(merge=merge).questions
    undo_merge(by=world.by, merge=merge, reason="误并")
    assert world.state() == before
