from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "后台作业"

    def ready(self):
        from jobs import retention

        retention.declare()
