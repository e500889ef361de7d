from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号与任职"

    def ready(self):
        from accounts import erasing, findables, homes, navigation, retention, searching, security
        from accounts.roles import Permission, Role
        from governance import corrections
        from privacy.extensions import reauthentication

        navigation.register(
            "人员与任职",
            "accounts:people",
            (
                Permission.APPOINTMENT_MANAGE,
                Permission.ACCOUNT_MANAGE,
                Permission.SECURITY_MANAGE,
            ),
            order=90,
        )
        homes.register(
            "accounts:people", homes.holds(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN), order=10
        )
        navigation.register(
            "工会组织", "governance:federations", Permission.REGION_MANAGE, order=92
        )
        navigation.register("保存与清除", "privacy:retention", Permission.RETENTION_VIEW, order=94)
        navigation.register("操作轨迹", "governance:trail", Permission.TRAIL_VIEW, order=95)
        reauthentication.register(
            recently_verified=security.recently_verified,
            verification_url=security.verification_url,
        )
        searching.register(*findables.ENTRIES)
        retention.declare()
        erasing.declare()
        corrections.track(
            "accounts.User",
            but=("password", "password_set_at", "last_login", "phone", "phone_index", "email"),
        )
        corrections.track("accounts.Appointment")
