"""What can be done to tell people something."""

from communications.services.messages import mail, mark_read, notify
from communications.services.notices import draft_notice, move_notice, read_notice, revise_notice

__all__ = [
    "draft_notice",
    "mail",
    "mark_read",
    "move_notice",
    "notify",
    "read_notice",
    "revise_notice",
]
