"""Wiring: settings, addresses, servers. Imported by no app."""

from liaison.celery import app as celery_app

__all__ = ["celery_app"]
