from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "后台作业"

    def ready(self):
        from accounts import handover
        from jobs import retention
        from jobs.models import Job

        retention.declare()
        handover.register(
            "进行中的作业",
            lambda *, user, federation: Job.objects.filter(by=user).unfinished(),
            handover.STAYS,
        )
