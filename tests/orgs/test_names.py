"""How names are kept, compared and found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.names import fold, half_width, initials, tidy, tidy_code, tidy_phone

chinese = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x9FFF), max_size=40)


@given(chinese)
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)
    assert tidy_code(tidy_code(text)) == tidy_code(text)


@given(chinese)
def test_what_is_tidied_is_still_found(text):
    assert fold(tidy(text)) == fold(text)


@given(chinese, chinese)
def test_a_part_folds_to_a_part(one, other):
    """Searches look for parts of names, so folding may not depend on what stands beside."""
    assert fold(one) in fold(f"{one}，{other}") or not fold(one)


@given(st.text(max_size=60))
def test_nothing_breaks_them(text):
    half_width(text), initials(text), tidy_phone(text)


def test_both_scripts_and_widths_fold_alike():
    assert fold("重慶市社會工作（服務）中心 Ａ") == fold("重庆市社会工作(服务)中心a")


@pytest.mark.parametrize(
    ("name", "letters"), [("重庆市长安", "cqsca"), ("会计师协会", "kjsxh"), ("厦门", "xm")]
)
def test_initials_read_phrases(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１３８００１３８０００", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("(023)67890000", "023-67890000"),
        ("02367890000/13800138000", "023-67890000、13800138000"),
    ],
)
def test_phones_as_people_type_them(typed, kept):
    assert tidy_phone(typed) == kept


def test_rare_characters_stay():
    assert tidy(" 𠮷野·䶮 ") == "𠮷野·䶮"
