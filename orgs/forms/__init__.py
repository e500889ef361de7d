from orgs.forms.registry import (
    AssignForm,
    EditForm,
    EndForm,
    ImportForm,
    LabourFieldForm,
    OrganizationForm,
    RegisterForm,
    RenameForm,
    date_field,
    federation_field,
    region_field,
    several_field,
)

__all__ = [
    "AssignForm",
    "EditForm",
    "EndForm",
    "ImportForm",
    "LabourFieldForm",
    "OrganizationForm",
    "RegisterForm",
    "RenameForm",
    "date_field",
    "federation_field",
    "region_field",
    "several_field",
]
