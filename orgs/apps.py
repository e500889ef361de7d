from django.apps import AppConfig
from django.urls import reverse

MENU = (
    ("名册", "orgs:list", "org_view"),
    ("摸清底数", "orgs:facets", "org_view"),
    ("导入名单", "orgs:imports", "org_import"),
    ("数据检查", "orgs:checks", "org_view"),
    ("疑似重复", "orgs:duplicates", "org_edit"),
    ("附加名册内容", "orgs:append", "org_export"),
    ("数据交换", "orgs:exchange", "org_export"),
    ("经办代表", "delegates:list", "delegate_manage"),
)


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = "社会组织"

    def ready(self):
        from accounts import lists, navigation, searching
        from accounts.roles import Permission
        from documents import extensions as documents
        from documents import kinds
        from governance import corrections, queries
        from jobs.extensions import result_pages
        from orgs import (
            checks,
            detail,
            erasing,
            extensions,
            filters,
            findables,
            listed,
            listing,
            merging,
            papers,
            retention,
            sameness,
            sources,
        )
        from orgs.checks import shown
        from orgs.dependants import RELATIONS
        from privacy import holds

        for order, (label, url_name, permission) in enumerate(MENU, 20):
            navigation.register(
                label, url_name, Permission(permission), order, group=self.verbose_name
            )
        searching.register(*findables.ENTRIES)
        lists.register(listing.NAME, "orgs:list", listing.columns)
        extensions.register(*filters.ENTRIES, *listed.ENTRIES, *detail.ENTRIES)
        extensions.register(*sameness.ENTRIES, *sources.ENTRIES)
        documents.register("orgs.Relation", Permission.ORG_VIEW)
        kinds.register(papers.SHEET)
        extensions.register(
            extensions.Act(
                key="papers",
                label="文书",
                url="orgs:papers",
                permission=Permission.ORG_VIEW,
                order=95,
            )
        )
        merging.register(*RELATIONS)
        retention.declare()
        result_pages["orgs.read_list"] = result_pages["orgs.apply_list"] = lambda job: (
            ("查看名单", reverse("orgs:import", args=[job.result["batch"]]))
            if job.result.get("batch")
            else None
        )
        erasing.declare()
        checks.register_own()
        extensions.register(*shown.ENTRIES)
        corrections.track("orgs.Organization", but=("contact_phone", "folded_name", "initials"))
        for name in ("Branch", "Certificate", "CreditMark", "Grade", "Inspection"):
            corrections.track(f"orgs.{name}")
        for name in ("OrganizationAlias", "Relation", "Separation"):
            corrections.track(f"orgs.{name}")
        corrections.track("orgs.Contact", but=("person_name", "phone"))
        corrections.track("orgs.Tie", but=("person_name", "person_index"))
        extensions.register(
            extensions.Panel(
                key="persons",
                title="个人信息",
                template="orgs/_persons_panel.html",
                context=lambda row, user: {"held": holds.hold_on(row)},
                permission=Permission.ERASURE_ASK,
                part="record",
                order=96,
            ),
            extensions.Panel(
                key="corrections",
                title="更正记录",
                template="governance/_corrections.html",
                context=lambda row, user: {"notes": queries.corrections_about(row, user)},
                permission=Permission.ORG_EDIT,
                part="record",
                wide=False,
                order=95,
            ),
        )
        self.receive_outsiders()

    def receive_outsiders(self):
        """Organizations' own people: where they work, where officers look after them."""
        from accounts import homes, navigation
        from accounts.roles import Permission
        from documents import extensions as papers
        from governance import corrections
        from orgs import extensions, speaking

        navigation.register("本组织", "portal:home", Permission.OWN_ORG_VIEW, order=10)
        homes.register(
            "portal:home", lambda user: user.may_somewhere(Permission.OWN_ORG_VIEW), order=15
        )
        papers.register("orgs.Claim", Permission.DELEGATE_MANAGE)
        papers.register("orgs.CorrectionRequest", Permission.ORG_EDIT, Permission.OWN_ORG_VIEW)
        corrections.track("orgs.Delegate")
        extensions.register(*speaking.PANELS)
