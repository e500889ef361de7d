import json

from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.services import tokens


class Command(BaseCommand):
    help = "为账号创建接口令牌，只显示一次。"

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--json", action="store_true", help="输出 JSON（默认即是）")

    def handle(self, *args, username, **options):
        user = User.objects.filter(username=username.lower(), is_active=True).first()
        if user is None:
            self.stderr.write(f"没有可用的账号“{username}”。")
            raise SystemExit(2)
        token = tokens.create(user=user, by=None)
        self.stdout.write(json.dumps({"token": token, "username": user.username}))
