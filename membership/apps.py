from pathlib import Path

from django.apps import AppConfig
from django.urls import reverse


class MembershipConfig(AppConfig):
    name = "membership"
    verbose_name = "建会与会员"

    def ready(self):
        from accounts import navigation, searching
        from accounts.roles import Permission
        from communications import inbox
        from governance import corrections
        from jobs.extensions import result_pages
        from membership import exchange, findables
        from membership.extensions import ENTRIES
        from membership.inbox import KINDS
        from membership.merging import RELATIONS
        from orgs import checks, extensions, merging
        from orgs.exchange import formats

        extensions.register(*ENTRIES)
        searching.register(*findables.ENTRIES)
        corrections.track("membership.Drive")
        merging.register(*RELATIONS)
        formats.register(*exchange.ENTRIES)
        result_pages["membership.act_on_many"] = lambda job: (
            "查看办理结果",
            reverse("membership:bulk_result", args=[job.uid]),
        )
        inbox.register(*KINDS)
        checks.register(Path(__file__).parent / "checks.toml", "membership")
        navigation.register("专项行动", "membership:drives", Permission.FOUNDING_VIEW, order=40)
