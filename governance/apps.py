from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "权限、流转与留痕"

    def ready(self):
        from governance import corrections

        corrections.track("unions.Federation", but=("path", "province", "city", "county"))
        corrections.track("unions.Region", but=("path",))
        corrections.track("unions.GrassrootsUnion")
