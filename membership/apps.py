from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "membership"
    verbose_name = "建会与会员"

    def ready(self):
        from membership.extensions import ENTRIES
        from orgs import extensions

        extensions.register(*ENTRIES)
