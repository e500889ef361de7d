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
    "OneTimeLink",
    "PasswordBefore",
    "ResetRequest",
    "Session",
    "User",
]
