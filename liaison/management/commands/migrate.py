"""Migrations run as the owner of the tables; everything else runs as the application role."""

import importlib

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        application_role = connection.settings_dict["USER"]
        become(connection, settings.DATABASE_OWNER)
        try:
            super().handle(*args, **options)
            if not options["plan"] and not options["check_unapplied"]:
                grant(connection, application_role)
                prepare_indicators()
        finally:
            become(connection, settings.DATABASES[options["database"]])


def become(connection, address):
    """Reconnect with the given user and password at the next query."""
    connection.close()
    for key in ("USER", "PASSWORD"):
        connection.settings_dict[key] = address[key]


def grant(connection, role):
    """What the application role may do with the tables; the trail takes some of it back."""
    if role == connection.settings_dict["USER"]:
        return  # one role for both: nothing to grant
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
    protection = optional("governance.protection")
    if protection:
        protection.grant()


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
