from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = "指标与看板"

    def ready(self):
        from accounts import homes, navigation, searching
        from accounts.roles import Permission, Role
        from indicators import findables
        from indicators.bulletins import announce
        from indicators.merging import RELATIONS, figures
        from orgs import merging

        merging.register(*RELATIONS)
        merging.register_effect("indicators", figures)
        searching.register(*findables.ENTRIES)
        navigation.register("覆盖看板", "indicators:dashboard", Permission.DASHBOARD_VIEW, order=10)
        announce.declare()
        homes.register("indicators:dashboard", homes.holds(Role.LEADER, Role.STATISTICS), order=20)
