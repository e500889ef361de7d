import pytest
import time_machine

from privacy import signing


def test_a_code_says_what_was_signed_for_its_purpose_and_time():
    code = signing.sign("membership.join", {"union": 5}, days=1)
    assert signing.read("membership.join", code) == {"union": 5}
    with pytest.raises(signing.BadCode, match="无效"):
        signing.read("orgs.claim", code)
    with pytest.raises(signing.BadCode, match="无效"):
        signing.read("membership.join", code[:-1] + ("A" if code[-1] != "A" else "B"))
    with (
        time_machine.travel("2999-01-01T00:00Z"),
        pytest.raises(signing.BadCode, match="过期"),
    ):
        signing.read("membership.join", code)


def test_for_good_must_be_said():
    with pytest.raises(TypeError):
        signing.sign("membership.join", 5)
    code = signing.sign("membership.join", 5, forever=True)
    with time_machine.travel("2999-01-01T00:00Z"):
        assert signing.read("membership.join", code) == 5


def test_an_old_secret_still_reads_while_it_is_a_fallback(settings):
    code = signing.sign("x", 1, days=1)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that is long enough for the test"
    assert signing.read("x", code) == 1
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(signing.BadCode):
        signing.read("x", code)
