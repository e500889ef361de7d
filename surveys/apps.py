from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "问卷调查"

    def ready(self):
        from accounts import navigation, searching
        from accounts.roles import Permission
        from communications import inbox, showcase
        from surveys import on_pages, retention
        from surveys.showcase import SECTION

        retention.declare()
        showcase.register(SECTION)
        inbox.register(*on_pages.TASKS)
        searching.register(*on_pages.FINDABLES)
        navigation.register("问卷", "surveys:surveys", Permission.SURVEY_VIEW, order=65)
