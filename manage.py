#!/usr/bin/env python
"""The command line. Commands that need the database find one running: given, joined or started."""

import os
import sys
from contextlib import nullcontext

WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "spectacular",
    "startapp",
    "version",
}


def main(arguments):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    from django.core.management import execute_from_command_line

    from liaison import embedded

    command = arguments[1] if len(arguments) > 1 else "help"
    alone = command in WITHOUT_DATABASE or command.startswith("-") or "--help" in arguments
    with nullcontext() if alone else embedded.environment():
        execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
