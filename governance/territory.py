"""What becomes of divisions and of the line of command: each change one act, written down.

The tables are of the ground floor, which knows no trail; so their recorded services live here.
A change is registered when it is in force. A federation that goes on under a new code or superior
stays the same row, so that everything that names it goes on too; one that ends keeps its rows,
and ``deepest_territorial_federation`` leads from its region to the one that answers now.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from governance.trail import record, refuse
from unions.models import Federation, GrassrootsUnion, Region, RegionSuccession
from unions.names import federation_name, short_name, zone_federation_name
from unions.queries import deepest_territorial_federation

MANAGE = "region_manage"


def may_manage(by, verb, subject, *federations):
    if not all(federation and by.may_at(MANAGE, federation) for federation in federations):
        refuse(by=by, verb=verb, subject=subject)
        raise PermissionDenied("您无权变更这里的区划和工会隶属关系。")


def in_turn():
    """Changes of the trees wait for each other; two at once could close a ring or lose a child."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('unions_region.parent'))")
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('unions_federation.parent'))")


@transaction.atomic
def rename_region(*, region, name, on, by, code=None, basis=""):
    """A new name; with ``code`` also a new code, as when a county becomes a city (撤县设市)."""
    in_turn()
    region, former = _in_force(region, on), region.name
    federation = _home(region)
    may_manage(by, "rename", region, federation or deepest_territorial_federation(region))
    if code and code != region.code:
        kind = RegionSuccession.Kind.UPGRADED
        heir = _found(code, name, region.level, region.parent, on)
        _end(region, on)
        _children(region).update(parent=heir)
    else:
        kind, heir = RegionSuccession.Kind.RENAMED, region
        heir.name = name
        _save(heir)
    _succeed(region, heir, on, kind, basis, former)
    if federation:
        federation.code, federation.region = heir.code, heir
        federation.name, federation.short_name = _called(heir)
        _save(federation)
    record(
        by=by,
        verb="rename",
        label="区划更名",
        subject=heir,
        federation=federation,
        on=on.isoformat(),
        basis=basis,
        former={"code": region.code, "name": former},
    )
    return heir


@transaction.atomic
def merge_regions(*, regions, into, on, by, basis=""):
    """Several divisions end and go into one: ``into`` is in force already, or ``(code, name)``."""
    in_turn()
    if not regions:
        raise ValidationError("请选择要并入的区划。")
    regions = [_in_force(region, on) for region in regions]
    if isinstance(into, Region):
        into = _in_force(into, on)
        if any(into.path.startswith(region.path) for region in regions):
            raise ValidationError("不能并入它自己或它的下级。")
    first = regions[0]
    affected = [*regions, into] if isinstance(into, Region) else regions
    may_manage(by, "merge", first, *(deepest_territorial_federation(r) for r in affected))
    if not isinstance(into, Region):
        into = _found(*into, first.level, first.parent, on)
    given = [(region, into, None) for region in regions]
    ended = _redraw(given, ends=regions, on=on, kind=RegionSuccession.Kind.MERGED, basis=basis)
    record(
        by=by,
        verb="merge",
        label="区划合并",
        subject=into,
        federation=_home(into),
        on=on.isoformat(),
        basis=basis,
        regions=[region.code for region in regions],
        federations=ended,
    )
    return into


@transaction.atomic
def split_region(*, region, parts, on, by, basis="", remains=True):
    """New divisions out of one: ``parts`` are ``(code, name, codes of the children they take)``.

    The old one goes on with what is left, or with ``remains=False`` it ends, and then nothing may
    be left over.
    """
    in_turn()
    region = _in_force(region, on)
    old = _home(region)
    may_manage(by, "split", region, old or deepest_territorial_federation(region))
    children = {child.code: child for child in _children(region)}
    taken = [code for _, _, codes in parts for code in codes]
    if len(taken) != len(set(taken)) or not set(taken) <= set(children):
        raise ValidationError("下级区划应属于被拆分的区划，且只能划给其中一个。")
    if not remains and set(taken) != set(children):
        raise ValidationError("原区划撤销时，应把全部下级区划划给新设区划。")
    if not remains and len(parts) < 2:
        raise ValidationError("整体改设请用“更名”。")
    given = [
        (region, _found(code, name, region.level, region.parent, on), codes)
        for code, name, codes in parts
    ]
    ends = [] if remains else [region]
    _redraw(given, ends=ends, on=on, kind=RegionSuccession.Kind.SPLIT, basis=basis)
    heirs = [part for _, part, _ in given]
    record(
        by=by,
        verb="split",
        label="区划拆分",
        subject=region,
        federation=old,
        on=on.isoformat(),
        basis=basis,
        parts=[part.code for part in heirs],
        remains=remains,
    )
    return heirs


