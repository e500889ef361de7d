from django.urls import path

from procurement.views import experts

one = "procurement/experts/<uuid:uid>"
urlpatterns = [
    path("procurement/experts/", experts.expert_list, name="experts"),
    path("procurement/experts/export/", experts.expert_export, name="experts_export"),
    path("procurement/experts/new/", experts.expert_new, name="expert_new"),
    path(f"{one}/", experts.expert, name="expert"),
    path(f"{one}/edit/", experts.expert_edit, name="expert_edit"),
    path(f"{one}/posts/", experts.post_add, name="expert_post_add"),
    path(f"{one}/posts/<int:pk>/drop/", experts.post_drop, name="expert_post_drop"),
    path(f"{one}/<slug:verb>/", experts.expert_move, name="expert_move"),
]
