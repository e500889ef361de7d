from accounts.models.lists import ListChoice, SavedView
from accounts.models.people import Appointment, User
from accounts.models.security import (
    ApiToken,
    Attempts,
    OneTimeLink,
    PasswordBefore,
    ResetRequest,
    Session,
)

__all__ = [
    "ApiToken",
    "Appointment",
    "Attempts",
    "ListChoice",
    "OneTimeLink",
    "PasswordBefore",
    "ResetRequest",
    "SavedView",
    "Session",
    "User",
]
