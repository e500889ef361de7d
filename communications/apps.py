from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "communications"
    verbose_name = "通知与待办"

    def ready(self):
        from accounts import context, handover, homes, live, navigation, searching
        from accounts.roles import Role
        from accounts.services import notices
        from communications import erasing, findables, inbox, registry_duties, retention
        from communications.duties import CARDS, IN_HAND, KINDS
        from communications.services.messages import mail, tell
        from orgs import portal

        searching.register(*findables.ENTRIES)
        retention.declare()
        erasing.declare()
        inbox.register(*KINDS, *registry_duties.KINDS)
        portal.register(*CARDS)
        for label, open_items, column in IN_HAND:
            handover.register(label, open_items, handover.name_in(column))
        live.register_outbox(mail)
        context.register_inbox(inbox.inbox_count)
        notices.register(tell)
        navigation.register("通知", "communications:notices", order=80)
        homes.register(
            "communications:inbox",
            homes.holds(
                *(Role.ORGANIZING, Role.LIAISON, Role.STREET, Role.PROCUREMENT, Role.FINANCE),
                *(Role.AUDIT, Role.ASSISTANCE, Role.LEGAL, Role.STATION),
            ),
            order=30,
        )
