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
    MEMBER_VIEW = "member_view", "看会员", "查看本级及下级的会员名册和入会申请，个人信息被遮盖。"
    MEMBER_EDIT = "member_edit", "办会员", "审核入会，办理转会、退会，导入会员名单。"
    MEMBER_EXPORT = (
        "member_export",
        "导出会员名册",
        "导出会员名册，含原文的须批准。",
    )
    FOUNDING_APPROVE = (
        "founding_approve",
        "批复建会",
        "以上一级工会名义批复筹建和成立；不能批复自己申请的。",
    )
    SUBSIDY_VIEW = "subsidy_view", "看补助资金", "查看本级及下级的补助预算、申请和拨付。"
    SUBSIDY_APPLY = "subsidy_apply", "申请补助", "为本级及下级的基层工会申请补助。"
    SUBSIDY_APPROVE = (
        "subsidy_approve",
        "审批补助",
        "审批用本级预算的补助申请；不能审批自己申请的。",
    )
    SUBSIDY_PAY = (
        "subsidy_pay",
        "管补助预算和拨付",
        "登记本级的补助预算和种类，拨付他人申请、他人批准的补助。",
    )
    OBSTRUCTION_VIEW = "obstruction_view", "看阻挠建会案件", "查看本级及下级的阻挠建会案件。"
    OBSTRUCTION_EDIT = "obstruction_edit", "办阻挠建会案件", "登记、核实、督促和办结案件。"
    OBSTRUCTION_DECIDE = (
        "obstruction_decide",
        "决定阻挠案件的提请和公开",
        "决定提请劳动行政部门、人民政府处理，决定是否公开。",
    )
    PRACTICE_EDIT = "practice_edit", "写经验案例", "起草、修改、送审本级及下级的经验案例。"
    PRACTICE_REVIEW = "practice_review", "审核经验案例", "审核发布他人写的经验案例。"
    BULLETIN_EDIT = "bulletin_edit", "拟通报", "取数、拟写、送审本级及下级的通报。"
    BULLETIN_RELEASE = "bulletin_release", "签发通报", "签发、退回、撤回他人拟的通报。"
    FOUNDING_VISIT = (
        "founding_visit",
        "走访摸排",
        "登记走访社会组织的情况，办理分派给自己的任务。",
    )
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
    NEED_VIEW = "need_view", "看职工需求", "查看本级及下级征集到的职工需求和需求主题。"
    NEED_EDIT = "need_edit", "办职工需求", "登记、导入需求，归并主题，评判是否适宜购买。"
    OWN_NEED_TELL = "own_need_tell", "报送职工需求", "代表本组织报送职工的需求，查看报送的结果。"
    PURCHASE_VIEW = "purchase_view", "看购买服务", "查看本级及下级的采购项目、公告、预算和结果。"
    PURCHASE_EDIT = "purchase_edit", "办购买服务", "编制项目，拟发公告，抽取专家，组织审定。"
    PURCHASE_APPROVE = (
        "purchase_approve",
        "审批购买服务",
        "审批采购项目和立项结果；不能审批自己编制的。",
    )
    PURCHASE_BUDGET = (
        "purchase_budget",
        "管采购预算",
        "登记本级采购预算，审核项目占用；不能审核自己编制的。",
    )
    PURCHASE_LEGAL = "purchase_legal", "审核采购合法性", "出具资格审查和合法性意见。"
    EXPERT_MANAGE = "expert_manage", "管专家库", "建立和维护本级及下级的评审专家库。"
    KEY_HOLD = "key_hold", "持开标密钥", "保管一份开标密钥，到场开标。"
    BID_SCORE = "bid_score", "评审申报", "评审分派给自己的申报。"
    OWN_BID_VIEW = "own_bid_view", "看本组织的申报", "社会组织的代表查看本组织的申报和结果。"
    OWN_BID_EDIT = "own_bid_edit", "办本组织的申报", "填写、提交、撤回本组织的申报，提出异议。"
    OWN_ORG_MANAGE = "own_org_manage", "管本组织的代表", "邀请、移交、结束本组织的经办代表。"
    STATION_VIEW = "station_view", "查站点", "查看本级及下级的帮扶、服务站点和户外劳动者站点。"
    STATION_EDIT = "station_edit", "管站点", "登记、更正、导入、更名、关停站点，维护站点人员。"
    STATION_RATE = "station_rate", "评定站点", "核定规范化检查和星级，每年复核。"
    STATION_WORK = "station_work", "在站点工作", "只在本人所在的站点登记服务、受理求助。"
    SERVICE_VIEW = "service_view", "看服务情况", "查看服务项目、服务记录、慰问活动和活跃程度。"
    SERVICE_EDIT = "service_edit", "管服务项目", "维护服务项目，开展慰问等活动。"
    SERVICE_RECORD = "service_record", "登记服务", "在窗口登记服务记录。"
    CASE_VIEW = (
        "case_view",
        "看困难职工档案",
        "查看本级建立的困难职工档案，个人信息被遮盖，每次都留痕。",
    )
    CASE_EDIT = "case_edit", "办困难职工档案", "受理申请，入户调查，核对，公示，拟定帮扶方案。"
    CASE_APPROVE = "case_approve", "审批困难职工档案", "审批建档和帮扶；不能审批自己经办的。"
    AID_PAY = "aid_pay", "发放帮扶资金", "发放他人经办、他人审批的帮扶资金，登记银行回单。"
    RELIEF_CHECK = (
        "relief_check",
        "核对救助名单",
        "导入其他部门的救助名单，处理重复救助和盲区。",
    )
    LEGAL_AID = "legal_aid", "办职工法律服务", "受理、审查、指派职工法律援助，登记结果。"
    FUND_VIEW = "fund_view", "看帮扶资金", "查看帮扶资金的来源、支出和结余。"
    FUND_EDIT = "fund_edit", "管帮扶资金", "登记本级帮扶资金的收入和支出。"
    SURVEY_VIEW = "survey_view", "看问卷", "查看本级及下级的问卷和汇总结果，看不到单份答卷。"
    SURVEY_EDIT = "survey_edit", "办问卷", "编制、发放、录入、汇总问卷。"
    SURVEY_RELEASE = "survey_release", "发布问卷", "发布问卷和公开汇总结果。"
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
        P.FOUNDING_VISIT,
        P.DRIVE_MANAGE,
        P.NOTICE_PUBLISH,
        *(P.SUBSIDY_VIEW, P.SUBSIDY_APPROVE, P.OBSTRUCTION_VIEW, P.OBSTRUCTION_DECIDE),
        *(P.PRACTICE_REVIEW, P.BULLETIN_RELEASE),
        *(P.NEED_VIEW, P.PURCHASE_VIEW, P.PURCHASE_APPROVE, P.KEY_HOLD),
        *(P.STATION_VIEW, P.SERVICE_VIEW, P.FUND_VIEW, P.SURVEY_VIEW, P.SURVEY_RELEASE),
    },
    Role.ORGANIZING: _READ
    | {
        P.ORG_EDIT,
        P.ORG_IMPORT,
        P.ORG_REVERT,
        P.ORG_EXPORT,
        P.FOUNDING_EDIT,
        P.MEMBER_VIEW,
        P.MEMBER_EDIT,
        P.MEMBER_EXPORT,
        P.FOUNDING_APPROVE,
        *(P.SUBSIDY_VIEW, P.SUBSIDY_APPLY, P.OBSTRUCTION_VIEW, P.OBSTRUCTION_EDIT),
        *(P.PRACTICE_EDIT, P.BULLETIN_EDIT),
        P.FOUNDING_VISIT,
        P.DRIVE_MANAGE,
        P.NOTICE_PUBLISH,
        P.PERSON_NAME_VIEW,
        P.PERSONAL_REVEAL,
        P.ERASURE_ASK,
        P.DELEGATE_MANAGE,
        P.APPOINTMENT_MANAGE,
        P.ACCOUNT_OPEN,
        P.TEMPLATE_MANAGE,
        *(P.STATION_VIEW, P.SERVICE_VIEW, P.SURVEY_VIEW, P.SURVEY_EDIT),
    },
    Role.LIAISON: _READ
    | {P.ORG_EDIT, P.ORG_EXPORT, P.STANCE_VIEW, P.PERSONAL_REVEAL, P.DELEGATE_MANAGE}
    | {P.PERSON_NAME_VIEW, P.NOTICE_PUBLISH, P.ERASURE_ASK, P.PRACTICE_EDIT}
    | {P.NEED_VIEW, P.NEED_EDIT, P.PURCHASE_VIEW}
    | {P.STATION_VIEW, P.SERVICE_VIEW, P.SERVICE_EDIT}
    | {P.SURVEY_VIEW, P.SURVEY_EDIT},
    Role.PROCUREMENT: _READ
    | {P.PERSON_NAME_VIEW, P.NEED_VIEW, P.NEED_EDIT}
    | {P.PURCHASE_VIEW, P.PURCHASE_EDIT, P.EXPERT_MANAGE, P.KEY_HOLD},
    Role.FINANCE: {P.DASHBOARD_VIEW, P.ORG_VIEW, P.SUBSIDY_VIEW, P.SUBSIDY_PAY}
    | {P.PURCHASE_VIEW, P.PURCHASE_BUDGET, P.KEY_HOLD}
    | {P.AID_PAY, P.FUND_VIEW, P.FUND_EDIT},
    Role.AUDIT: {
        *(P.DASHBOARD_VIEW, P.ORG_VIEW, P.PERSON_NAME_VIEW, P.TRAIL_VIEW),
        *(P.RETENTION_VIEW, P.HOLD_MANAGE, P.SUBSIDY_VIEW, P.PURCHASE_VIEW, P.KEY_HOLD),
        P.FUND_VIEW,
    },
    Role.ASSISTANCE: {
        *(P.DASHBOARD_VIEW, P.ORG_VIEW, P.NEED_VIEW, P.NEED_EDIT),
        *(P.STATION_VIEW, P.STATION_EDIT, P.STATION_RATE),
        *(P.SERVICE_VIEW, P.SERVICE_EDIT, P.SERVICE_RECORD),
        *(P.CASE_VIEW, P.CASE_EDIT, P.CASE_APPROVE, P.RELIEF_CHECK, P.LEGAL_AID),
        *(P.FUND_VIEW, P.SURVEY_VIEW, P.SURVEY_EDIT, P.SURVEY_RELEASE),
        *(P.PERSON_NAME_VIEW, P.PERSONAL_REVEAL, P.ERASURE_ASK, P.NOTICE_PUBLISH),
    },
    Role.STREET: _READ
    | {P.PERSON_NAME_VIEW, P.ORG_EDIT, P.FOUNDING_EDIT, P.FOUNDING_VISIT}
    | {P.MEMBER_VIEW, P.MEMBER_EDIT}
    | {P.SUBSIDY_VIEW, P.SUBSIDY_APPLY, P.OBSTRUCTION_VIEW, P.OBSTRUCTION_EDIT, P.PRACTICE_EDIT}
    | {P.NEED_VIEW, P.NEED_EDIT}
    | {P.STATION_VIEW, P.STATION_EDIT, P.SERVICE_VIEW, P.SERVICE_RECORD},
    Role.STATION: {P.STATION_WORK},
    Role.LEGAL: {P.ORG_VIEW, P.PERSON_NAME_VIEW, P.OBSTRUCTION_VIEW}
    | {P.PURCHASE_VIEW, P.PURCHASE_LEGAL, P.LEGAL_AID},
    Role.STATISTICS: _READ | {P.ORG_EXPORT, P.BULLETIN_EDIT},
    Role.EXPERT: {P.BID_SCORE},
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
    Duty.MANAGER: {P.OWN_ORG_VIEW, P.OWN_ORG_CORRECT, P.OWN_ORG_MANAGE}
    | {P.OWN_BID_VIEW, P.OWN_BID_EDIT, P.OWN_NEED_TELL},
    Duty.OPERATOR: {P.OWN_ORG_VIEW, P.OWN_ORG_CORRECT}
    | {P.OWN_BID_VIEW, P.OWN_BID_EDIT, P.OWN_NEED_TELL},
    Duty.FINANCE: {P.OWN_ORG_VIEW, P.OWN_BID_VIEW},
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
