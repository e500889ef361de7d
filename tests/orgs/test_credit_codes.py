"""A mistyped credit code: every slip is found, the true code is among the few proposed."""

import random
import time

import pytest
from stdnum.cn import uscc

from orgs.credit_codes import SYMBOLS, is_sound, repairs
from orgs.imports.refusals import errors_told
from orgs.imports.showing import worded
from orgs.models import ImportBatch, ImportLine
from tests import make
from tests.orgs import lists

REAL = ["91350100M000100Y43", "91110108551385082Q", "52440100MJ00002960", "53500000MJP000128M"]


def some_code(chance, type="52"):
    body = f"{type}5001{chance.randrange(100):02d}MJ"
    body += "".join(chance.choice(SYMBOLS[:10]) for _ in range(17 - len(body)))
    return body + uscc.calc_check_digit(body)


def slip(chance, code):
    if chance.random() < 0.3:
        at = chance.randrange(17)
        return code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    at = chance.randrange(18)
    return code[:at] + chance.choice(SYMBOLS + "IOSVZ") + code[at + 1 :]


@pytest.mark.parametrize("code", REAL)
def test_sound_codes_need_no_repair(code):
    assert is_sound(code)
    assert not repairs(code)


def test_soundness_is_the_validators():
    chance = random.Random(7)
    for _ in range(3000):
        code = slip(chance, some_code(chance))
        assert is_sound(code) == uscc.is_valid(code)


def test_the_true_code_is_always_among_the_repairs():
    """Row 2, #9: single substitutions and adjacent swaps, all sound, none applied."""
    chance, lengths = random.Random(11), []
    for _ in range(1000):
        true = some_code(chance)
        wrong = slip(chance, true)
        if is_sound(wrong):
            continue
        found = repairs(wrong)
        assert true in [one.code for one in found]
        assert all(uscc.is_valid(one.code) for one in found)
        lengths.append(len(found))
    assert sum(lengths) / len(lengths) < 25


def test_a_known_code_comes_first_then_what_fits():
    true = "52500112MJP1234567"[:17]
    true += uscc.calc_check_digit(true)
    wrong = true[:10] + ("8" if true[10] != "8" else "3") + true[11:]
    assert repairs(wrong, known={true})[0].code == true
    assert repairs(wrong, known={true})[0].reasons[0] == "在册"
    fitting = repairs(wrong, type="52", regions={"500112"})
    assert fitting[0].region
    assert fitting[0].type


def test_the_slip_is_said_in_words():
    true = REAL[3]
    found = {one.code: one for one in repairs(true[:9] + true[10] + true[9] + true[11:])}
    assert found[true].change == "第10、11位对调"
    found = {one.code: one for one in repairs("S" + true[1:])}
    assert found[true].change == "第1位 S 改为 5"
    assert found[true].alike


@pytest.mark.parametrize("code", ["", "5", "5250011", REAL[0] + "1", "#" * 18, "IOSVZ" * 3 + "III"])
def test_hopeless_codes_get_no_proposal(code):
    assert repairs(code) == []


def test_it_takes_milliseconds():
    chance = random.Random(3)
    wrongs = [slip(chance, some_code(chance)) for _ in range(200)]
    start = time.perf_counter()
    for wrong in wrongs:
        repairs(wrong)
    assert (time.perf_counter() - start) / 200 < 0.005


@pytest.mark.django_db
def test_a_list_is_told_which_codes_were_meant_and_keeps_its_own(take_in, tmp_path):
    """The row stays refused, its cell as written. One on the register of the list's own territory
    is named first; of others' nothing is said."""
    bodies = "52500112300000527", "52320102300000527"
    ours, theirs = (body + uscc.calc_check_digit(body) for body in bodies)
    make.organization("500112", credit_code=ours)
    make.organization("320102", credit_code=theirs)
    slips = [code[:15] + code[16] + code[15] + code[17] for code in (ours, theirs)]
    data = [lists.row(n, code=code) for n, code in enumerate(slips, 1)]
    result = take_in(lists.xlsx(tmp_path / "名单.xlsx", data))
    assert lists.classes(result) == {"refused": 2}
    mine, other = result["errors"]
    assert f"可能是 {ours}（第16、17位对调）" in mine["hint"]
    assert "不代为更改" in mine["hint"]
    assert "可能是" in other["hint"]
    assert [error["value"] for error in result["errors"]] == slips
    shown = worded(ImportLine.objects.order_by("row"), None)
    assert [list(line["hints"]) for line in shown] == [[mine["hint"]], [other["hint"]]]
    assert errors_told(ImportBatch.objects.get()) == result["errors"]
