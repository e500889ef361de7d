"""Where a finished job leads: an app says which of its own pages shows the result of its kind.

jobs.extensions.result_pages["orgs.import"] = lambda job: reverse("orgs:batch", …)
"""

from collections import UserDict


class ResultPages(UserDict):
    """``{kind: function of the job giving (label, url) or None}``."""

    def of(self, job):
        return self[job.kind](job) if job.kind in self else None


result_pages = ResultPages()
