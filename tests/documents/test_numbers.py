import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from documents.models import DocumentNumber, NumberSeries
from documents.services import numbers
from tests import make

pytestmark = pytest.mark.django_db


def take(code="500112", kind="建", year=2026, **values):
    return numbers.next_number(
        federation=make.federation(code), kind=kind, year=year, by=None, **values
    )


def test_numbers_run_on_by_federation_kind_and_year():
    assert [take().number for _ in range(3)] == [1, 2, 3]
    assert take(kind="函").number == 1
    assert take(year=2027).number == 1
    assert take("50").number == 1
    assert str(take(prefix="不再有效")) == "渝北工建〔2026〕4号"
    assert str(take("320102", prefix="玄工建")) == "玄工建〔2026〕1号"


def test_what_is_undone_leaves_no_gap():
    take()
    with transaction.atomic():
        take()
        transaction.set_rollback(True)
    assert take().number == 2


def test_a_void_number_is_not_given_again(client):
    number = take(title="关于同意成立工会的批复")
    officer = make.officer("500112")
    with pytest.raises(ValidationError, match="作废原因"):
        numbers.void_number(number=number, by=officer, reason=" ")
    numbers.void_number(number=number, by=officer, reason="文稿撤回")
    with pytest.raises(ValidationError, match="已作废"):
        numbers.void_number(number=number, by=officer, reason="再来")
    assert take().number == 2
    client.force_login(officer)
    page = client.get("/documents/numbers/").content.decode()
    assert "渝北工建〔2026〕1号" in page
    assert "作废" in page


def test_the_register_of_another_place_is_not_shown(client):
    number = take(title="渝北的批复")
    client.force_login(make.officer("32"))
    assert "渝北的批复" not in client.get("/documents/numbers/").content.decode()
    page = client.get(f"/documents/numbers/?series={number.series_id}").content.decode()
    assert "渝北" not in page


def race(act, times=10):
    errors, gate = [], threading.Barrier(times)

    def one():
        gate.wait()
        try:
            act()
        except Exception as wrong:
            errors.append(wrong)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_neighbours():
    assert not race(take)
    assert sorted(DocumentNumber.objects.values_list("number", flat=True)) == list(range(1, 11))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_collide():
    """Negative control: the race is real; the constraint is what is left."""
    take()
    gate = threading.Barrier(10)

    def careless():
        with transaction.atomic():
            series = NumberSeries.objects.get()
            gate.wait()
            DocumentNumber.objects.create(series=series, number=series.last + 1)

    assert len(race(careless)) == 9
