"""What every column holds: its class and, where it is about people, what for (等保 8.1.4.11).

A model has a class for all its columns, exceptions stand below it. ``tests/privacy/test_register``
fails on a model without a line, on an encrypted column without one, and on a column whose name
speaks of people (phone, address, id number …) in a model that is not about people.

``public`` may be shown to anyone; ``internal`` within scope; ``personal`` is about a person: within
scope, masked in lists and exports; ``sensitive`` (PIPL 28) besides: encrypted, shown by reveal.
"""

PUBLIC, INTERNAL, PERSONAL, SENSITIVE = "public", "internal", "personal", "sensitive"
CLASSES = (PUBLIC, INTERNAL, PERSONAL, SENSITIVE)

MODELS = {
    "accounts.ApiToken": (INTERNAL, "接口访问"),
    "accounts.Appointment": (PERSONAL, "确定职责与权限"),
    "accounts.Attempts": (PERSONAL, "防止暴力破解"),
    "accounts.OneTimeLink": (INTERNAL, "设置密码"),
    "accounts.PasswordBefore": (SENSITIVE, "防止重用密码"),
    "accounts.ResetRequest": (PERSONAL, "找回密码"),
    "accounts.Session": (PERSONAL, "登录会话与安全"),
    "accounts.User": (PERSONAL, "身份识别与工作联系"),
    "communications.Notice": (INTERNAL, "通知"),
    "communications.NoticeRead": (PERSONAL, "通知送达"),
    "communications.Notification": (PERSONAL, "工作提醒"),
    "communications.OutboxMail": (PERSONAL, "邮件发送"),
    "documents.Attachment": (INTERNAL, "办理材料"),
    "documents.Content": (INTERNAL, "办理材料"),
    "documents.DocumentNumber": (INTERNAL, "文号登记"),
    "documents.NumberSeries": (INTERNAL, "文号登记"),
    "governance.Correction": (PERSONAL, "更正主数据的记录"),
    "governance.Event": (INTERNAL, "操作留痕"),
    "governance.Seal": (INTERNAL, "操作留痕"),
    "governance.SealedEvent": (INTERNAL, "操作留痕"),
    "indicators.Cell": (INTERNAL, "指标"),
    "indicators.Definition": (PUBLIC, "指标口径"),
    "indicators.Dirty": (INTERNAL, "指标"),
    "indicators.MonthlyChange": (INTERNAL, "指标"),
    "indicators.Refresh": (INTERNAL, "指标"),
    "indicators.Timeline": (INTERNAL, "指标"),
    "jobs.IdempotencyKey": (PERSONAL, "防止重复提交"),
    "jobs.Job": (INTERNAL, "后台作业"),
    "membership.Coverage": (INTERNAL, "工会覆盖"),
    "membership.Drive": (INTERNAL, "专项行动"),
    "membership.DriveTarget": (INTERNAL, "专项行动"),
    "membership.Eligibility": (INTERNAL, "建会条件"),
    "orgs.CheckRun": (INTERNAL, "数据质量检查"),
    "orgs.CheckTally": (INTERNAL, "数据质量检查"),
    "orgs.Claim": (PERSONAL, "核实组织认领"),
    "orgs.CorrectionRequest": (INTERNAL, "资料更正"),
    "orgs.Delegate": (PERSONAL, "经办代表"),
    "orgs.Disappearance": (INTERNAL, "名册动态管理"),
    "orgs.Finding": (INTERNAL, "数据质量检查"),
    "orgs.HandOver": (PERSONAL, "负责人移交"),
    "orgs.ImportBatch": (INTERNAL, "名册导入"),
    "orgs.ImportLine": (INTERNAL, "名册导入"),
    "orgs.DuplicatePair": (INTERNAL, "社会组织名册查重"),
    "orgs.Merge": (INTERNAL, "社会组织名册查重"),
    "orgs.MergedRow": (INTERNAL, "社会组织名册查重"),
    "orgs.Invitation": (PERSONAL, "开设经办代表账号"),
    "orgs.Organization": (INTERNAL, "社会组织名册"),
    "orgs.OrganizationAlias": (INTERNAL, "社会组织名册"),
    "orgs.OrganizationFacts": (INTERNAL, "社会组织名册"),
    "orgs.FieldRank": (INTERNAL, "数据来源"),
    "orgs.RememberedMapping": (INTERNAL, "名册导入"),
    "orgs.ProposedValue": (INTERNAL, "资料更正"),
    "orgs.Source": (PUBLIC, "数据来源"),
    "orgs.Statement": (PERSONAL, "社会组织名册"),
    "orgs.Traits": (INTERNAL, "社会组织名册查重"),
    "privacy.Consent": (PERSONAL, "同意记录"),
    "privacy.NoticeOfProcessing": (PUBLIC, "告知书"),
    "privacy.Reveal": (PERSONAL, "查看原文留痕"),
    "unions.CalendarException": (PUBLIC, "工作日历"),
    "unions.Federation": (PUBLIC, "工会组织"),
    "unions.GrassrootsUnion": (INTERNAL, "基层工会"),
    "unions.Region": (PUBLIC, "行政区划"),
    "unions.RegionSuccession": (PUBLIC, "行政区划"),
}

FIELDS = {
    "accounts.User.password": (SENSITIVE, "身份鉴别"),
    "accounts.User.phone": (SENSITIVE, "工作联系与找回密码"),
    "accounts.User.phone_index": (SENSITIVE, "按手机号查找"),
    "communications.OutboxMail.text": (SENSITIVE, "邮件正文"),
    "jobs.IdempotencyKey.body": (SENSITIVE, "重复请求的答复"),
    "orgs.ImportLine.private": (SENSITIVE, "名册中的联系方式"),
    "orgs.Statement.private": (SENSITIVE, "登记中的联系方式"),
    "orgs.Merge.before": (SENSITIVE, "撤销合并时恢复登记内容"),
    "orgs.Claim.email": (SENSITIVE, "答复申请人"),
    "orgs.Claim.phone": (SENSITIVE, "核实申请人"),
    "orgs.Invitation.email": (SENSITIVE, "发送邀请"),
    "orgs.Invitation.phone": (SENSITIVE, "开设账号"),
    "orgs.Organization.contact_phone": (SENSITIVE, "联系社会组织"),
    "orgs.Organization.legal_representative": (PERSONAL, "登记事项"),
    "orgs.Traits.phones": (SENSITIVE, "查重"),
    "orgs.Traits.representative": (PERSONAL, "查重"),
    "orgs.Organization.residence": (INTERNAL, "登记住所，属公开登记事项"),
    "orgs.ProposedValue.before": (SENSITIVE, "拟改内容中有联系电话"),
    "orgs.ProposedValue.value": (SENSITIVE, "拟改内容中有联系电话"),
}


def classified(label, field):
    """``(class, purpose)`` of a column. Raises KeyError for a model nobody classified."""
    return FIELDS.get(f"{label}.{field}") or MODELS[label]