@transaction.atomic
def reparent_federation(*, federation, parent, by, basis=""):
    """Another superior: the whole subtree goes along, and every figure above follows."""
    in_turn()
    federation = Federation.objects.select_for_update(of=("self",)).get(pk=federation.pk)
    parent = Federation.objects.get(pk=parent.pk)
    may_manage(by, "reparent", federation, federation, parent)
    before = federation.parent
    if before is None or parent.path.startswith(federation.path):
        raise ValidationError("不能把工会划归它自己或它的下级。")
    if before == parent:
        raise ValidationError(f"{federation}已经隶属于{parent}。")
    if parent.valid_to:
        raise ValidationError(f"{parent}已撤销，不能作为上级工会。")
    if parent.level > federation.level or (
        parent.level == federation.level and federation.kind == Federation.Kind.TERRITORIAL
    ):
        raise ValidationError("上级工会的层级应高于本级。")
    federation.parent = parent
    _save(federation)
    record(
        by=by,
        verb="reparent",
        label="变更隶属关系",
        subject=federation,
        federation=federation,
        basis=basis,
        before=before.code,
        after=parent.code,
        moved=Federation.objects.at_or_below([federation]).count(),
    )
    return federation


@transaction.atomic
def rename_federation(*, federation, name, short_name, by, basis=""):
    """Another name for a federation that is called after no division."""
    in_turn()
    federation = Federation.objects.select_for_update(of=("self",)).get(pk=federation.pk)
    may_manage(by, "rename", federation, federation)
    if federation.kind == Federation.Kind.TERRITORIAL:
        raise ValidationError("地方总工会随行政区划更名，请办理区划更名。")
    former = federation.name
    federation.name, federation.short_name = name, short_name
    _save(federation)
    record(
        by=by,
        verb="rename",
        label="工会更名",
        subject=federation,
        federation=federation,
        basis=basis,
        former=former,
    )
    return federation


@transaction.atomic
def found_federation(*, code, name, short_name, kind, level, parent, region, by, on, basis=""):
    """A federation that no division brings with it: 产业工会, 开发区工会, 机关工会联合会."""
    in_turn()
    may_manage(by, "found", parent, parent)
    federation = Federation(
        **{"code": code, "name": name, "short_name": short_name, "kind": kind, "level": level},
        **{"parent": parent, "region": region, "valid_from": on},
    )
    if parent.level > level or (parent.level == level and kind == Federation.Kind.TERRITORIAL):
        raise ValidationError({"level": "上级工会的层级应高于本级。"})
    _save(federation)
    record(
        by=by,
        verb="found",
        label="设立工会",
        subject=federation,
        federation=federation,
        on=on.isoformat(),
        basis=basis,
    )
    return federation


@transaction.atomic
def found_zone(*, region, slug, name, short_name, on, by, basis=""):
    """A functional area that the state gave no code, in a division, and the federation it is home
    to. Both are called ``<division>-<slug>``. Whoever is not of the zone's own federation stays
    with the territorial one around it."""
    in_turn()
    region = _in_force(region, on)
    above = deepest_territorial_federation(region)
    may_manage(by, "found_zone", region, above)
    code, level = f"{region.code}-{slug}", min(above.level + 1, Federation.Level.STREET)
    if region.level == Region.Level.ZONE:
        raise ValidationError({"region": "功能区应设在行政区划之下，请选择所在的区县或地市。"})
    if Region.objects.filter(code=code).exists() or Federation.objects.filter(code=code).exists():
        raise ValidationError({"slug": f"代号“{code}”已被使用，请换一个。"})
    zone = _found(code, name, Region.Level.ZONE, region, on)
    federation = _save(
        Federation(
            **{"code": code, "name": zone_federation_name(name), "short_name": short_name},
            **{"kind": Federation.Kind.ZONE, "level": level, "parent": above},
            **{"region": zone, "valid_from": on},
        )
    )
    record(
        by=by,
        verb="found_zone",
        label="设立功能区及其工会",
        subject=federation,
        federation=federation,
        on=on.isoformat(),
        basis=basis,
        region=code,
    )
    return federation


