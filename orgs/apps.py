from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = "社会组织"

    def ready(self):
        from accounts import navigation
        from accounts.roles import Permission
        from orgs import extensions, filters, retention

        navigation.register("社会组织", "orgs:list", Permission.ORG_VIEW, order=20)
        navigation.register("经办代表", "delegates:list", Permission.DELEGATE_MANAGE, order=85)
        extensions.register(*filters.ENTRIES)
        retention.declare()
