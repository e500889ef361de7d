"""The first accounts of an installation, before there is anybody who could open them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.roles import Role
from accounts.services.appointments import open_and_appoint
from unions.models import Federation


class Command(BaseCommand):
    help = "开设账号并任命职务（例如首位系统管理员），给出设置密码的一次性链接。"

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--role", default=Role.SYSTEM_ADMIN, choices=Role.values)
        parser.add_argument("--federation", default="0", help="工会代码，全国总工会为 0")

    def handle(self, *args, username, name, role, federation, **options):
        place = Federation.objects.filter(code=federation).first()
        if place is None:
            raise CommandError(f"没有代码为“{federation}”的工会。", returncode=2)
        try:
            appointment, token = open_and_appoint(
                username=username, name=name, federation=place, role=Role(role), by=None
            )
        except ValidationError as problem:
            raise CommandError("；".join(problem.messages), returncode=2) from problem
        link = settings.PUBLIC_URL + reverse("accounts:link", args=[token])
        self.stdout.write(f"已开设账号：{appointment}\n设置密码的链接（只能使用一次）：{link}")
