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
        from documents import extensions as files
        from governance import corrections
        from jobs.extensions import result_pages
        from membership import exchange, findables, retention, support
        from membership.extensions import ENTRIES
        from membership.inbox import KINDS
        from membership.ledger import shown
        from membership.merging import RELATIONS
        from membership.unionized import covering
        from orgs import checks, extensions, merging, unionized
        from orgs.exchange import formats

        extensions.register(*ENTRIES)
        shown.declare()
        retention.declare()
        searching.register(*findables.ENTRIES)
        corrections.track("membership.Drive")
        merging.register(*RELATIONS)
        unionized.register(covering)
        formats.register(*exchange.ENTRIES)
        result_pages["membership.act_on_many"] = lambda job: (
            "查看办理结果",
            reverse("membership:bulk_result", args=[job.uid]),
        )
        inbox.register(*KINDS)
        checks.register(Path(__file__).parent / "checks.toml", "membership")
        self.found_unions()
        support.declare()
        files.register("membership.CriterionFinding", Permission.FOUNDING_VIEW)
        self.run_unions()
        self.have_members()
        navigation.register("专项行动", "membership:drives", Permission.FOUNDING_VIEW, order=40)
        navigation.register("基层工会", "membership:unions", Permission.FOUNDING_VIEW, order=41)

    def found_unions(self):
        """Founding by the book: its papers and files, what it shows elsewhere, what waits."""
        from accounts import navigation
        from accounts.roles import Permission
        from communications import inbox
        from documents import extensions as files
        from documents import kinds
        from membership import founding_on_pages, founding_papers
        from orgs import extensions

        kinds.register(*founding_papers.KINDS)
        extensions.register(*founding_on_pages.ENTRIES)
        inbox.register(*founding_on_pages.TASKS)
        navigation.register("建会事项", "membership:foundings", Permission.FOUNDING_VIEW, order=41)
        files.register("membership.FoundingCase", Permission.PERSON_NAME_VIEW)

    def run_unions(self):
        """Unions at work: their page, the files of their evidence, who was sent to look at them."""
        from accounts import handover
        from accounts.roles import Permission
        from documents import extensions as files
        from membership import pages, union_page
        from membership.inbox import inspections_in_hand

        pages.UNION.add(*union_page.ENTRIES)
        files.register("membership.Evidence", Permission.FOUNDING_VIEW)
        handover.register("工会运行核查", inspections_in_hand, handover.name_in("assignee"))

    def have_members(self):
        """Members: what they show elsewhere, what of them waits, how a person is taken out."""
        from accounts import navigation
        from accounts.roles import Permission
        from communications import inbox
        from membership import erasing, members_inbox, members_on_pages, pages
        from orgs import extensions

        erasing.declare()
        inbox.register(*members_inbox.KINDS)
        pages.UNION.add(*members_on_pages.UNION_ENTRIES)
        extensions.register(*members_on_pages.ENTRIES)
        navigation.register("会员", "membership:members", Permission.MEMBER_VIEW, order=45)
