"""Who may do what. The whole of it, on one page (domain.md 6.2; 等保 三员分立).

The page /accounts/roles/ shows this file on screen.
"""

from enum import StrEnum

from django.db import models


class Permission(StrEnum):
    """What may be allowed: its code, its name, and a sentence that tells what it means."""

    def __new__(cls, code, label="", sentence=""):
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.sentence = sentence
        return member

    DASHBOARD_VIEW = "dashboard_view", "看覆盖看板", "查看本级及下级的建会率等指标和趋势。"
    ORG_VIEW = "org_view", "查社会组织", "查看本级及下级的社会组织名册和详情。"
    ORG_EDIT = "org_edit", "改社会组织", "新建社会组织，更正登记信息。"
    ORG_IMPORT = "org_import", "导入名册", "导入民政等部门的名册，核对后写入。"
    ORG_REVERT = "org_revert", "撤销导入", "撤销已写入的名单；导入人自己在二十四小时内无须此权。"
    ORG_EXPORT = "org_export", "导出名册", "把查到的名册导出为 Excel，导出会留痕。"
    EXPORT_APPROVE = (
        "export_approve",
        "批准大量导出",
        "批准或驳回本级及下级人员的大量导出，批准前文件不能下载。",
    )
    STANCE_VIEW = "stance_view", "看联系研判", "查看联系研判等只供内部掌握的信息。"
    FOUNDING_VIEW = "founding_view", "查建会情况", "查看建会条件评估和建会进展。"
    FOUNDING_EDIT = "founding_edit", "办建会", "评估建会条件，登记建会和覆盖。"
    DRIVE_MANAGE = "drive_manage", "管专项行动", "设定专项行动的范围和目标。"
    NOTICE_VIEW = "notice_view", "看通知", "阅读发给自己的通知；发给谁，谁就能看。"
    NOTICE_PUBLISH = "notice_publish", "发通知", "以本级工会的名义起草、发布、撤回通知。"
    PERSON_NAME_VIEW = (
        "person_name_view",
        "看人员姓名",
        "看到法定代表人等人员的姓名；没有这项的只看到姓，如“张*”。",
    )
    PERSONAL_REVEAL = (
        "personal_reveal",
        "看完整个人信息",
        "写明理由后查看被遮盖的个人信息，每次都留痕。",
    )
    RETENTION_VIEW = "retention_view", "看保存期限", "查看各类信息保存多久、清理和清除了什么。"
    HOLD_MANAGE = "hold_manage", "设法律保全", "使涉案、在审的内容暂不清理、不清除。"
    ERASURE_ASK = "erasure_ask", "申请清除个人信息", "受理本人的请求，申请清除其个人信息。"
    ERASURE_DECIDE = "erasure_decide", "审批清除个人信息", "审批他人受理的清除申请。"
    DELEGATE_MANAGE = "delegate_manage", "管经办代表", "为社会组织开设、停用经办代表账号。"
    OWN_ORG_VIEW = "own_org_view", "看本组织", "社会组织的代表查看本组织的资料。"
    OWN_ORG_CORRECT = "own_org_correct", "申请更正本组织资料", "代表本组织提出资料更正申请。"
    OWN_ORG_MANAGE = "own_org_manage", "管本组织的代表", "邀请、移交、结束本组织的经办代表。"
    TRAIL_VIEW = "trail_view", "查操作记录", "查看谁在什么时候做了什么。"
    ACCOUNT_OPEN = "account_open", "开设账号", "为本级及下级的工作人员开设账号并任职。"
    ACCOUNT_MANAGE = "account_manage", "管账号", "开设、停用、恢复账号，签发设置密码的链接。"
    APPOINTMENT_MANAGE = "appointment_manage", "管任职", "在本级及下级任命、免去、安排代理和移交。"
    SECURITY_MANAGE = "security_manage", "管安全", "授予管理员职责，解除锁定，重置二次验证。"
    TEMPLATE_MANAGE = (
        "template_manage",
        "管文书模板",
        "启用、停用本级及下级的 Word 文书模板。",
    )
    REGION_MANAGE = "region_manage", "管区划和工会", "维护行政区划、工会组织和工作日历。"
    JOB_MANAGE = "job_manage", "管后台作业", "查看多次失败而隔离的作业，放行或放弃。"
    FIGURE_DEFINE = "figure_define", "定指标口径", "维护指标的定义和版本。"


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


class Duty(models.TextChoices):
    """As what a person speaks for an organization."""

    MANAGER = "manager", "负责人"
    OPERATOR = "operator", "经办人"
    FINANCE = "finance", "财务"


