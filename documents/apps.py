from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "附件与文号"

    def ready(self):
        from accounts import navigation
        from accounts.roles import Permission

        navigation.register("文号登记簿", "documents:numbers", Permission.FOUNDING_VIEW, order=80)
