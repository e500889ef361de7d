"""Counts of other things than organizations: unions, tasks, joins. One way of keeping them all."""

from django.db import models

from unions.models import Federation


class TallyDirty(models.Model):
    """A counted thing that changed since the last fold; a null subject asks for all of the tally.

    Written by statement triggers only, as ``Dirty`` is.
    """

    tally = models.CharField("计数", max_length=20)
    subject_id = models.BigIntegerField("计数对象", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待重计"

    def __str__(self):
        return f"{self.tally} {self.subject_id}"


class TallyStretch(models.Model):
    """From when to when one thing adds how much to a tally. Several rows of a thing add up, so one
    may take back (−1) for a while what another gives."""

    tally = models.CharField("计数", max_length=20)
    subject_id = models.BigIntegerField("计数对象")
    federation = models.ForeignKey(
        Federation,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="工会",
    )
    key = models.CharField("键", max_length=60, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)
    numerator = models.BigIntegerField("分子")
    denominator = models.BigIntegerField("分母")

    class Meta:
        verbose_name = verbose_name_plural = "计数时段（其他对象）"
        indexes = [
            models.Index(fields=["tally", "subject_id"], name="tally_subject"),
            models.Index(fields=["federation", "tally", "valid_from"], name="tally_federation"),
        ]

    def __str__(self):
        return f"{self.tally} {self.subject_id}"


class TallyDay(models.Model):
    """By how much a day changed a tally of one federation and all below it.

    What holds on a day is the sum of all changes up to it, so a new day needs no work; what came in
    a month is the sum over its days.
    """

    pk = models.CompositePrimaryKey("federation", "tally", "key", "day")
    federation = models.ForeignKey(
        Federation,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="工会",
    )
    tally = models.CharField("计数", max_length=20)
    key = models.CharField("键", max_length=60, blank=True)
    day = models.DateField("日期")
    numerator = models.BigIntegerField("分子增减", default=0)
    denominator = models.BigIntegerField("分母增减", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "逐日增减（其他对象）"

    def __str__(self):
        return f"{self.federation_id} {self.tally} {self.day}"
