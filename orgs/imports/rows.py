"""From the lines of a sheet to rows of values: data, and what is merely said around them.

What a cell means, and whether it can be meant at all, is settled here.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError

from jobs.sheets import plain
from orgs.imports import cells
from orgs.imports.columns import HEADED, LABELS, columns_of, field_of
from orgs.imports.listing import Row
from orgs.models import CountedFacts, Organization
from orgs.names import fold, half_width
from orgs.queries import Territories
from orgs.services.registration import OUTSIDE, TIDY, tidied
from unions.models import Federation

TOTAL = re.compile(r"^(总计|合计|共计|小计|累计|总数|总和|共)[:：]?")
NOTE = re.compile(
    r"^[(（]?(注|备注|说明|填报?说明|填表说明|填表人|填报人|制表|审核|复核|填报单位|填报时间|填表日期|联系人|报送|统计时间|"
    r"统计日期|截至|截止|数据来源|单位负责人|经办人|负责人签|签字|签名|盖章|日期[:：]|分管领导|单位（?盖章）?|第\d+页)"
)
CODE_LIKE = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚ]{9}")
SUBTOTAL = re.compile(r"(总计|合计|小计)[:：]?\d*(家|个)?$")
SECTION = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}([)）]|、)")
DATES = ("registered_on", "ended_on", "labour_field_decided_on", "charity_on")
LEFT_EMPTY = {"contact_phone"}  # malformed, they cost themselves only, not the row
BY_ROW = {"labour_field"}  # what such a cell gives depends on others of its row
MOST_TOLD = 50_000
STEP = 500  # rows between two words on how far it is


def quietly(*_, **__):
    """Nobody waits to be told how far it is."""


def heads(text):
    """Whether it is a heading that we know."""
    return not text.isascii() and plain(text) in HEADED


def text_of(line):
    return "\t".join(text for text in line.cells if text)


class Reader:
    """Turns lines into rows, with the divisions and federations of one territory in hand."""

    def __init__(self, within, listing):
        self.within, self.listing = within, listing
        self.places = Territories(within)
        root = self.places.root.strip("/").split("/")[0]
        self.municipality = root in {"11", "12", "31", "50"}
        ours = Federation.objects.at_or_below([within]).values_list("pk", "code", "name")
        self.federations = {}
        for pk, code, title in ours:
            self.federations[code] = self.federations[fold(title)] = pk
        self.checked = {f.attname: f for f in Organization._meta.concrete_fields}
        self.draft = Organization()  # one for all rows: making a thousand is slow
        self.blank = {name: getattr(self.draft, name) for name in self.checked}
        self.rules = {n: f.validators for n, f in self.checked.items() if f.validators}
        self.told, self.noted = {}, False
        self.passed = set()  # (field, value) that its rules have let through

    def take(self, table, header, columns, progress=quietly):
        """The data of one sheet; lines that only look like data go where they belong."""
        listing, section = self.listing, []
        main = table.sheet == listing.sheet
        listing.listed.append(table.sheet)
        read = set(columns)
        labels = {label for label in header.labels if label}
        self.units = {at: self.unit(header, at) for at in columns}
        listing.said += [text_of(li) for li in table.lines if li.number < header.numbers[0]]
        for done, line in enumerate(table.data(header)):
            if not done % STEP:
                progress(done, "正在读取各行")
            kind = self.kind(line, columns, labels)
            if kind == "total":
                listing.totals.append((line, columns, list(section)))
                listing.said.append(text_of(line))
                if re.search("小计", text_of(line)):
                    section = []
            elif kind == "note":
                listing.said.append(text_of(line))
            elif kind == "header":  # the same once more on a printed page, or another table's
                again = columns_of([("", text) for text in line.cells])
                if again != columns and {"name", "credit_code"} & set(again.values()):
                    columns, labels = again, {text for text in line.cells if text}
                    read |= set(columns)
                    self.units = {at: self.unit(header, at) for at in columns}
            elif kind == "data":
                row = self.row(line, header, columns, "" if main else table.sheet)
                listing.rows.append(row)
                section.append((line, row))
                for at, text in enumerate(line.cells):
                    if text and at not in read:
                        self.pass_by(header, at)

    def pass_by(self, header, at):
        """A column that is not taken in, unless it is one we know and never take in."""
        label = header.labels[at] if at < len(header.labels) else ""
        if label and field_of(label) == "":
            return
        name = label or f"第{at + 1}列（无表头）"
        self.listing.unread[name] = self.listing.unread.get(name, 0) + 1

    def kind(self, line, columns, labels):
        """Data, a total, a note, or the header once more as it stands on printed pages."""
        filled = [(at, text) for at, text in enumerate(line.cells) if text]
        if not filled and line.doubts:
            return "data"
        if not filled:
            return "blank"
        first = half_width(filled[0][1]).replace(" ", "")
        by_field = {field: line[at] for at, field in columns.items()}
        coded = CODE_LIKE.search(by_field.get("credit_code", ""))
        if (TOTAL.match(first) or SUBTOTAL.search(first)) and len(first) <= 30 and not coded:
            return "total"
        if NOTE.match(first) and not coded:
            return "note"
        if (by_field.get("name") or "").startswith(("（示例）", "(示例)", "示例：", "例：")):
            return "note"
        if len(filled) == 1 and SECTION.match(first):
            return "note"
        if len(filled) > 2 and sum(heads(text) for _, text in filled[:4]) > 1:
            return "header"
        repeated = sum(text in labels for _, text in filled)
        if repeated * 2 > len(filled) > 1:
            return "header"
        named = by_field.get("name") or by_field.get("credit_code")
        ours = [at for at, _ in filled if columns.get(at)]
        if len(filled) == 1 and (not named or len(first) > 40 or filled[0][0] == 0 and not ours):
            return "note"
        if not ours and not line.doubts:
            return "note" if len(filled) == 1 else "blank"
        return "data"

    def row(self, line, header, columns, sheet):
        row = Row(sheet=sheet, number=line.number, written=self.aligned(line, columns))
        self.where = f"{sheet}·{line.number}" if sheet else str(line.number)
        for at, name in columns.items():
            text = line[at]
            if doubt := line.doubt(at):
                row.errors.append((name, text, doubt))
            elif text:
                try:
                    self.read(row, name, text, self.units[at])
                except ValidationError as wrong:
                    row.errors.append((name, text, wrong.messages[0]))
        self.settle_labour_field(row, columns, line)
        self.place(row, columns, line)
        self.complete(row, sheet)
        self.check(row, columns, line)
        return row

    def aligned(self, line, columns):
        """The cells in the order of the list's own header, for the workbook of errors."""
        main = self.listing.columns
        if columns == main:
            return line.cells
        at_of = {name: at for at, name in columns.items()}
        return tuple(
            line[at_of[main[at]]] if main.get(at) in at_of else ""
            for at in range(len(self.listing.labels))
        )

    def unit(self, header, at):
        """What a heading says of the numbers below it: 资产总额（万元）."""
        found = re.search(r"([万亿])\s*元", header.labels[at] if at < len(header.labels) else "")
        return found[1] if found else ""

    def note(self, table, name, word):
        self.noted = True
        table.setdefault(name, {}).setdefault(word, []).append(self.where)

    def read(self, row, name, text, unit):
        """``value``, but of what was read before without a note only the result."""
        key = name, text, unit
        known = self.told.get(key)
        if known is None:
            self.noted = name in BY_ROW
            alone = Row(sheet=row.sheet, number=row.number)
            self.value(row if self.noted else alone, name, text, unit)
            if name in BY_ROW:
                return
            known = alone.values, alone.coarse
            if not self.noted:
                if len(self.told) > MOST_TOLD:
                    self.told.clear()
                self.told[key] = known
        row.values |= known[0]
        if known[1]:
            row.coarse |= known[1]

    def value(self, row, name, text, unit):
        values = row.values
        said = half_width(text).lower()
        if name == "has_party_org":
            values[name] = cells.yes(LABELS[name], text)
        elif said in cells.UNSAID:
            self.note(self.listing.unsaid, name, text)
        elif said in cells.NOTHING and not (name in cells.ANSWERED and said in cells.NO):
            return
        elif name == "labour_field":
            self.labour_field(values, text)
        elif name in cells.ANSWERED:
            values[name] = cells.yes(LABELS[name], text)
        elif name in cells.ONE_OF:
            label, words = cells.ONE_OF[name]
            values[name] = cells.choice(words, label, text)
        elif name in cells.SEVERAL:
            values[name], strange = cells.several(name, text)
            for word in strange:
                self.note(self.listing.left_aside, name, word)
            if not values[name]:
                del values[name]
        elif name == "assets":
            values[name] = cells.money(text, unit=unit)
        elif name == "member_count":
            values[name] = cells.count("会员数", "人或家", text)
        elif name == "contact_phone":
            values.update(tidied({name: cells.phone(text)}))
        elif name in DATES:
            values[name], certain = cells.day(text)
            if certain < 10:
                row.coarse[name] = certain
        elif name == "staff_count":
            values[name] = cells.staff(text)
        elif name == "type":
            values[name] = cells.choice(cells.TYPES, "组织类型", text)
        elif name == "registration_level":
            values[name] = cells.level(text, municipality=self.municipality)
        elif name == "status":
            if (standing := cells.chosen(cells.STANDINGS, text)) == CountedFacts.Standing.FILED:
                values["standing"] = standing
            else:
                values[name] = cells.choice(cells.STATUSES, "存续状态", text)
        elif name == "standing":
            values[name] = cells.choice(cells.STANDINGS, "登记情形", text)
        elif name == "management":
            values[name] = cells.choice(cells.MANAGEMENTS, "管理方式", text)
        elif name in ("kind", "category"):
            table = cells.KINDS if name == "kind" else cells.CATEGORIES
            found = cells.chosen(table, text)
            if found is None:
                self.note(self.listing.left_aside, name, text)
            else:
                values[name] = found
        elif name == "federation":
            found = self.federations.get(half_width(text)) or self.federations.get(fold(text))
            if found is None:
                raise ValidationError(OUTSIDE)
            values["federation_id"] = found
        elif name not in ("region", "province", "prefecture", "county"):
            values[name] = TIDY[name](text) if name in TIDY else text

    def labour_field(self, values, text):
        """Yes is no finding without a word in which way; no is one; a domain may stand for yes."""
        domains, strange = cells.several("labour_domains", text)
        if domains and not strange:
            values.setdefault("labour_domains", domains)
        elif cells.yes(LABELS["labour_field"], text):
            values["labour_field"] = True
        else:
            values["labour_field"] = False

    def settle_labour_field(self, row, columns, line):
        said, domains = row.values.pop("labour_field", None), row.values.get("labour_domains")
        if said is False and domains:
            written = self.written("labour_field", columns, line)
            row.errors.append(("labour_field", written, "填为不属于劳动关系领域，却列有所属方面。"))
        elif said is False:
            row.values["labour_domains"] = []
        elif said and not domains:
            self.listing.unfounded.append(self.where)

    def place(self, row, columns, line):
        """Where it is: as said in columns of its own, else as its residence begins."""
        parts = {
            name: line[at]
            for at, name in columns.items()
            if name in ("province", "prefecture", "county", "region") and line[at]
        }
        parts = {n: t for n, t in parts.items() if half_width(t).lower() not in cells.NOTHING}
        if parts:
            region = None
            for words in (
                "".join(parts[n] for n in ("province", "prefecture", "county") if n in parts)
                + parts.get("region", ""),
                parts.get("region") or parts.get("county", ""),
            ):
                region = region or (self.places.region(words) if words else None)
            said = next(reversed(parts))
            if region is None:
                text = parts[said]
                row.errors.append((said, text, f"无法识别“{text}”，请填写区划全称或代码。"))
            elif self.places.answering(region) is None:
                row.errors.append((said, parts[said], OUTSIDE))
            else:
                row.values["region_id"] = region
        elif residence := row.values.get("residence"):
            region = self.places.region(residence)
            if region is not None and self.places.answering(region) is not None:
                row.values["region_id"] = region
                row.derived.add("region_id")

    def complete(self, row, sheet):
        """What follows from what is said: type from the code, level from the authority …"""
        values, derived = row.values, row.derived
        code = values.get("credit_code") or ""
        if "type" not in values:
            by_code = code[:2] if code[:2] in CountedFacts.Type.values else None
            found = by_code or cells.chosen(cells.TYPES, sheet or self.listing.sheet)
            if found:
                values["type"] = CountedFacts.Type(found)
                derived.add("type")
        authority = values.get("registering_authority", "")
        whole = code if len(code) == 18 else None
        follows = {
            "registration_level": self.places.level(authority, whole),
            "kind": cells.kind_by_name(values.get("name", ""), values.get("type")),
        }
        for name, found in follows.items():
            if name not in values and found:
                values[name] = found
                derived.add(name)
        if "federation_id" not in values:
            values["federation_id"] = self.places.responsible(
                region=values.get("region_id"), authority=authority, code=whole
            )
            derived.add("federation_id")
        ended = values.get("status") in Organization.ENDED
        if values.get("ended_on") and "status" not in values:
            values["status"] = CountedFacts.Status.DEREGISTERED
            derived.add("status")
        elif ended and "ended_on" not in values:
            derived.add("ended_on")  # by the list's own date; see Judge

    def check(self, row, columns, line):
        """The rules of the fields and of the model: those a page and the API go by."""
        wrong = {name for name, _, _ in row.errors}
        for name, value in row.values.items():
            if name not in self.rules or name in wrong or value in (None, ""):
                continue
            if not isinstance(value, list) and (name, value) in self.passed:
                continue
            try:
                for rule in self.rules[name]:
                    rule(value)
                if len(self.passed) < MOST_TOLD and not isinstance(value, list):
                    self.passed.add((name, value))
            except ValidationError as refused:
                said = self.written(name, columns, line)
                if name in LEFT_EMPTY:
                    row.values[name], row.unreadable[name] = "", said
                    self.listing.unreadable.setdefault(name, []).append(self.where)
                else:
                    row.errors.append((name, said, refused.messages[0]))
                    wrong.add(name)
        if not wrong:
            draft = self.draft
            draft.__dict__.update(self.blank)
            draft.__dict__.update((n, v) for n, v in row.values.items() if n in self.checked)
            if draft.ended and not draft.ended_on:
                draft.ended_on = date.max
            if draft.labour_domains:  # what the list leaves open, writing it will fill in
                draft.labour_field_basis = draft.labour_field_basis or self.listing.sheet or "-"
                draft.labour_field_decided_on = draft.labour_field_decided_on or date.max
            try:
                draft.clean()
            except ValidationError as refused:
                for name, messages in refused.message_dict.items():
                    written = self.written(name, columns, line)
                    row.errors.append((name, written, messages[0]))

    def written(self, name, columns, line):
        at = next((at for at, field in columns.items() if field == name), None)
        return line[at] if at is not None else ""
