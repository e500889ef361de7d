"""Calls from draft to end, what is asked and changed of them, the tables they are scored by."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION procurement_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: rows are only added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON procurement_release
    FOR EACH ROW EXECUTE FUNCTION procurement_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON procurement_amendment
    FOR EACH ROW EXECUTE FUNCTION procurement_append_only();
"""
BACK = """
DROP TRIGGER append_only ON procurement_amendment;
DROP TRIGGER append_only ON procurement_release;
DROP FUNCTION procurement_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0014_listed_particulars"),
        ("procurement", "0003_sealed_bids"),
        ("unions", "0002_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="sponsor",
            field=models.CharField(
                choices=[
                    ("union", "工会"),
                    ("youth", "共青团"),
                    ("women", "妇联"),
                    ("joint", "联合购买"),
                ],
                default="union",
                max_length=8,
                verbose_name="购买的群团",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="contact",
            field=models.CharField(
                blank=True,
                help_text="经办部门和办公电话，随公告公开。",
                max_length=120,
                verbose_name="联系方式",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="终止时间"),
        ),
        migrations.AddField(
            model_name="call",
            name="ended_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="终止原因"),
        ),
        migrations.AddField(
            model_name="call",
            name="material_at",
            field=models.DateTimeField(
                blank=True,
                help_text="此前提交的申报，须由申报单位确认仍然有效。",
                null=True,
                verbose_name="最近一次实质性变更",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="previous",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="following",
                to="procurement.call",
                verbose_name="重新征集自",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="questions_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="提问截止"),
        ),
        migrations.AddField(
            model_name="lot",
            name="requirement",
            field=models.TextField(blank=True, verbose_name="本标段要求"),
        ),
        migrations.CreateModel(
            name="Release",
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
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="编号"
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="步骤"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="发布时间")),
                ("body", models.JSONField(verbose_name="内容")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="procurement.call",
                        verbose_name="公告",
                    ),
                ),
            ],
            options={
                "verbose_name": "采购数据发布（OCDS）",
                "verbose_name_plural": "采购数据发布（OCDS）",
                "ordering": ["call", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="更正序号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("material", "实质性变更"), ("editorial", "文字更正")],
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                ("text", models.TextField(verbose_name="更正说明")),
                ("changes", models.JSONField(default=list, verbose_name="更正内容")),
                ("deadline_before", models.DateTimeField(verbose_name="原截止时间")),
                ("deadline_after", models.DateTimeField(verbose_name="现截止时间")),
                ("made_at", models.DateTimeField(verbose_name="发布时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="procurement.call",
                        verbose_name="公告",
                    ),
                ),
            ],
            options={
                "verbose_name": "公告更正",
                "verbose_name_plural": "公告更正",
                "ordering": ["call", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("call", "number"), name="amendment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("deadline_after__gte", models.F("deadline_before"))),
                        name="amendment_never_shortens",
                        violation_error_message="更正不能提前截止时间。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelText",
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
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="编号"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "拟稿"), ("in_use", "使用中"), ("retired", "已停用")],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("based_on", models.CharField(blank=True, max_length=120, verbose_name="据以修改")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="制定时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[("project", "项目合同"), ("supervision", "第三方监管合同")],
                        max_length=12,
                        verbose_name="文本种类",
                    ),
                ),
                ("body", models.TextField(verbose_name="正文")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制定人",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.federation",
                        verbose_name="制定工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "示范文本",
                "verbose_name_plural": "示范文本",
                "ordering": ["kind", "name", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("federation", "kind", "name", "version"),
                        name="model_text_version_once",
                        violation_error_message="已有同名、同版本的示范文本。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
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
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="编号"
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="问题")),
                ("asked_at", models.DateTimeField(verbose_name="提问时间")),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="答复")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="答复时间"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提问人",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="procurement.call",
                        verbose_name="公告",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        help_text="空着的是在公告页上匿名提的。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organization",
                        verbose_name="提问单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "澄清问答",
                "verbose_name_plural": "澄清问答",
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="question_answered_whole",
                        violation_error_message="请填写答复。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Scheme",
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
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="编号"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "拟稿"), ("in_use", "使用中"), ("retired", "已停用")],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("based_on", models.CharField(blank=True, max_length=120, verbose_name="据以修改")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="制定时间")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("initial", "立项评审"),
                            ("midterm", "中期评估"),
                            ("final", "绩效考核"),
                        ],
                        max_length=8,
                        verbose_name="用途",
                    ),
                ),
                ("items", models.JSONField(default=list, verbose_name="指标")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制定人",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.federation",
                        verbose_name="制定工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分表",
                "verbose_name_plural": "评分表",
                "ordering": ["purpose", "name", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("federation", "purpose", "name", "version"),
                        name="scheme_version_once",
                        violation_error_message="已有同名、同版本的评分表。",
                    )
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, BACK),
    ]
