"""Where the register keeps persons of an organization, and how they are taken out of it.

The organization stays, with all that is counted of it; who stood behind it goes: its legal
representative, contacts, concurrent officials, those who claimed it, and what lists, corrections,
duplicates and merges had kept of them.
"""

import json

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from governance.models import Correction
from orgs.models import (
    Claim,
    Contact,
    DuplicatePair,
    ImportLine,
    Invitation,
    Merge,
    Organization,
    ProposedValue,
    Statement,
    Tie,
    Traits,
)
from orgs.naming import names, numbers, places
from orgs.retention import FORGOTTEN
from privacy import erasure, free_texts, holds, subjects
from privacy.erasure import Kept, Part
from privacy.subjects import Subject

PERSONAL = ["legal_representative", "contact_phone"]


def declare():
    subjects.register(
        Subject(
            kind="organization",
            label="orgs.Organization",
            title="社会组织",
            hint="填统一社会信用代码或公开编号",
            find=_organization,
            federation=lambda row: row.federation,
            people="法定代表人、联系人、兼任干部等人员",
        ),
        Subject(
            kind="batch",
            label="orgs.ImportBatch",
            title="导入批次",
            hint="填批次的公开编号",
            find=_batch,
            federation=lambda row: row.federation,
        ),
    )
    holds.through("orgs.ProposedValue", "request__organization", "orgs.Organization")
    erasure.declare("organization", *PARTS)
    free_texts.declare("organization", names=names, numbers=numbers, places=places)


def _organization(rows, text):
    return rows.filter(_uid(text) | Q(credit_code=text)).first()


def _batch(rows, text):
    return rows.filter(_uid(text)).first()


def _uid(text):
    digits = text.replace("-", "").lower()
    whole = len(digits) == 32 and not set(digits) - set("0123456789abcdef")
    return Q(uid=digits) if whole else Q(pk__in=())


# Rows that still hold something of a person of the organization


def lines(organization):
    of = Q(organization=organization)
    if organization.credit_code:
        of |= Q(values__credit_code=organization.credit_code)
    told = Q(private__blank=False)
    for name in ("values", "changes", "before", "held", "stayed"):
        told |= Q(**{f"{name}__has_any_keys": PERSONAL})
    return ImportLine.objects.filter(of, told)


def statements(organization):
    told = Q(private__blank=False) | Q(values__has_any_keys=PERSONAL)
    return Statement.objects.filter(told, organization=organization)


def proposals(organization):
    told = Q(value__blank=False) | Q(before__blank=False)
    rows = ProposedValue.objects.filter(told, request__organization=organization)
    return rows.filter(field__in=PERSONAL)


def claims(organization):
    rows = Claim.objects.filter(organization=organization)
    return rows.exclude(name=FORGOTTEN, phone__blank=True, email__blank=True)


def invitations(organization):
    rows = Invitation.objects.filter(organization=organization)
    return rows.exclude(name=FORGOTTEN, phone__blank=True, email__blank=True)


def ties(organization):
    return Tie.objects.filter(organization=organization, person_name__blank=False)


def traits(organization):
    rows = Traits.objects.filter(organization=organization)
    return rows.exclude(representative="", phones=[])


def pairs(organization):
    rows = DuplicatePair.objects.filter(Q(first=organization) | Q(second=organization))
    return _saying(rows, "receipt", organization)


def merges(organization):
    """Snapshots are sealed, so their rows are told by what stands beside."""
    rows = Merge.objects.filter(Q(survivor=organization) | Q(loser=organization))
    told = _saying(rows, "told", organization).values("pk")
    sealed = [row.pk for row in rows if _speaks(row.before)]
    return rows.filter(Q(pk__in=told) | Q(pk__in=sealed))


def _saying(rows, name, organization):
    if not organization.legal_representative:
        return rows.none()
    rows = rows.annotate(_text=Cast(name, TextField()))
    return rows.filter(_text__contains=organization.legal_representative)


def _speaks(snapshot):
    values = json.loads(snapshot) if snapshot else {}
    return any(values.get(name) for name in PERSONAL)


def corrections(organization):
    told = Q(before__has_any_keys=PERSONAL) | Q(after__has_any_keys=PERSONAL)
    return Correction.objects.filter(
        told, subject_type="orgs.organization", subject_id=str(organization.pk)
    )


def themselves(organization):
    rows = Organization._base_manager.filter(pk=organization.pk)
    return rows.exclude(legal_representative="", contact_phone__blank=True)


# How they are taken out


