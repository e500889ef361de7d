"""An account whose holder is no longer in office: the person goes, what they did stays.

Offices and acts then name an account that is nobody's. Who is in office cannot be forgotten.
"""

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from accounts.models import (
    ApiToken,
    Appointment,
    OneTimeLink,
    PasswordBefore,
    ResetRequest,
    Session,
    User,
)
from governance.models import Correction
from privacy import erasure, subjects
from privacy.erasure import Kept, Part
from privacy.subjects import Subject

GONE = "已清除人员"


def declare():
    subjects.register(
        Subject(
            kind="account",
            label="accounts.User",
            title="账号",
            hint="填用户名",
            find=lambda rows, text: rows.filter(username=text.lower()).first(),
            federation=_federation,
            people="账号持有人",
            against=_in_office,
        )
    )
    erasure.declare("account", *PARTS)


def _federation(user):
    offices = user.appointments.order_by("-starts_on", "-pk").select_related("federation")
    last = offices.first()
    return last.federation if last else None


def _in_office(user):
    if Appointment.objects.unended().filter(user=user).exists():
        return "此人仍在任职，请先办理离任。"
    if user.delegations.unended().exists():
        return "此人仍是社会组织的经办代表，请先结束代表资格。"
    return ""


def _corrections(user):
    return Correction.objects.filter(subject_type="accounts.user", subject_id=str(user.pk))


def forget_people(rows):
    rows.update(
        name=GONE,
        username=Concat(Value("erased-"), Cast("pk", CharField())),
        phone="",
        phone_index="",
        email="",
        password=UNUSABLE_PASSWORD_PREFIX,
        is_active=False,
        disabled_reason="已依本人申请清除",
    )


def remove(rows):
    rows.delete()


def of_user(label, name, order, key="user"):
    """Rows that are nothing but the person's: they go whole."""

    def rows(user):
        return apps.get_model(label)._base_manager.filter(**{key: user})

    return Part(label=label, name=name, rows=rows, erase=remove, order=order)


PARTS = (
    of_user(Session._meta.label, "登录会话", 10),
    of_user(ApiToken._meta.label, "接口令牌", 11),
    of_user(PasswordBefore._meta.label, "曾用密码摘要", 12),
    of_user(OneTimeLink._meta.label, "一次性链接", 13),
    of_user("accounts.SavedView", "存下的查询", 17, "owner"),
    of_user("accounts.ListChoice", "列表的个人设置", 18),
    of_user("mfa.Authenticator", "二次验证设备", 14),
    of_user("account.EmailAddress", "已验证的邮箱", 15),
    Part(
        label=ResetRequest._meta.label,
        name="重置密码申请",
        rows=lambda user: ResetRequest.objects.filter(username=user.username),
        erase=remove,
        order=16,
    ),
    Part(
        label=User._meta.label,
        name="姓名、用户名、手机和邮箱",
        rows=lambda user: User.objects.filter(pk=user.pk).exclude(name=GONE),
        erase=forget_people,
        order=90,
    ),
    Part(
        label="governance.Correction",
        name="账号的更正记录",
        rows=_corrections,
        erase=remove,
        order=99,
    ),
    Kept(name="任职和操作轨迹", why="记到已清除的账号名下，不再指向本人；依网络安全法留存"),
    Kept(name="经办的业务", why="登记、认定等仍注明由该账号办理，账号已不含个人信息"),
    Kept(name="备份", why="旧备份到期轮换后消失；恢复备份后运行 repeat_erasures 再次清除"),
)
