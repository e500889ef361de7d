"""python -m liaison.alive QUEUE: exit 0 when a worker of this queue was heard of lately."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")

from liaison.broker import living_queues  # noqa: E402

if __name__ == "__main__":
    sys.exit(0 if sys.argv[1] in living_queues() else 1)
