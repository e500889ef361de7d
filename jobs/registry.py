"""The kinds of work there are. An app declares its own in its ``tasks.py``:

    @kind("orgs.import", permission=Permission.ORG_IMPORT)
    def import_organizations(run):
        for n, line in enumerate(lines):
            run.progress(n, "正在核对")
        return {"rows": n}

The handler gets a ``jobs.runner.Run``, works inside one transaction that also marks the job done,
and returns a dict (the job's result) or None. ValidationError and PermissionDenied end the job
with their words; anything else is tried again later, with back-off, until attempts are used up.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Kind:
    """``permission``: what the requester must still hold somewhere when the job runs.

    ``outside``: the effect is outside the database (a mail, a call to another server), so it runs
    without a transaction of ours and may happen twice when a worker dies right after it.
    """

    name: str
    handler: Callable
    permission: str | None = None
    outside: bool = False
    max_attempts: int = 3


_kinds = {}


class UnknownKind(LookupError):
    """Nobody declared this kind of work: the app was removed, or its tasks are not loaded."""


def kind(name, *, permission=None, outside=False, max_attempts=3):
    """Declare the decorated function the handler of jobs of this kind."""

    def declare(handler):
        _kinds[name] = Kind(
            name=name,
            handler=handler,
            permission=permission,
            outside=outside,
            max_attempts=max_attempts,
        )
        return handler

    return declare


def find(name):
    """The kind of that name. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None
