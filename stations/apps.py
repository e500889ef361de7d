from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "站点与帮扶"

    def ready(self):
        """Each noun says in a method of its own what it shows on the pages of others."""
        from accounts import navigation
        from accounts.roles import Permission

        P = Permission
        seen = (P.STATION_VIEW, P.STATION_WORK, P.FUND_VIEW, P.LEGAL_AID)
        navigation.register("站点与帮扶", "stations:stations", seen, order=60)
        self.show_stations()
        self.compare_relief()
        self.serve()
        self.keep_files()
        self.lead_on()

    def show_stations(self):
        """Stations: the sections of their page, what waits, what anybody finds."""
        from communications import showcase
        from stations import station_page

        station_page.declare()
        showcase.register(station_page.SECTION)

    def compare_relief(self):
        """Lists of others and legal service: how long what they tell of people is kept, what of
        them waits."""
        from stations import relief_on_pages

        relief_on_pages.declare()

    def serve(self):
        """Services, campaigns and money: what of them others show, waits, is kept, is merged."""
        from orgs import merging
        from stations import records_kept, services_shown
        from stations.merging import RELATIONS

        merging.register(*RELATIONS)
        records_kept.declare()
        services_shown.declare()

    def keep_files(self):
        """Files of households: how long they are kept, what of them waits, what anybody reads."""
        from accounts.roles import Permission
        from communications import inbox, showcase
        from documents import extensions as files
        from stations import cases_on_pages, files_erased, files_kept

        files_kept.declare()
        files_erased.declare()
        inbox.register(*cases_on_pages.TASKS)
        showcase.register(cases_on_pages.SECTION)
        files.register("stations.HomeVisit", Permission.CASE_VIEW)

    def lead_on(self):
        """From the work on a list to the list."""
        from django.urls import reverse

        from jobs.extensions import result_pages

        def to(page):
            return lambda job: (
                ("查看名单", reverse(page, args=[job.result["sheet"]]))
                if job.result.get("sheet")
                else None
            )

        for verb in ("read", "apply", "revert"):
            result_pages[f"stations.{verb}_sheet"] = to("stations:sheet")
        result_pages["stations.read_relief"] = to("stations:relief_sheet")
