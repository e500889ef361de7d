"""From the lines of a sheet to rows of values: data, and what is merely said around them.

What a cell means, and whether it can be meant at all, is settled here.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError

from jobs.sheets import plain
from orgs import beside
from orgs.imports import cells
from orgs.imports.columns import HEADED, columns_of, field_of
from orgs.imports.listing import Row
from orgs.imports.meanings import PLACES, Meanings
from orgs.models import CountedFacts, Organization
from orgs.names import half_width
from orgs.queries import Territories
from orgs.services.registration import OUTSIDE

TOTAL = re.compile(r"^(总计|合计|共计|小计|累计|总数|总和|共)[:：]?")
NOTE = re.compile(
    r"^[(（]?(注|备注|说明|填报?说明|填表说明|填表人|填报人|制表|审核|复核|填报单位|填报时间|填表日期|联系人|报送|统计时间|"
    r"统计日期|截至|截止|数据来源|单位负责人|经办人|负责人签|签字|签名|盖章|日期[:：]|分管领导|单位（?盖章）?|第\d+页)"
)
CODE_LIKE = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚ]{9}")
SUBTOTAL = re.compile(r"(总计|合计|小计)[:：]?\d*(家|个)?$")
SECTION = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}([)）]|、)")
SAMPLES = ("（示例）", "(示例)", "示例：", "例：")
TYPES = frozenset(CountedFacts.Type.values)
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
        self.meanings = Meanings(within, municipality=root in {"11", "12", "31", "50"})
        self.draft = Organization()  # one for all rows: making a thousand is slow
        self.blank = self.draft.__dict__
        self.followed = {}  # from a place, an authority and a code: level and federation

    def take(self, table, header, columns, progress=quietly):
        """The data of one sheet; lines that only look like data go where they belong."""
        listing, section = self.listing, []
        self.sheet = "" if table.sheet == listing.sheet else table.sheet
        listing.listed.append(table.sheet)
        labels = {label for label in header.labels if label}
        self.read = set()
        self.use(table, header, columns)
        listing.said += [text_of(li) for li in table.lines if li.number < header.numbers[0]]
        for done, line in enumerate(table.data(header)):
            if not done % STEP:
                progress(done, "正在读取各行")
            kind = self.kind(line, labels)
            if kind == "total":
                listing.totals.append((line, self.columns, list(section)))
                listing.said.append(text_of(line))
                if re.search("小计", text_of(line)):
                    section = []
            elif kind == "note":
                listing.said.append(text_of(line))
            elif kind == "header":  # the same once more on a printed page, or another table's
                again = columns_of([("", text) for text in line.cells])
                if again != self.columns and {"name", "credit_code"} & set(again.values()):
                    labels = {text for text in line.cells if text}
                    self.use(table, header, again)
            elif kind == "data":
                row = self.row(line)
                listing.rows.append(row)
                section.append((line, row))
                for at in self.unread:
                    if line[at]:
                        self.pass_by(header, at)

    def use(self, table, header, columns):
        """These columns from here on: where each stands, and what is known of its texts."""
        self.columns, self.at_of = columns, {name: at for at, name in columns.items()}
        self.cells = [
            (at, name, self.meanings.below(name, unit(header, at, name)))
            for at, name in columns.items()
        ]
        self.read |= columns.keys()
        self.unread = [at for at in range(table.width) if at not in self.read]
        self.spots = [(at, name) for at, name in columns.items() if name in PLACES]
        self.beside = any(name in beside.FIELDS for name in columns.values())
        self.placed = {}  # their texts -> what they say together
        self.as_headed = columns == self.listing.columns

    def pass_by(self, header, at):
        """A column that is not taken in, unless it is one we know and never take in."""
        label = header.labels[at] if at < len(header.labels) else ""
        if label and field_of(label) == "":
            return
        name = label or f"第{at + 1}列（无表头）"
        self.listing.unread[name] = self.listing.unread.get(name, 0) + 1

    def kind(self, line, labels):
        """Data, a total, a note, or the header once more as it stands on printed pages."""
        name, code = self.written("name", line), self.written("credit_code", line)
        sample, coded = name.startswith(SAMPLES), CODE_LIKE.search(code)
        if coded and name and not sample:
            return "data"
        filled = [(at, text) for at, text in enumerate(line.cells) if text]
        if not filled and line.doubts:
            return "data"
        if not filled:
            return "blank"
        first = half_width(filled[0][1]).replace(" ", "")
        if (TOTAL.match(first) or SUBTOTAL.search(first)) and len(first) <= 30 and not coded:
            return "total"
        if NOTE.match(first) and not coded or sample:
            return "note"
        if len(filled) == 1 and SECTION.match(first):
            return "note"
        if len(filled) > 2 and sum(heads(text) for _, text in filled[:4]) > 1:
            return "header"
        repeated = sum(text in labels for _, text in filled)
        if repeated * 2 > len(filled) > 1:
            return "header"
        ours = [at for at, _ in filled if at in self.columns]
        alone = len(filled) == 1
        if alone and (not (name or code) or len(first) > 40 or filled[0][0] == 0 and not ours):
            return "note"
        if not ours and not line.doubts:
            return "note" if alone else "blank"
        return "data"

    def row(self, line):
        self.line = line
        row = Row(self.sheet, line.number, written=self.aligned(line))
        refused, values = [], row.values
        texts, doubts, filled = line.cells, line.doubts, len(line.cells)
        for at, name, told in self.cells:
            text = texts[at] if at < filled else ""
            if doubts and (doubt := line.doubt(at)):
                row.errors.append((name, text, doubt))
                continue
            said = told[text]
            values |= said.values
            if not said.plain:
                refused += self.settle(row, name, text, said)
        if "labour_field" in values:
            self.settle_labour_field(row, line)
        self.place(row, line)
        self.complete(row)
        for name, lack in beside.lacking(row.values) if self.beside else ():
            self.listing.lacking.setdefault((name, lack), []).append(self.where)
        row.errors += refused
        if not row.errors:
            self.check(row, line)
        return row

    @property
    def where(self):
        """The row in hand, as people are told of it."""
        return f"{self.sheet}·{self.line.number}" if self.sheet else str(self.line.number)

    def settle(self, row, name, text, said):
        """What a cell says beside values: what is wrong, vague or left out. The values that may
        not be, as errors."""
        if said.wrong:
            row.errors.append((name, text, said.wrong))
        row.coarse |= said.coarse
        for table, word in said.notes:
            words = getattr(self.listing, table).setdefault(name, {})
            words.setdefault(word, []).append(self.where)
        for field, _ in said.unread:
            row.unreadable[field] = text
            self.listing.unreadable.setdefault(field, []).append(self.where)
        return [(field, text, why) for field, why in said.refused]

    def aligned(self, line):
        """The cells in the order of the list's own header, for the workbook of errors."""
        if self.as_headed:
            return line.cells
        main = self.listing.columns
        return tuple(
            line[self.at_of[main[at]]] if main.get(at) in self.at_of else ""
            for at in range(len(self.listing.labels))
        )

    def settle_labour_field(self, row, line):
        """In which way it is of the labour field may stand in either of two columns."""
        said = row.values.pop("labour_field")
        if isinstance(said, list):
            row.values.setdefault("labour_domains", said)
            return
        domains = row.values.get("labour_domains")
        if said is False and domains:
            written = self.written("labour_field", line)
            row.errors.append(("labour_field", written, "填为不属于劳动关系领域，却列有所属方面。"))
        elif said is False:
            row.values["labour_domains"] = []
        elif said and not domains:
            self.listing.unfounded.append(self.where)

    def place(self, row, line):
        """Where it is: as said in columns of its own, else as its residence begins."""
        if self.spots and any(texts := tuple([line[at] for at, _ in self.spots])):
            if texts not in self.placed:
                self.placed[texts] = self.spotted(texts)
            region, wrong = self.placed[texts]
            row.errors += wrong
            if region is not None:
                row.values["region_id"] = region
            if region is not None or wrong:
                return
        if residence := row.values.get("residence"):
            region = self.places.region(residence)
            if region is not None and self.places.answering(region) is not None:
                row.values["region_id"] = region
                row.derived.add("region_id")

    def spotted(self, texts):
        """``(division, errors)`` of what columns of places say together; neither of dashes."""
        parts = {name: text for (_, name), text in zip(self.spots, texts, strict=True) if text}
        parts = {n: t for n, t in parts.items() if half_width(t).lower() not in cells.NOTHING}
        if not parts:
            return None, []
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
            return None, [(said, text, f"无法识别“{text}”，请填写区划全称或代码。")]
        if self.places.answering(region) is None:
            return None, [(said, parts[said], OUTSIDE)]
        return region, []

    def complete(self, row):
        """What follows from what is said: type from the code, level from the authority …"""
        values, derived = row.values, row.derived
        code = values.get("credit_code") or ""
        if "type" not in values:
            by_code = code[:2] if code[:2] in TYPES else None
            found = by_code or cells.chosen(cells.TYPES, self.sheet or self.listing.sheet)
            if found:
                values["type"] = CountedFacts.Type(found)
                derived.add("type")
        whole = code if len(code) == 18 else None
        told = values.get("region_id"), values.get("registering_authority", ""), code[2:8]
        level, responsible = self.follow(*told, whole)
        if "registration_level" not in values and level:
            values["registration_level"] = level
            derived.add("registration_level")
        if "kind" not in values:
            kind = cells.kind_by_name(values.get("name", ""), values.get("type"))
            if kind:
                values["kind"] = kind
                derived.add("kind")
        if "federation_id" not in values:
            values["federation_id"] = responsible
            derived.add("federation_id")
        if "status" not in values:
            if values.get("ended_on"):
                values["status"] = CountedFacts.Status.DEREGISTERED
                derived.add("status")
        elif values["status"] in Organization.ENDED and "ended_on" not in values:
            derived.add("ended_on")  # by the list's own date; see Judge

    def follow(self, region, authority, area, code):
        """``(level, federation)`` of who is registered there, and of the ``area`` in its code."""
        key = region, authority, code and area
        if key not in self.followed:
            self.followed[key] = (
                self.places.level(authority, code),
                self.places.responsible(region=region, authority=authority, code=code),
            )
        return self.followed[key]

    def check(self, row, line):
        """The rules of the model, which relate several fields; those of each are kept by now."""
        draft = self.draft
        draft.__dict__ = {**self.blank, **row.values}
        if draft.ended and not draft.ended_on:
            draft.ended_on = date.max
        if draft.labour_domains:  # what the list leaves open, writing it will fill in
            draft.labour_field_basis = draft.labour_field_basis or self.listing.sheet or "-"
            draft.labour_field_decided_on = draft.labour_field_decided_on or date.max
        try:
            draft.clean()
        except ValidationError as refused:
            for name, messages in refused.message_dict.items():
                row.errors.append((name, self.written(name, line), messages[0]))

    def written(self, name, line):
        at = self.at_of.get(name)
        return line[at] if at is not None else ""


def unit(header, at, name):
    """What a heading says of what stands below it: 资产总额（万元）, 2023年度年检结论."""
    label = half_width(header.labels[at]) if at < len(header.labels) else ""
    words = r"(20\d\d)\s*年?" if name in beside.BY_YEAR else r"([万亿])\s*元"
    found = re.search(words, label)
    return found[1] if found else ""
