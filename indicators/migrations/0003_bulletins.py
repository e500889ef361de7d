"""Bulletins; a released one stands, with its figures."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FIX = """
CREATE FUNCTION indicators_bulletin_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('released', 'withdrawn') AND (
        TG_OP = 'DELETE'
        OR (NEW.figures, NEW.body, NEW.title, NEW."on", NEW.drawn_at)
           IS DISTINCT FROM (OLD.figures, OLD.body, OLD.title, OLD."on", OLD.drawn_at)
        OR NEW.status NOT IN ('released', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'a released bulletin stands as it is'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER stands BEFORE UPDATE OR DELETE ON indicators_bulletin
    FOR EACH ROW EXECUTE FUNCTION indicators_bulletin_stands();
"""
UNFIX = """
DROP TRIGGER stands ON indicators_bulletin;
DROP FUNCTION indicators_bulletin_stands;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_papers"),
        ("indicators", "0002_storage"),
        ("membership", "0007_support"),
        ("unions", "0002_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="公开编号"
                    ),
                ),
                ("on", models.DateField(verbose_name="数据截至")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                (
                    "figures",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="指标数据",
                    ),
                ),
                (
                    "drawn_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="取数时间"
                    ),
                ),
                ("body", models.TextField(verbose_name="正文")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "送审"),
                            ("released", "已印发"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="印发时间"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "drive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletins",
                        to="membership.drive",
                        verbose_name="专项行动",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletins",
                        to="unions.federation",
                        verbose_name="工会",
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.paper",
                        verbose_name="文书",
                    ),
                ),
                (
                    "releaser",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
            ],
            options={
                "verbose_name": "通报",
                "verbose_name_plural": "通报",
                "ordering": ["-on", "federation__path", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "withdrawn"), _negated=True),
                        fields=("federation", "drive", "on"),
                        name="one_bulletin_a_month",
                        violation_error_message="这个月的通报已经有了；要重写已印发的，请先撤回。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "released"), _negated=True),
                            models.Q(
                                ("released_at__isnull", False),
                                ("releaser__isnull", False),
                                models.Q(("releaser", models.F("author")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bulletin_released_by_another",
                        violation_error_message="拟稿人不能签发自己拟的通报。",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FIX, UNFIX),
    ]
