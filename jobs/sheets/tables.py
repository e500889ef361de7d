"""A spreadsheet as read: its lines under the sheet's own row numbers, and where its header is."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

DOUBTS = {
    "formula": "单元格是公式且没有保存计算结果，请在表格软件中打开、重新计算并保存。",
    "digits": "数字超过 15 位，末尾数字可能已丢失，请把该列设为“文本”格式后重新填写。",
    "error": "单元格的公式出错，请改正后重新上传。",
}
"""What may be wrong with a cell before anyone looks at its meaning, in the user's words."""

REMARK = re.compile(r"[（(\[【].*?[)）\]】]")


def plain(label):
    """A heading without what offices put around it: blanks, stars, colons, remarks, full width."""
    label = REMARK.sub("", unicodedata.normalize("NFKC", label).replace("（", "("))
    return re.sub(r"[\s*:：、·]+", "", label)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that holds something. ``line[3]`` is the fourth cell's text, "" beyond the last."""

    number: int
    cells: tuple[str, ...]
    doubts: dict[int, str] = field(default_factory=dict)

    def __getitem__(self, at):
        return self.cells[at] if at < len(self.cells) else ""

    def doubt(self, at):
        """Why the cell cannot be trusted, in words, or None."""
        return DOUBTS[self.doubts[at]] if at in self.doubts else None


@dataclass(frozen=True, slots=True)
class Header:
    """Where the headings stand (one or two lines) and what they say, one for each column."""

    numbers: tuple[int, ...]
    labels: tuple[str, ...]

    def column(self, *names):
        """Index of the first column headed by one of these names, or None."""
        wanted = [plain(name) for name in names]
        found = [plain(label) for label in self.labels]
        for name in wanted:
            if name in found:
                return found.index(name)
        return None


@dataclass(frozen=True, slots=True)
class Table:
    """What ``read_table`` gives. ``lines`` hold no blank rows; titles, header and notes are in.

    ``stamp`` is what a template says of itself: its description, and the first cell of 填表说明.
    """

    name: str
    kind: str
    encoding: str
    sheet: str
    sheets: tuple[str, ...]
    lines: list[Line]
    header: Header | None
    hidden: tuple[str, ...] = ()
    stamp: str = ""

    @property
    def width(self):
        return max((len(line.cells) for line in self.lines), default=0)

    def data(self, header: Header | None = None):
        """The lines below the header (the guessed one, or one that somebody corrected)."""
        header = header or self.header
        last = header.numbers[-1] if header else 0
        return [line for line in self.lines if line.number > last]

    def headed(self, first: int, last: int | None = None):
        """The header that stands in these rows of the sheet: how a person corrects the guess."""
        chosen = [line for line in self.lines if first <= line.number <= (last or first)]
        return _header(chosen) if chosen else None


def guess_header(lines: Sequence[Line], words: Sequence[str]) -> Header | None:
    """Find the header among the first lines by its words: the line that says most of them.

    Without words it is the fullest of the first lines, the earliest of equals. A line right above
    or below that heads further columns, as merged cells leave it, belongs to the header too.
    """
    known = {plain(word) for word in words}
    head = lines[:30]
    if not head:
        return None
    scores = [_score(line, known) for line in head]
    best = max(range(len(head)), key=lambda at: (scores[at], -at))
    if scores[best] < (4 if known else 2):
        return None
    chosen = [head[best]]
    if best + 1 < len(head) and _completes(head[best + 1], head[best], known):
        chosen.append(head[best + 1])
    elif best and _completes(head[best - 1], head[best], known):
        chosen.insert(0, head[best - 1])
    return _header(chosen)


def _score(line, known):
    labels = [plain(text) for text in line.cells if text]
    if not known:
        return sum(len(label) <= 20 and not label.isdigit() for label in labels)
    return sum(
        2 if label in known else any(word in label for word in known) and len(label) <= 20
        for label in set(labels)
    )


def _completes(other, best, known):
    """Is the neighbouring line the other half of the header? It says headings, not values."""
    below = other.number > best.number
    headed = [at for at, text in enumerate(other.cells) if text and (below or not best[at])]
    return (
        abs(other.number - best.number) == 1
        and any(plain(other[at]) in known for at in headed)
        and all(len(text) <= 20 and not text[:1].isdigit() for text in other.cells)
    )


def _header(chosen):
    upper, lower = chosen[0], chosen[-1]
    labels = []
    for at in range(max(len(upper.cells), len(lower.cells))):
        labels.append(lower[at] or upper[at])
    group = ""
    for at in range(len(labels)):
        group = upper[at] or group
        if len(chosen) == 2 and labels[at] and labels.count(labels[at]) > 1 and lower[at]:
            labels[at] = f"{group}·{labels[at]}"
    return Header(tuple(line.number for line in chosen), tuple(labels))