P = Permission
_READ = {P.DASHBOARD_VIEW, P.ORG_VIEW, P.FOUNDING_VIEW}

GRANTS = {
    Role.LEADER: _READ
    | {
        P.PERSON_NAME_VIEW,
        P.STANCE_VIEW,
        P.ORG_EXPORT,
        P.EXPORT_APPROVE,
        P.DRIVE_MANAGE,
        P.NOTICE_PUBLISH,
    },
    Role.ORGANIZING: _READ
    | {
        P.ORG_EDIT,
        P.ORG_IMPORT,
        P.ORG_REVERT,
        P.ORG_EXPORT,
        P.FOUNDING_EDIT,
        P.DRIVE_MANAGE,
        P.NOTICE_PUBLISH,
        P.PERSON_NAME_VIEW,
        P.PERSONAL_REVEAL,
        P.ERASURE_ASK,
        P.DELEGATE_MANAGE,
        P.APPOINTMENT_MANAGE,
        P.ACCOUNT_OPEN,
        P.TEMPLATE_MANAGE,
    },
    Role.LIAISON: _READ
    | {P.ORG_EDIT, P.ORG_EXPORT, P.STANCE_VIEW, P.PERSONAL_REVEAL, P.DELEGATE_MANAGE}
    | {P.PERSON_NAME_VIEW, P.NOTICE_PUBLISH, P.ERASURE_ASK},
    Role.PROCUREMENT: _READ | {P.PERSON_NAME_VIEW},
    Role.FINANCE: {P.DASHBOARD_VIEW, P.ORG_VIEW},
    Role.AUDIT: {
        *(P.DASHBOARD_VIEW, P.ORG_VIEW, P.PERSON_NAME_VIEW, P.TRAIL_VIEW),
        *(P.RETENTION_VIEW, P.HOLD_MANAGE),
    },
    Role.ASSISTANCE: {P.DASHBOARD_VIEW, P.ORG_VIEW},
    Role.STREET: _READ | {P.PERSON_NAME_VIEW, P.ORG_EDIT, P.FOUNDING_EDIT},
    Role.STATION: set(),
    Role.LEGAL: {P.ORG_VIEW, P.PERSON_NAME_VIEW},
    Role.STATISTICS: {P.DASHBOARD_VIEW, P.ORG_VIEW, P.FOUNDING_VIEW, P.ORG_EXPORT},
    Role.EXPERT: set(),
    Role.SUPERVISOR: set(),
    Role.PARTNER: set(),
    Role.SYSTEM_ADMIN: {
        *(P.ACCOUNT_OPEN, P.ACCOUNT_MANAGE, P.REGION_MANAGE, P.FIGURE_DEFINE, P.JOB_MANAGE),
        P.RETENTION_VIEW,
    },
    Role.SECURITY_ADMIN: {
        *(P.APPOINTMENT_MANAGE, P.SECURITY_MANAGE, P.RETENTION_VIEW, P.HOLD_MANAGE),
        P.ERASURE_DECIDE,
    },
    Role.AUDIT_ADMIN: {P.TRAIL_VIEW, P.RETENTION_VIEW},
}

DELEGATE_GRANTS = {
    Duty.MANAGER: {P.OWN_ORG_VIEW, P.OWN_ORG_CORRECT, P.OWN_ORG_MANAGE},
    Duty.OPERATOR: {P.OWN_ORG_VIEW, P.OWN_ORG_CORRECT},
    Duty.FINANCE: {P.OWN_ORG_VIEW},
}
"""What speaking for an organization allows, on that organization's own rows alone."""

ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
"""Kept apart: nobody holds two of the three, and none of them holds a business office."""

OUTSIDERS = {Role.EXPERT, Role.SUPERVISOR, Role.STATION, Role.PARTNER}
"""Accounts of their own: one account, one side."""

_CHECKING = {Role.LEADER, Role.FINANCE, Role.AUDIT}
_WORKING = set(Role) - ADMINISTRATORS - _CHECKING

GRANTABLE = {
    Role.ORGANIZING: _WORKING,
    Role.SECURITY_ADMIN: ADMINISTRATORS | _CHECKING | {Role.ORGANIZING},
}
"""Which roles the holder of a role may give, end and deputize, at and below their federation."""

GRANTABLE_BELOW = {
    Role.ORGANIZING: _CHECKING,
}
"""… and which besides, but only at federations below their own: leaders, those who pay and those
who audit are appointed from above."""
