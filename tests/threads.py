"""Several at once on a real database: who wins."""

import threading

from django.core.exceptions import ValidationError
from django.db import connection


def together(act, *whom):
    """Let ``act(one)`` run for all of them at the same moment: "won" or "lost" each, sorted.
    Whatever else than a refusal comes of it, the test fails with it."""
    outcomes, wrong, start = [], [], threading.Barrier(len(whom))

    def one(who):
        start.wait()
        try:
            act(who)
            outcomes.append("won")
        except ValidationError:
            outcomes.append("lost")
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[who]) for who in whom]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise ExceptionGroup("of those at once", wrong)
    return sorted(outcomes)
