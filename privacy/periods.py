"""How long each kind of row is kept: a class for every model (PIPL 19; 等保 剩余信息保护).

``tests/privacy/test_periods`` fails on a model without one. Those of class ``TIMED`` have a rule of
``privacy.retention`` that says how many days and why; no other class has one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Period:
    key: str
    name: str
    why: str


PERMANENT = Period("permanent", "长期保存", "履行法定职责的记录；历史统计须能按当时重算")
REFERENCE = Period("reference", "长期保存（公共资料）", "区划、工会、口径等资料，不含个人信息")
TRAIL = Period("trail", "长期保存（留痕）", "网络安全法要求日志不少于六个月；封签成链，只增不改")
WITH_OWNER = Period("with_owner", "随主记录", "主记录在则在；其中的个人信息可依申请清除")
PERSON = Period("person", "至本人申请清除", "任职或代表期间为履职所必需；离任后依申请清除")
DERIVED = Period("derived", "随原始数据重算", "由其他记录算出，原始记录清除后重算")
TIMED = Period("timed", "到期清理", "超过期限的每夜自动清理")
CLASSES = (PERMANENT, REFERENCE, TRAIL, WITH_OWNER, PERSON, DERIVED, TIMED)

MODELS = {
    **dict.fromkeys(
        (
            *("documents.DocumentNumber", "documents.NumberSeries", "documents.Paper"),
            *("membership.Coverage", "membership.Drive", "membership.DriveTarget"),
            *("membership.Eligibility", "membership.TargetPlan", "membership.TargetShare"),
            *("orgs.AnnualProfile", "orgs.ExchangeFile"),
            *("orgs.ImportBatch", "orgs.MergedRow", "orgs.Organization"),
            *("orgs.OrganizationAlias", "orgs.OrganizationFacts", "orgs.Stance"),
            *("orgs.Disappearance", "unions.GrassrootsUnion", "communications.Notice"),
        ),
        PERMANENT,
    ),
    **dict.fromkeys(
        (
            *("documents.OfficeTemplate", "indicators.Definition", "orgs.FieldRank"),
            *("orgs.RememberedMapping", "orgs.Source", "privacy.NoticeOfProcessing"),
            *("unions.CalendarException", "unions.Federation", "unions.Region"),
            "unions.RegionSuccession",
        ),
        REFERENCE,
    ),
    **dict.fromkeys(
        (
            *("governance.Event", "governance.Seal", "governance.SealedEvent"),
            *("privacy.Consent", "privacy.Erasure", "privacy.LegalHold", "privacy.Reveal"),
        ),
        TRAIL,
    ),
    **dict.fromkeys(
        (
            *("governance.Correction", "jobs.Clearance", "orgs.Branch", "orgs.Certificate"),
            *("orgs.CorrectionRequest", "orgs.CreditMark", "orgs.Grade", "orgs.HandOver"),
            *("orgs.Inspection", "orgs.ProposedValue"),
            *("orgs.Relation", "orgs.Separation", "orgs.Statement"),
        ),
        WITH_OWNER,
    ),
    **dict.fromkeys(
        (
            *("accounts.ApiToken", "accounts.Appointment", "accounts.PasswordBefore"),
            *("accounts.ListChoice", "accounts.SavedView", "accounts.User", "orgs.Delegate"),
        ),
        PERSON,
    ),
    **dict.fromkeys(
        (
            *("indicators.Cell", "indicators.Dirty", "indicators.MonthlyChange"),
            *("indicators.Refresh", "indicators.Timeline", "orgs.CheckTally"),
            *("orgs.DuplicatePair", "orgs.Traits"),
        ),
        DERIVED,
    ),
    **dict.fromkeys(
        (
            *("accounts.Attempts", "accounts.OneTimeLink", "accounts.ResetRequest"),
            *("accounts.Session", "communications.NoticeRead", "communications.Notification"),
            *("communications.OutboxMail", "documents.Attachment", "documents.Content"),
            *("jobs.IdempotencyKey", "jobs.Job"),
            *("orgs.CheckRun", "orgs.Contact"),
            *("orgs.Claim", "orgs.Finding", "orgs.ImportLine", "orgs.Invitation", "orgs.Tie"),
            *("orgs.Merge", "privacy.PurgeRun"),
        ),
        TIMED,
    ),
}


def period_of(label):
    """Its class. Raises KeyError for a model nobody has given one."""
    return MODELS[label]
