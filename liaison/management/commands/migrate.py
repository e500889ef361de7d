"""Migrations run as the owner of the tables; everything else runs as the application role."""

import importlib
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.state import ProjectState

from governance import protection


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        application = dict(connection.settings_dict)
        become(connection, settings.DATABASE_OWNER)
        try:
            with rendering_little():
                super().handle(*args, **options)
            if not options["plan"] and not options["check_unapplied"]:
                protection.grant(application["USER"])
                prepare_indicators()
        finally:
            become(connection, application)


@contextmanager
def rendering_little():
    """After each operation Django renders anew all models that are related to the changed one,
    however distantly: here nearly all, a thousand times, which was nine tenths of the time. An
    operation on the schema needs the model itself and what points at it; before a ``RunPython``
    everything is rendered anew in any case (``is_delayed``)."""
    thorough = ProjectState._find_reload_model
    ProjectState._find_reload_model = itself_and_what_points_at_it
    try:
        yield
    finally:
        ProjectState._find_reload_model = thorough


def itself_and_what_points_at_it(state, app_label, model_name, delay=False):
    state.is_delayed = True
    models = []
    with suppress(LookupError):  # it is being made
        model = state.apps.get_model(app_label, model_name)
        models += [relation.related_model for relation in model._meta.related_objects]
        models += [below for below in model.__subclasses__() if hasattr(below, "_meta")]
    return {(m._meta.app_label, m._meta.model_name) for m in models} | {(app_label, model_name)}


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
