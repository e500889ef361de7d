from orgs.services.registration import (
    assign_federation,
    decide_labour_field,
    end_organization,
    refresh_current,
    register_organization,
    rename,
    update_organization,
)

__all__ = [
    "assign_federation",
    "decide_labour_field",
    "end_organization",
    "refresh_current",
    "register_organization",
    "rename",
    "update_organization",
]
