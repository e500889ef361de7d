from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "个人信息保护"

    def ready(self):
        from privacy import retention
        from privacy.models import PurgeRun

        retention.declare(
            "privacy.PurgeRun",
            name="清理记录",
            days=3 * 365,
            why="备查哪一夜清理了多少",
            purge=retention.older(PurgeRun, "at"),
        )
