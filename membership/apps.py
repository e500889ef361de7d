from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "membership"
    verbose_name = "建会与会员"

    def ready(self):
        from accounts import navigation
        from accounts.roles import Permission
        from communications import inbox
        from membership.extensions import ENTRIES
        from membership.inbox import KINDS
        from orgs import extensions

        extensions.register(*ENTRIES)
        inbox.register(*KINDS)
        navigation.register("专项行动", "membership:drives", Permission.FOUNDING_VIEW, order=40)
