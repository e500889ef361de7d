"""The session engine: Django's, in a table that also says whose session it is and since when."""

import hashlib
from datetime import datetime

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

ADDRESS, AGENT, STARTED = "_address", "_agent", "_started"


def public_name(session_key):
    """A name for a session that may be told to pages and over the broker: it opens nothing."""
    return hashlib.sha256(f"session {session_key}".encode()).hexdigest()[:32]


def describe(request):
    """Called when somebody logs in: from where, by which browser, since when."""
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR") or None
    request.session[AGENT] = request.headers.get("User-Agent", "")[:300]
    request.session[STARTED] = timezone.now().isoformat()


class SessionStore(DatabaseStore):
    row = None

    @classmethod
    def get_model_class(cls):
        return apps.get_model("accounts.Session")

    @property
    def public_name(self):
        return public_name(self.session_key) if self.session_key else ""

    def _get_session_from_db(self):
        self.row = super()._get_session_from_db()
        return self.row

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.user_id = data.get("_auth_user_id")
        row.address = data.get(ADDRESS)
        row.agent = data.get(AGENT, "")
        if data.get(STARTED):
            row.started_at = datetime.fromisoformat(data[STARTED])
        elif self.row is not None and self.row.user_id == row.user_id:
            row.started_at = self.row.started_at
        return row
