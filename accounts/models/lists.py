"""How people have arranged the lists they work with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models.people import User
from governance.scope import Oneself, ScopedQuerySet
from unions.models import Federation


class Shared:
    """By serving at the federation it is shared with, and at no other."""

    def condition(self, user, permission):
        here = [office.federation_id for office in user.offices]
        return Q(federation__in=here) if here else None


class SavedViewQuerySet(ScopedQuerySet):
    reaches = (Oneself("owner"), Shared())


class SavedView(models.Model):
    """Conditions and order of a list under a name: one's own, or shared with one's federation."""

    owner = models.ForeignKey(
        User, models.CASCADE, related_name="saved_views", verbose_name="保存人"
    )
    listing = models.SlugField("列表", max_length=40)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=2000, blank=True)
    federation = models.ForeignKey(
        Federation, models.CASCADE, null=True, blank=True, verbose_name="共享给"
    )
    created_at = models.DateTimeField("保存时间", db_default=Now(), editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保存的视图"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="saved_view_name",
                fields=["owner", "listing", "name"],
                violation_error_message="您已有同名视图，请换一个名称。",
            )
        ]

    def __str__(self):
        return self.name


class ListChoice(models.Model):
    """What a person chose for one list: columns, height and number of rows, the view to begin
    with. No ``columns`` means those the list itself shows."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="list_choices", verbose_name="使用人"
    )
    listing = models.SlugField("列表", max_length=40)
    columns = ArrayField(
        models.CharField(max_length=40), verbose_name="显示的列", default=list, blank=True
    )
    dense = models.BooleanField("紧凑行高", default=False)
    size = models.PositiveSmallIntegerField("每页条数", default=20)
    opens_with = models.ForeignKey(
        SavedView, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="默认视图"
    )

    class Meta:
        verbose_name = verbose_name_plural = "列表设置"
        constraints = [
            models.UniqueConstraint(name="list_choice_once", fields=["user", "listing"]),
        ]

    def __str__(self):
        return self.listing
