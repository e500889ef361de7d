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
            *("membership.JoinCode", "membership.Roster", "membership.Transfer"),
            *("membership.Coverage", "membership.Drive", "membership.DrivePhase"),
            "membership.DriveTarget",
            *("membership.CanvassRound", "membership.CanvassTask", "membership.Visit"),
            *("membership.LedgerEntry", "membership.LedgerReturn"),
            *("membership.FoundingCase", "membership.FoundingUnit"),
            "membership.CriterionFinding",
            *("membership.Eligibility", "membership.TargetPlan", "membership.TargetShare"),
            *("indicators.Bulletin", "membership.Obstruction", "membership.Practice"),
            *("membership.Subsidy", "membership.SubsidyBudget", "membership.SubsidyKind"),
            *("membership.Affiliation", "membership.EffectiveAssessment"),
            *("membership.Evidence", "membership.Organ", "membership.UnionInspection"),
            *("procurement.Award", "procurement.Ban", "procurement.Decision"),
            *("procurement.Objection", "procurement.LegalOpinion"),
            *("procurement.Qualification", "procurement.QualificationCheck"),
            *("procurement.BudgetEntry", "procurement.BudgetLine", "procurement.Entrustment"),
            *("procurement.HeadcountBasis", "procurement.Measure", "procurement.Project"),
            *("procurement.Conflict", "procurement.Declaration", "procurement.Draw"),
            *("procurement.Panel", "procurement.PanelSeat"),
            *("procurement.Review", "procurement.Score", "procurement.ScoreChange"),
            *("procurement.NeedChannel", "procurement.NeedTopic", "procurement.Suitability"),
            "procurement.TopicEntry",
            *("orgs.AnnualProfile", "orgs.ExchangeFile"),
            *("procurement.Bid", "procurement.BidKey", "procurement.KeyShare"),
            *("procurement.Amendment", "procurement.Call", "procurement.Lot"),
            *("procurement.ModelText", "procurement.Question", "procurement.Release"),
            "procurement.Scheme",
            *("surveys.Fieldwork", "surveys.Group", "surveys.Link", "surveys.Option"),
            *("surveys.Question", "surveys.Quota", "surveys.Reading", "surveys.Response"),
            *("surveys.Survey", "surveys.Version"),
            *("stations.ReliefMatch", "stations.RuleCard"),
            *("stations.Station", "stations.StationWorker", "stations.Outlet"),
            *("stations.Linkage", "stations.StandardCheck", "stations.StarRating"),
            *("stations.Housing", "stations.StationName", "stations.StationYear"),
            *("stations.Workforce", "stations.StationSheet", "stations.StationLine"),
            *("stations.Benefit", "stations.StationHonour", "stations.UseDay"),
            *("stations.AidGuide", "stations.AidRate", "stations.BrandProject"),
            *("stations.Campaign", "stations.CampaignAct", "stations.CampaignGoods"),
            *("stations.CampaignPartner", "stations.Fund", "stations.FundBalance"),
            *("stations.FundEntry", "stations.FundStatement", "stations.GroupAddition"),
            *("stations.Offering", "stations.ReturnedItem", "stations.ServiceDay"),
            *("stations.ServiceItem", "stations.ServiceItemVersion"),
            *("stations.ServiceReturn", "stations.ServiceRound"),
            *("stations.AidPayment", "stations.AidPlan", "stations.Publicity"),
            *("stations.Standing", "stations.YearlyReview"),
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
            *("membership.FoundingPerson", "procurement.ExpertPost", "surveys.Envelope"),
            *("orgs.Inspection", "orgs.ProposedValue"),
            *("orgs.Relation", "orgs.Separation", "orgs.Statement"),
            *("stations.CaseRating", "stations.HomeVisit", "stations.MoneyLine"),
            "stations.PublicityObjection",
        ),
        WITH_OWNER,
    ),
    **dict.fromkeys(
        (
            *("accounts.ApiToken", "accounts.Appointment", "accounts.PasswordBefore"),
            *("accounts.ListChoice", "accounts.SavedView", "accounts.User", "orgs.Delegate"),
            "procurement.Expert",
        ),
        PERSON,
    ),
    **dict.fromkeys(
        (
            *("indicators.Cell", "indicators.Dirty", "indicators.MonthlyChange"),
            *("indicators.Refresh", "indicators.Timeline", "orgs.CheckTally"),
            *("indicators.TallyDay", "indicators.TallyDirty", "indicators.TallyStretch"),
            "procurement.Flag",
            *("orgs.DuplicatePair", "orgs.Traits", "membership.UnionStanding"),
        ),
        DERIVED,
    ),
    **dict.fromkeys(
        (
            *("accounts.Attempts", "accounts.OneTimeLink", "accounts.ResetRequest"),
            *("accounts.Session", "communications.NoticeRead", "communications.Notification"),
            *("communications.OutboxMail", "documents.Attachment", "documents.Content"),
            *("jobs.IdempotencyKey", "jobs.Job"),
            *("membership.Application", "membership.Member", "membership.RosterLine"),
            *("procurement.Need", "procurement.NeedSheet"),
            "stations.ServiceRecord",
            *("orgs.CheckRun", "orgs.Contact"),
            *(
                "membership.Officer",
                "orgs.Claim",
                "orgs.Finding",
                "orgs.ImportLine",
                "orgs.Invitation",
                "orgs.Tie",
            ),
            *("orgs.Merge", "privacy.PurgeRun"),
            *("procurement.BidDraft", "procurement.BidFile"),
            *("surveys.AnswerSheet", "surveys.Ticket"),
            *("stations.LegalService", "stations.ReliefRow", "stations.ReliefSheet"),
            *("stations.Case", "stations.Household", "stations.HouseholdMember"),
        ),
        TIMED,
    ),
}


def period_of(label):
    """Its class. Raises KeyError for a model nobody has given one."""
    return MODELS[label]
