"""Database and broker killed under the running product: people are told kindly, it goes on."""

import os
import signal

import pytest

from liaison.embedded import Servers
from liaison.processes import wait_until
from tests.product import Product

PAGE = "/accounts/login/"


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    found = Product(tmp_path_factory.mktemp("faults")).start()
    found.wait()
    yield found
    found.stop()


def valkey(product):
    with Servers(product.var)._state() as state:
        return state["valkey"][0]


def postmaster(product):
    return Servers(product.var)._postmaster()


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def test_killed_database_gives_no_error_of_ours_and_comes_back(product):
    seen = {product.get(PAGE)}

    for _ in range(3):
        before = postmaster(product)
        kill(before)
        assert wait_until(lambda: seen.add(product.get(PAGE)) or product.is_ready(), 60, 0.05)
        assert postmaster(product) != before

    assert seen <= {200, 503}
    assert product.get(PAGE) == 200


def test_without_broker_pages_work_and_it_comes_back(product):
    before = valkey(product)
    product.process.send_signal(signal.SIGSTOP)  # nobody starts it again
    try:
        kill(before)

        assert product.get(PAGE) == 200
        assert product.get("/readyz") == 503
    finally:
        product.process.send_signal(signal.SIGCONT)

    assert wait_until(product.is_ready, 60, 0.2)
    assert valkey(product) != before
