from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "procurement"
    verbose_name = "购买服务"

    def ready(self):
        """Each noun says in a method of its own what it shows on the pages of others."""
        from orgs import merging
        from procurement.merging import RELATIONS

        merging.register(*RELATIONS)
        self.plan_projects()
        self.decide()
        self.take_bids()
        self.gather_needs()
        self.call_for_bids()
        self.review_bids()

    def plan_projects(self):
        """Projects and their money: the menu, the inbox, sections of the project's page."""
        from procurement import project_page

        project_page.declare()

    def decide(self):
        """Who is qualified, what is decided, what is held against it."""
        from communications import inbox, showcase
        from documents import kinds
        from orgs import portal
        from procurement import deciding_page, letters, pages

        kinds.register(*letters.KINDS)
        pages.CALL.add(*deciding_page.CALL_PANELS)
        pages.PROJECT.add(*deciding_page.PROJECT_PANELS)
        inbox.register(*deciding_page.TASKS)
        portal.register(deciding_page.CARD)
        showcase.register(deciding_page.SECTION)

    def take_bids(self):
        """Bids: how long drafts are kept, what waits for holders of keys, a bidder's own pages."""
        from accounts import navigation
        from accounts.roles import Permission
        from communications import inbox
        from orgs import portal
        from procurement import bids_on_pages, pages, retention

        retention.declare()
        pages.CALL.add(*bids_on_pages.PANELS)
        inbox.register(*bids_on_pages.TASKS)
        portal.register(*bids_on_pages.CARDS)
        navigation.register(
            "申报",
            "procurement:portal_calls",
            Permission.OWN_BID_VIEW,
            order=51,
            also=("/portal/bids/", "/portal/drafts/"),
        )

    def gather_needs(self):
        """Needs: what of them waits, is found, is forgotten in time."""
        from accounts import navigation, searching
        from accounts.roles import Permission
        from communications import inbox
        from procurement import needs_kept, needs_on_pages, pages

        needs_kept.declare()
        inbox.register(*needs_on_pages.TASKS)
        searching.register(*needs_on_pages.FINDABLES)
        pages.PROJECT.add(*needs_on_pages.PANELS)
        navigation.register(
            "报送需求", "procurement:portal_needs", Permission.OWN_NEED_TELL, order=52
        )

    def call_for_bids(self):
        """Calls: their sections, the files published with them, what waits, what anybody reads."""
        from accounts.roles import Permission
        from communications import inbox, showcase
        from documents import extensions as files
        from procurement import call_page, pages

        pages.CALL.add(*call_page.PANELS)
        pages.PROJECT.add(*call_page.ON_PROJECTS)
        inbox.register(*call_page.TASKS)
        showcase.register(call_page.SECTION)
        files.register("procurement.Call", Permission.PURCHASE_VIEW)

    def review_bids(self):
        """Experts and their reviews: their home, what waits for them, a project's section."""
        from procurement import reviews_shown

        reviews_shown.declare()
