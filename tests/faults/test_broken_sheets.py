"""Test 35 of trust.md: every seeded error told by row, column, reason and hint; nothing written
before it is confirmed; the same sheet again changes nothing. And workbooks that somebody has
forged or sorted anew. Small here, full size in `make drill`."""

import random
import time

import openpyxl
import pytest
from django.db import transaction

from jobs.sheets import TableRefused
from orgs.models import Organization, OrganizationFacts
from tests import make
from tests.orgs import lists
from tests.orgs.broken import KINDS, Sheet
from tests.orgs.conftest import take_in  # noqa: F401
from tests.orgs.lists import classes, rows

pytestmark = pytest.mark.django_db


def tried(sheet, path, take_in):  # noqa: F811
    """Looked at, written, written again; the seconds each took."""
    took = []

    def timed(**how):
        began = time.monotonic()
        result = take_in(path, **how)
        took.append(time.monotonic() - began)
        return result

    looked = timed(apply=False)
    assert not Organization.objects.exists()
    assert sheet.untold(looked["errors"]) == {}
    assert {error["row"] for error in looked["errors"]} == set(sheet.expected)
    fine = len(sheet.rows) - sheet.refused
    assert classes(looked) == {"new": fine, "refused": sheet.refused}
    written = timed()
    assert classes(written) == classes(looked)
    assert Organization.objects.count() == OrganizationFacts.objects.count() == fine
    again = timed()
    assert classes(again) == {"same": fine, "refused": sheet.refused}
    assert without_hints(again) == without_hints(looked)
    return took


def without_hints(result):
    """A hint names codes of the register first, which knows more of them by the second time."""
    return [{k: v for k, v in error.items() if k != "hint"} for error in result["errors"]]


@pytest.mark.parametrize("form", ["xlsx", "text"])
def test_two_thousand_rows_with_errors_of_twelve_kinds(form, take_in, tmp_path):  # noqa: F811
    assert len(KINDS) == 12
    sheet = Sheet(2000, errors=120, repeats=20)
    path = getattr(sheet, form)(tmp_path / f"名单.{'csv' if form == 'text' else form}")
    tried(sheet, path, take_in)


@pytest.mark.drill
@pytest.mark.parametrize("form", ["xlsx", "text"])
def test_a_hundred_thousand_rows_with_five_thousand_errors(form, take_in, tmp_path):  # noqa: F811
    sheet = Sheet(100_000, errors=5000, repeats=1000)
    path = getattr(sheet, form)(tmp_path / f"名单.{'csv' if form == 'text' else form}")
    looked, written, again = tried(sheet, path, take_in)
    print(f"{form}: looked at in {looked:.0f} s, written in {written:.0f} s, again {again:.0f} s")


# Forged and sorted anew


def shuffled_rows(dice, book):
    page = book.active
    lines = [[cell.value for cell in line] for line in page.iter_rows(min_row=2)]
    dice.shuffle(lines)
    for at, line in enumerate(lines, 2):
        for column, value in enumerate(line, 1):
            page.cell(at, column).value = value


def shuffled_columns(dice, book):
    page = book.active
    order = list(range(page.max_column))
    dice.shuffle(order)
    for line in page.iter_rows():
        values = [cell.value for cell in line]
        for at, cell in enumerate(line):
            cell.value = values[order[at]]


def anothers_code(dice, book, neighbour):
    book.active.cell(dice.randrange(2, 10), 3).value = neighbour.credit_code


def swapped_codes(dice, book):
    """Two rows sorted apart from their names, as when only some columns were sorted."""
    page = book.active
    one, other = dice.sample(range(2, 10), 2)
    page.cell(one, 3).value, page.cell(other, 3).value = (
        page.cell(other, 3).value,
        page.cell(one, 3).value,
    )


def repeated_row(dice, book):
    page = book.active
    page.append([cell.value for cell in page[dice.randrange(2, 10)]])


def lost_headings(dice, book):
    for at in dice.sample(range(1, 12), dice.randrange(1, 11)):
        book.active.cell(1, at).value = dice.choice([None, "栏目", "=1+1"])


def formulas(dice, book):
    for _ in range(5):
        place = book.active.cell(dice.randrange(2, 10), dice.randrange(1, 12))
        place.value = dice.choice(["=A1", "=1/0", "=cmd|' /C calc'!A0", "#REF!", -1, 1e308, True])


def far_cell(dice, book):
    book.active.cell(1_048_576, 16_384).value = "远"


SAME = (shuffled_rows, shuffled_columns)
FORGED = (swapped_codes, repeated_row, lost_headings, formulas, far_cell)


def try_forgeries(count, take_in, tmp_path):  # noqa: F811
    """Each is refused in words, or accounted for row by row; nobody else's is touched."""
    dice = random.Random(1000)
    neighbour = make.organization("320102", name="南京某服务中心")
    good = lists.xlsx(tmp_path / "名单.xlsx", rows(8))
    take_in(good)
    known = dict(Organization.objects.values_list("pk", "name"))
    refused = 0
    for _ in range(count):
        book = openpyxl.load_workbook(good)
        how = dice.choice([*SAME, *SAME, *FORGED, anothers_code, None])
        if how is anothers_code:
            how(dice, book, neighbour)
        elif how:
            how(dice, book)
        path = tmp_path / "改过.xlsx"
        book.save(path)
        if how is None:  # bytes bent on the way
            raw = bytearray(path.read_bytes())
            for _ in range(dice.randrange(1, 30)):
                raw[dice.randrange(len(raw))] = dice.randrange(256)
            path.write_bytes(bytes(raw[: dice.choice([len(raw), dice.randrange(100, len(raw))])]))
        try:
            with transaction.atomic():  # each meets the register as it was
                result = take_in(path)
                transaction.set_rollback(True)
        except TableRefused as told:
            refused += bool(told.messages[0])
            continue
        assert result["rows"] == sum(classes(result).values()), how
        if how in SAME:
            assert classes(result) == {"same": 8}, how
        if how is swapped_codes:
            assert result["suspicious"] + result["renamed"] + result["refused"] >= 2
    neighbour.refresh_from_db()
    assert (neighbour.name, neighbour.federation.code) == ("南京某服务中心", "320102")
    assert set(known) <= set(Organization.objects.values_list("pk", flat=True))
    return refused


def test_thirty_forged_or_sorted_workbooks(take_in, tmp_path):  # noqa: F811
    try_forgeries(30, take_in, tmp_path)


@pytest.mark.drill
def test_a_thousand_forged_or_sorted_workbooks(take_in, tmp_path):  # noqa: F811
    refused = try_forgeries(1000, take_in, tmp_path)
    print(f"1,000 workbooks: {refused} refused whole, the others row by row")
