"""`manage.py up`, for real: all of it starts, what is killed comes back, nothing is left behind."""

import os
import signal

import pytest

from liaison.processes import started_at, wait_until
from tests.product import Product


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("up")


@pytest.fixture
def product(var):
    found = Product(var).start()
    yield found
    found.stop()


def test_killed_child_comes_back_and_sigterm_leaves_nothing(product):
    product.wait()
    web, live, work, beat = product.children()

    for pid in (web, work):
        os.kill(pid, signal.SIGKILL)

    assert wait_until(lambda: started_at(web) is None and started_at(work) is None, 10)
    assert wait_until(lambda: len(product.children()) == 4 and product.is_ready(), 60, 0.2)
    assert web not in product.children()
    assert live in product.children()

    product.process.terminate()
    output = product.output()

    assert product.process.returncode == 0, output
    assert f"http://127.0.0.1:{product.port}" in output
    assert product.processes() == []


def test_after_a_kill_the_next_start_cleans_up(var, product):
    product.wait()
    earlier = product.children()

    product.process.kill()
    product.process.wait()
    second = Product(var).start()
    try:
        second.wait()

        assert not set(earlier) & set(second.processes())
        assert len(second.children()) == 4
    finally:
        second.stop()
    assert second.processes() == []


def test_second_one_in_the_same_folder_is_refused_and_so_is_a_taken_port(var, product, tmp_path):
    product.wait()

    same_folder = Product(var).start()
    same_port = Product(tmp_path).start(product.port)

    assert "系统已在运行" in same_folder.output()
    assert f"端口 {product.port} 已被占用" in same_port.output()
    assert (same_folder.process.returncode, same_port.process.returncode) == (2, 2)
    assert product.is_ready()