@transaction.atomic
def end_federation(*, federation, on, by, basis=""):
    """It ends; what stood under it passes to its superior."""
    in_turn()
    federation = Federation.objects.select_for_update(of=("self",)).get(pk=federation.pk)
    may_manage(by, "end", federation, federation)
    if federation.valid_to or federation.parent is None:
        raise ValidationError(f"{federation}不能撤销。")
    _not_ahead(on)
    _hand_over(federation, federation.parent, on)
    home = federation.region
    if home and home.level == Region.Level.ZONE and federation.code == home.code:
        _end(home, on)  # the zone was founded with it
    record(
        by=by,
        verb="end",
        label="撤销工会",
        subject=federation,
        federation=federation,
        on=on.isoformat(),
        basis=basis,
    )
    return federation


def _not_ahead(on):
    if on > timezone.localdate():
        raise ValidationError("只能登记已经生效的变更，请在生效之日办理。")


def _in_force(region, on):
    _not_ahead(on)
    region = Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    if region.valid_to:
        raise ValidationError(f"{region}已于{region.valid_to:%Y-%m-%d}终止。")
    if region.pseudo:
        raise ValidationError(f"“{region}”是虚拟区划，不能变更。")
    return region


def _children(region):
    return Region.objects.filter(parent=region, valid_to=None)


def _home(region):
    """The territorial federation whose home this division is, if it has one."""
    return Federation.objects.territorial().filter(region=region, valid_to=None).first()


def _called(region):
    return federation_name(region.name, region.parent and region.parent.name), short_name(
        region.code, region.name
    )


def _redraw(given, *, ends, on, kind, basis):
    """Divisions give to others: ``given`` are ``(from, to, codes of the children)``, None for all.

    The federations in them go along. Whoever ends leaves what is left to its only successor, or to
    its superior where there are several: as an old code is led on. Returns the codes of the
    federations that ended.
    """
    heirs = {}
    for giver, taker, codes in given:
        _succeed(giver, taker, on, kind, basis)
        children = _children(giver)
        (children if codes is None else children.filter(code__in=codes)).update(parent=taker)
        if old := _home(giver):
            home = _home(taker) or _found_home(taker, old, on)
            inside = Federation.objects.filter(parent=old, region__path__startswith=taker.path)
            inside.update(parent=home)
            heirs.setdefault(old.pk, []).append(home)
    ended = []
    for giver in ends:
        old = _home(giver)
        _end(giver, on)
        if old:
            homes = heirs[old.pk]
            _hand_over(old, homes[0] if len(homes) == 1 else old.parent, on)
            ended.append(old.code)
    return ended


def _found(code, name, level, parent, on):
    return _save(Region(code=code, name=name, level=level, parent=parent, valid_from=on))


def _found_home(region, like, on):
    name, short = _called(region)
    return _save(
        Federation(
            **{"code": region.code, "name": name, "short_name": short, "region": region},
            **{"level": like.level, "parent": like.parent, "valid_from": on},
        )
    )


def _save(row):
    row.full_clean(exclude=["path"])
    row.save()
    return row


def _end(region, on):
    region.valid_to = on
    _save(region)


def _succeed(region, heir, on, kind, basis, former=None):
    RegionSuccession.objects.create(
        predecessor=region,
        successor=heir,
        on=on,
        kind=kind,
        basis=basis,
        former_name=former or region.name,
    )


def _hand_over(federation, heir, on):
    Federation.objects.filter(parent=federation, valid_to=None).update(parent=heir)
    GrassrootsUnion.objects.filter(federation=federation, dissolved_on=None).update(federation=heir)
    federation.valid_to = on
    _save(federation)
