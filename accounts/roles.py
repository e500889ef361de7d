"""Who may do what. The whole of it, on one page (domain.md 6.2; 等保 三员分立)."""

from enum import StrEnum

from django.db import models


class Permission(StrEnum):
    DASHBOARD_VIEW = "dashboard_view"
    ORG_VIEW = "org_view"
    ORG_EDIT = "org_edit"
    ORG_IMPORT = "org_import"
    ORG_EXPORT = "org_export"
    STANCE_VIEW = "stance_view"
    FOUNDING_VIEW = "founding_view"
    FOUNDING_EDIT = "founding_edit"
    DRIVE_MANAGE = "drive_manage"
    PERSONAL_REVEAL = "personal_reveal"
    DELEGATE_MANAGE = "delegate_manage"
    OWN_ORG_VIEW = "own_org_view"
    TRAIL_VIEW = "trail_view"
    ACCOUNT_MANAGE = "account_manage"
    APPOINTMENT_MANAGE = "appointment_manage"
    SECURITY_MANAGE = "security_manage"
    REGION_MANAGE = "region_manage"
    FIGURE_DEFINE = "figure_define"


class Role(models.TextChoices):
    LEADER = "leader", "工会领导"
    ORGANIZING = "organizing", "基层工作部"
    LIAISON = "liaison", "社会联络部"
    PROCUREMENT = "procurement", "购买服务经办"
    FINANCE = "finance", "财务部"
    AUDIT = "audit", "经审委"
    ASSISTANCE = "assistance", "权益保障部"
    STREET = "street", "乡镇（街道）工会干事"
    STATION = "station", "站点工作人员"
    LEGAL = "legal", "公职律师"
    STATISTICS = "statistics", "统计账号"
    EXPERT = "expert", "评审专家"
    SUPERVISOR = "supervisor", "第三方监管"
    PARTNER = "partner", "群团伙伴"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


P = Permission
_READ = {P.DASHBOARD_VIEW, P.ORG_VIEW, P.FOUNDING_VIEW}

GRANTS = {
    Role.LEADER: _READ | {P.STANCE_VIEW, P.ORG_EXPORT, P.DRIVE_MANAGE},
    Role.ORGANIZING: _READ
    | {
        P.ORG_EDIT,
        P.ORG_IMPORT,
        P.ORG_EXPORT,
        P.FOUNDING_EDIT,
        P.DRIVE_MANAGE,
        P.PERSONAL_REVEAL,
        P.DELEGATE_MANAGE,
        P.APPOINTMENT_MANAGE,
    },
    Role.LIAISON: _READ
    | {P.ORG_EDIT, P.ORG_EXPORT, P.STANCE_VIEW, P.PERSONAL_REVEAL, P.DELEGATE_MANAGE},
    Role.PROCUREMENT: _READ,
    Role.FINANCE: {P.DASHBOARD_VIEW, P.ORG_VIEW},
    Role.AUDIT: {P.DASHBOARD_VIEW, P.ORG_VIEW, P.TRAIL_VIEW},
    Role.ASSISTANCE: {P.DASHBOARD_VIEW, P.ORG_VIEW},
    Role.STREET: _READ | {P.ORG_EDIT, P.FOUNDING_EDIT},
    Role.STATION: set(),
    Role.LEGAL: {P.ORG_VIEW},
    Role.STATISTICS: {P.DASHBOARD_VIEW, P.ORG_VIEW, P.FOUNDING_VIEW, P.ORG_EXPORT},
    Role.EXPERT: set(),
    Role.SUPERVISOR: set(),
    Role.PARTNER: set(),
    Role.SYSTEM_ADMIN: {P.ACCOUNT_MANAGE, P.REGION_MANAGE, P.FIGURE_DEFINE},
    Role.SECURITY_ADMIN: {P.APPOINTMENT_MANAGE, P.SECURITY_MANAGE},
    Role.AUDIT_ADMIN: {P.TRAIL_VIEW},
}

DELEGATE_GRANTS = {P.OWN_ORG_VIEW}
"""What speaking for an organization allows, on that organization's own rows alone."""

ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
"""Kept apart: nobody holds two of the three, and none of them holds a business office."""

OUTSIDERS = {Role.EXPERT, Role.SUPERVISOR, Role.STATION, Role.PARTNER}
"""Accounts of their own: one account, one side."""
