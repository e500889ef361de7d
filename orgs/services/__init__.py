from orgs.services.registration import (
    assign_federation,
    end_organization,
    refresh_current,
    register_organization,
    rename,
    update_organization,
)

__all__ = [
    "assign_federation",
    "end_organization",
    "refresh_current",
    "register_organization",
    "rename",
    "update_organization",
]
