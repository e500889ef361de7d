from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "后台作业"

    def ready(self):
        from accounts import handover, navigation
        from accounts.roles import Permission
        from jobs import retention
        from jobs.models import Job

        retention.declare()
        navigation.register("隔离作业", "jobs:quarantine", Permission.JOB_MANAGE, order=94)
        handover.register(
            "进行中的作业",
            lambda *, user, federation: Job.objects.filter(by=user).unfinished(),
            handover.STAYS,
        )
