"""The clock that calls for periodic work: Celery's beat, made to survive a kill and to be heard.

Its times stand in a file that a kill may tear; with a torn one beat gave up at every start, and
figures stood still behind pages that were called ready.
"""

import time
from contextlib import suppress

import structlog
from celery.beat import PersistentScheduler
from redis import RedisError

from liaison.broker import HEARTBEAT_SECONDS, say_alive

log = structlog.get_logger(__name__)
NAME = "clock"


class Clock(PersistentScheduler):
    say_again = 0

    def setup_schedule(self):
        try:
            super().setup_schedule()
        except Exception as problem:  # whatever a torn file makes of unpickling
            log.warning("schedule file begun anew", problem=type(problem).__name__)
            self._remove_db()
            super().setup_schedule()

    def tick(self, *args, **kwargs):
        pause = super().tick(*args, **kwargs)
        if time.monotonic() >= self.say_again:
            with suppress(RedisError):  # /readyz will tell
                say_alive(NAME, [NAME])
                self.say_again = time.monotonic() + HEARTBEAT_SECONDS / 3
        return pause
