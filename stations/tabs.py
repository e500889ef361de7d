"""The parts of stations and aid, as tabs on their list pages."""

from django.urls import NoReverseMatch, reverse

from accounts.roles import Permission

P = Permission
TABS = (
    ("站点", "stations:stations", (P.STATION_VIEW, P.STATION_WORK)),
    ("服务", "stations:records", (P.SERVICE_VIEW, P.STATION_WORK)),
    ("活动", "stations:campaigns", (P.SERVICE_VIEW,)),
    ("供需", "stations:wishes", (P.SERVICE_VIEW,)),
    ("困难职工", "stations:cases", (P.CASE_VIEW, P.STATION_WORK)),
    ("发放", "stations:payments", (P.CASE_VIEW, P.AID_PAY)),
    ("救助核对", "stations:matches", (P.RELIEF_CHECK,)),
    ("法律服务", "stations:legal", (P.LEGAL_AID,)),
    ("资金", "stations:funds", (P.FUND_VIEW,)),
)
SERVICES = (
    ("服务记录", "stations:records", (P.SERVICE_VIEW, P.STATION_WORK)),
    ("登记服务", "stations:counters", (P.SERVICE_RECORD, P.STATION_WORK)),
    ("服务项目", "stations:items", (P.SERVICE_VIEW, P.STATION_WORK)),
    ("供给", "stations:offerings", (P.SERVICE_VIEW, P.STATION_WORK)),
    ("活跃程度", "stations:vitality", (P.SERVICE_VIEW,)),
    ("填报", "stations:rounds", (P.SERVICE_VIEW,)),
    ("帮扶制度", "stations:guides", (P.SERVICE_VIEW, P.STATION_WORK)),
    ("品牌", "stations:brands", (P.SERVICE_VIEW,)),
)
"""The parts of 服务, below its own tab."""


def tabs(user, active):
    """Those that a person may open; ``active`` is the URL name of the one shown."""
    return _open(TABS, user, active)


def service_tabs(user, active):
    return _open(SERVICES, user, active)


def _open(parts, user, active):
    found = []
    for label, name, permissions in parts:
        if not any(user.may_somewhere(permission) for permission in permissions):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # comes with its noun
            continue
        found.append({"label": label, "url": url, "active": name == active})
    return found
