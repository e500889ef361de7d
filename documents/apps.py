from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "附件、文号与文书"

    def ready(self):
        from accounts import navigation
        from accounts.roles import Permission
        from documents import kinds, retention
        from documents.letters import LETTER

        kinds.register(LETTER)
        retention.declare()
        navigation.register("文书", "documents:papers", Permission.ORG_VIEW, order=79, group="文书")
        navigation.register(
            "文号登记簿", "documents:numbers", Permission.FOUNDING_VIEW, order=80, group="文书"
        )
        navigation.register(
            "文书模板", "documents:templates", Permission.TEMPLATE_MANAGE, order=81, group="文书"
        )
