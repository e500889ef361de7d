import pytest

from jobs import registry


@pytest.fixture
def kinds(monkeypatch):
    """Kinds of work of a test's own, forgotten after it."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    return registry.kind
