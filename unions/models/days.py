from django.db import models


class CalendarException(models.Model):
    """A day that is not what its weekday says: a holiday, or a weekend worked instead (调休)."""

    date = models.DateField("日期", primary_key=True)
    working = models.BooleanField("上班")
    name = models.CharField("节日", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "节假日调休"
        ordering = ["date"]

    def __str__(self):
        return f"{self.date:%Y-%m-%d} {self.name}{'上班' if self.working else '放假'}"
