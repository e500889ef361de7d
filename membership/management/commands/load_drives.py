from django.core.management.base import BaseCommand

from membership.reference import DRIVE_2023, phases_2023, targets_2023
from membership.services.drives import keep_drive
from unions.models import Federation


class Command(BaseCommand):
    help = "载入专项行动（推进社会组织建会专项行动，2023 年 5 月至 2024 年 12 月）；可重复执行"

    def handle(self, **options):
        national = Federation.objects.get(code="0")
        changed = keep_drive(
            by=None,
            federation=national,
            targets=targets_2023(),
            phases=phases_2023(),
            **DRIVE_2023,
        )
        self.stdout.write(f"{DRIVE_2023['name']}：{'已载入' if changed else '无变化'}")