def forget_in_lines(rows):
    for line in rows:
        for name in ("values", "changes", "before", "held", "stayed"):
            setattr(line, name, _without(getattr(line, name)))
        line.private, line.errors = "", []
        line.save()


def forget_in_statements(rows):
    for row in rows:
        row.values, row.private = _without(row.values), ""
        row.save()


def _without(values):
    return {name: value for name, value in values.items() if name not in PERSONAL}


def forget_in_ties(rows):
    """That somebody held the post is counted on; the index is one of nobody."""
    for row in rows:
        Tie.objects.filter(pk=row.pk).update(person_name="", person_index=f"erased-{row.pk}")


def forget_in_pairs(rows):
    for row in rows.select_related("first", "second"):
        words = {row.first.legal_representative, row.second.legal_representative} - {""}
        DuplicatePair.objects.filter(pk=row.pk).update(receipt=_scrubbed(row.receipt, words))


def forget_in_merges(rows):
    for row in rows.select_related("survivor", "loser"):
        words = {row.survivor.legal_representative, row.loser.legal_representative} - {""}
        values = json.loads(row.before) if row.before else {}
        values |= {name: "" for name in PERSONAL if name in values}
        row.before = json.dumps(values, ensure_ascii=False) if values else ""
        row.told = _scrubbed(row.told, words)
        row.save(update_fields=["before", "told"])


def _scrubbed(value, words):
    if isinstance(value, dict):
        return {key: _scrubbed(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_scrubbed(one, words) for one in value]
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, FORGOTTEN)
    return value


def forget_applicants(rows):
    rows.update(name=FORGOTTEN, phone="", email="", representative=FORGOTTEN)


def blank(rows):
    rows.update(name=FORGOTTEN, phone="", email="")


PARTS = (
    Part(
        label="orgs.ImportLine",
        name="导入名单各行中的人员",
        rows=lines,
        erase=forget_in_lines,
        order=10,
    ),
    Part(
        label="orgs.Statement",
        name="登记陈述中的人员",
        rows=statements,
        erase=forget_in_statements,
        order=11,
    ),
    Part(
        label="orgs.ProposedValue",
        name="资料更正申请中的人员",
        rows=proposals,
        erase=lambda rows: rows.update(value="", before=""),
        order=12,
    ),
    Part(
        label="orgs.Claim",
        name="认领申请人",
        rows=claims,
        erase=lambda rows: rows.update(
            name=FORGOTTEN, phone="", email="", representative=FORGOTTEN
        ),
        order=13,
    ),
    Part(label="orgs.Invitation", name="受邀开户的人", rows=invitations, erase=blank, order=14),
    Part(
        label="orgs.Contact",
        name="联系人",
        rows=lambda o: Contact.objects.filter(organization=o),
        erase=lambda rows: rows.delete(),
        order=15,
    ),
    Part(
        label="orgs.Tie",
        name="法定代表人、兼任干部等人员关系中的姓名",
        rows=ties,
        erase=forget_in_ties,
        order=16,
    ),
    Part(
        label="orgs.Traits",
        name="比对特征中的人员和电话",
        rows=traits,
        erase=lambda rows: rows.update(representative="", phones=[]),
        order=17,
    ),
    Part(
        label="orgs.DuplicatePair",
        name="疑似重复评分中的人员",
        rows=pairs,
        erase=forget_in_pairs,
        order=18,
    ),
    Part(
        label="orgs.Merge",
        name="合并前后快照中的人员",
        rows=merges,
        erase=forget_in_merges,
        order=19,
    ),
    Part(
        label="orgs.Organization",
        name="名册中的法定代表人和联系电话",
        rows=themselves,
        erase=lambda rows: rows.update(legal_representative="", contact_phone=""),
        order=90,
    ),
    Part(
        label="governance.Correction",
        name="更正记录中的人员",
        rows=corrections,
        erase=lambda rows: rows.delete(),
        order=99,
    ),
    Kept(name="操作轨迹", why="只记操作、理由和文号，不记人员的姓名、电话；依法留存，只增不改"),
    Kept(name="计数历史与统计", why="不含个人信息，统计数不因清除而变"),
    Kept(name="公文", why="已制发的公文依档案法保存；其中的人员不再用于其他目的"),
    Kept(name="附件", why="由经办人在档案页逐份撤下；撤下满两年的原件自动删除"),
    Kept(name="备份", why="旧备份到期轮换后消失；恢复备份后运行 repeat_erasures 再次清除"),
)
