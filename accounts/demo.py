"""The accounts of the demonstration, published with their secrets. Only where DEMO is on."""

import hashlib
import time
from base64 import b32encode
from dataclasses import dataclass

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Appointment, User
from accounts.roles import Role
from governance.trail import record
from unions.models import Federation

PASSWORD = "demo-liaison-2026"  # noqa: S105 - published on purpose


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: Role | None
    federation: str
    title: str = ""

    @property
    def secret(self):
        """Fixed and published; organizations' delegates have none."""
        if self.role is None:
            return None
        return b32encode(
            hashlib.sha256(f"liaison demo {self.username}".encode()).digest()[:20]
        ).decode()


ACCOUNTS = (
    Account("acftu", "李建国", Role.LEADER, "0", "分管副主席"),
    Account("cq-leader", "周敏", Role.LEADER, "50", "副主席"),
    Account("cq-organizing", "陈刚", Role.ORGANIZING, "50", "基层工作部部长"),
    Account("cq-procurement", "刘洋", Role.PROCUREMENT, "50", "项目主管"),
    Account("cq-finance", "赵静", Role.FINANCE, "50", "财务部副部长"),
    Account("cq-audit", "孙志远", Role.AUDIT, "50", "经审办主任"),
    Account("cq-assistance", "吴丽", Role.ASSISTANCE, "50", "权益保障部副部长"),
    Account("cq-liaison", "郑晓东", Role.LIAISON, "50", "社会联络部部长"),
    Account("yb-organizing", "何雨", Role.ORGANIZING, "500112", "组织科科长"),
    Account("yb-assistance", "谭静", Role.ASSISTANCE, "500112", "权益保障部部长"),
    Account("yb-approval", "袁立", Role.ASSISTANCE, "500112", "帮扶中心主任"),
    Account("yb-finance", "余萍", Role.FINANCE, "500112", "财务科科长"),
    Account("js-organizing", "徐峰", Role.ORGANIZING, "32", "基层工作部副部长"),
    Account("org-a", "唐磊", None, "50", "经办人"),
    Account("org-b", "冯婷", None, "50", "经办人"),
    *(
        Account(f"expert-{n}", name, Role.EXPERT, "50", "评审专家")
        for n, name in enumerate(("高明", "林芳", "罗强", "梁燕", "宋涛"), 1)
    ),
    Account("supervisor", "韩冰", Role.SUPERVISOR, "50", "监理机构项目经理"),
    Account("station", "曹娟", Role.STATION, "500112", "服务站站长"),
    Account("partner", "邓浩", Role.PARTNER, "50", "共青团重庆市委联络员"),
    Account("auditor", "彭勇", Role.AUDIT_ADMIN, "0", "审计管理员"),
    Account("security-admin", "蒋雪", Role.SECURITY_ADMIN, "0", "安全管理员"),
    Account("admin", "沈涛", Role.SYSTEM_ADMIN, "0", "系统管理员"),
)
_BY_NAME = {account.username: account for account in ACCOUNTS}


def published_accounts():
    """[(user name, role in words, federation in words, TOTP secret or None)]."""
    names = dict(
        Federation.objects.filter(code__in={a.federation for a in ACCOUNTS}).values_list(
            "code", "short_name"
        )
    )
    return [
        (
            account.username,
            account.role.label if account.role else "社会组织经办代表",
            names.get(account.federation, account.federation),
            account.secret,
        )
        for account in ACCOUNTS
    ]


def shown_accounts():
    """For the log-in page: what can be tried here."""
    return [
        {"username": u, "role": r, "place": p, "secret": s} for u, r, p, s in published_accounts()
    ]


def help_with_code(user):
    """For the page that asks for a code: in the demonstration the code is no secret."""
    account = _BY_NAME.get(user.get_username()) if settings.DEMO else None
    if account is None or account.secret is None:
        return {}
    now = int(time.time()) // app_settings.TOTP_PERIOD
    code = format_hotp_value(hotp_value(account.secret, now))
    return {"demo_secret": account.secret, "demo_code": code}


@transaction.atomic
def create_demo_accounts(*, by=None, organizations=None):
    """Make exactly the published accounts; again changes nothing.

    ``organizations``: the two that ``org-a`` and ``org-b`` speak for; without them the two accounts
    exist but speak for nobody until this is called with them.
    """
    if not settings.DEMO:
        raise RuntimeError("演示账号只能在 DEMO=1 时创建。")
    federations = {
        f.code: f for f in Federation.objects.filter(code__in={a.federation for a in ACCOUNTS})
    }
    users, password = {}, None
    for account in ACCOUNTS:
        user, new = User.objects.get_or_create(
            username=account.username,
            defaults={"name": account.name, "password_rotates": False},
        )
        users[account.username] = user
        if new:
            password = password or make_password(PASSWORD)  # slow on purpose, and published
            user.password = password
            user.save()
            record(by=by, verb="create", label="创建演示账号", subject=user)
        if account.role is None:
            continue
        if not user.appointments.exists():
            Appointment.objects.create(
                user=user,
                federation=federations[account.federation],
                role=account.role,
                title=account.title,
                starts_on="2023-01-01",
                basis="演示数据",
            )
        if not user.authenticator_set.filter(type=Authenticator.Type.TOTP).exists():
            Authenticator.objects.create(
                user=user,
                type=Authenticator.Type.TOTP,
                data={"secret": encrypt(account.secret)},
            )
    for username, organization in zip(("org-a", "org-b"), organizations or (), strict=False):
        user = users[username]
        if not user.delegations.current().filter(organization=organization).exists():
            user.delegations.create(organization=organization, starts_on="2023-01-01")
    return users
