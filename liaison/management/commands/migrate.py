"""Migrations run as the owner of the tables; everything else runs as the application role."""

import importlib

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from governance import protection


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        application = dict(connection.settings_dict)
        become(connection, settings.DATABASE_OWNER)
        try:
            super().handle(*args, **options)
            if not options["plan"] and not options["check_unapplied"]:
                protection.grant(application["USER"])
                prepare_indicators()
        finally:
            become(connection, application)


def become(connection, address):
    """Reconnect with the given user and password at the next query."""
    connection.close()
    for key in ("USER", "PASSWORD"):
        connection.settings_dict[key] = address[key]


def prepare_indicators():
    """Triggers on the tables that are counted, and the definitions the code now has."""
    triggers, definitions = optional("indicators.triggers"), optional("indicators.definitions")
    if triggers:
        triggers.install()
    if definitions:
        definitions.load()


def optional(name):
    """A module of an app that may not have it yet."""
    return importlib.import_module(name) if importlib.util.find_spec(name) else None
