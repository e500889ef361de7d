"""Whose hand a project passes through, the documents it is bought by; entries that stay."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON procurement_budgetentry
    FOR EACH ROW EXECUTE FUNCTION procurement_append_only();
"""
UNGUARD = """
DROP TRIGGER append_only ON procurement_budgetentry;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0014_listed_particulars"),
        ("procurement", "0004_calls"),
        ("unions", "0002_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="budgetentry",
            name="note",
            field=models.CharField(blank=True, max_length=200, verbose_name="摘要"),
        ),
        migrations.AddField(
            model_name="project",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="批准时间"),
        ),
        migrations.AddField(
            model_name="project",
            name="approver",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审批人",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="buyer",
            field=models.CharField(
                choices=[
                    ("federation", "总工会机关"),
                    ("grassroots", "基层工会"),
                    ("institution", "工会事业单位"),
                ],
                default="federation",
                max_length=12,
                verbose_name="采购主体",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="client",
            field=models.CharField(
                blank=True,
                help_text="工会承接时填写，如某某区民政局。",
                max_length=100,
                verbose_name="委托方",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="confirmer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="预算核定人",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="continuous",
            field=models.BooleanField(
                default=False, verbose_name="内容固定、连续性强、经费来源稳定、价格变化小"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="direction",
            field=models.CharField(
                choices=[("buy", "工会购买"), ("undertake", "工会承接")],
                default="buy",
                max_length=10,
                verbose_name="方向",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="institution",
            field=models.CharField(
                blank=True,
                help_text="如工人文化宫、职工服务中心。",
                max_length=100,
                verbose_name="采购的事业单位",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="posts",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="不购买岗位的填 0。", verbose_name="购买岗位数"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
        ),
        migrations.AddField(
            model_name="project",
            name="summary",
            field=models.TextField(blank=True, verbose_name="服务内容"),
        ),
        migrations.AlterField(
            model_name="project",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "编制中"),
                    ("submitted", "待核预算"),
                    ("confirmed", "待审批"),
                    ("approved", "已批准"),
                    ("calling", "采购中"),
                    ("awarded", "已定标"),
                    ("failed", "采购失败"),
                    ("cancelled", "已取消"),
                ],
                default="draft",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.CreateModel(
            name="Entrustment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contractor",
                    models.CharField(
                        choices=[
                            ("organization", "社会组织"),
                            ("company", "企业"),
                            ("law_firm", "律师事务所"),
                            ("institution", "事业单位"),
                            ("cooperative", "农民专业合作社"),
                            ("self_governing", "基层群众性自治组织"),
                            ("union", "工会"),
                            ("person", "个人"),
                        ],
                        max_length=16,
                        verbose_name="承接方类型",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="承接方名称")),
                (
                    "credit_code",
                    models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码"),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="委托依据")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）"),
                ),
                (
                    "person_times",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="计划服务人次（人次／年）"
                    ),
                ),
                (
                    "notice_from",
                    models.DateField(blank=True, null=True, verbose_name="单一来源公示起"),
                ),
                (
                    "notice_to",
                    models.DateField(blank=True, null=True, verbose_name="单一来源公示止"),
                ),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="确定日期")),
                ("result", models.TextField(blank=True, verbose_name="完成情况")),
                ("result_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "served",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="实际服务人次（人次）"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entrustments",
                        to="orgs.organization",
                        verbose_name="承接的社会组织",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entrustment",
                        to="procurement.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "委托事项",
                "verbose_name_plural": "委托事项",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="HeadcountBasis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "heads_of",
                    models.CharField(
                        help_text="如：社会化工会工作者编制数。",
                        max_length=80,
                        verbose_name="人头口径",
                    ),
                ),
                ("heads", models.PositiveIntegerField(verbose_name="人数（人）")),
                (
                    "standard",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="每人每年标准（元）"
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=4,
                        default=1,
                        help_text="全额补贴填 1，一半填 0.5。",
                        max_digits=5,
                        verbose_name="补贴比例",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="核定经费（元）"
                    ),
                ),
                ("services", models.JSONField(default=list, verbose_name="购买的服务")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="核定时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核定人",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="headcount_bases",
                        to="unions.federation",
                        verbose_name="核定工会",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="headcount",
                        to="procurement.budgetline",
                        verbose_name="形成的预算科目",
                    ),
                ),
            ],
            options={
                "verbose_name": "人头经费核定",
                "verbose_name_plural": "人头经费核定",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Measure",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("measure", "基本办法"),
                            ("detail", "实施细则"),
                            ("opinion", "指导意见"),
                            ("law", "法律法规"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("whole", "全过程"),
                            ("need", "需求征集"),
                            ("budget", "预算与立项"),
                            ("call", "公告与申报"),
                            ("review", "评审与审定"),
                            ("process", "过程监督管理"),
                            ("midterm", "中期评估"),
                            ("performance", "绩效考核"),
                            ("funds", "经费使用管理"),
                            ("archive", "归档"),
                        ],
                        default="whole",
                        max_length=12,
                        verbose_name="适用阶段",
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("starts_on", models.DateField(verbose_name="施行日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="停止施行日期")),
                ("body", models.TextField(blank=True, verbose_name="正文或要点")),
                (
                    "terms",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="与默认规则集不同的数字。",
                        verbose_name="改变的规则参数",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="unions.federation",
                        verbose_name="制定工会",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="details",
                        to="procurement.measure",
                        verbose_name="所依据的办法",
                    ),
                ),
                (
                    "previous",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next",
                        to="procurement.measure",
                        verbose_name="上一版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "购买服务制度",
                "verbose_name_plural": "购买服务制度",
                "ordering": ["federation__path", "title", "-version"],
            },
        ),
        migrations.AddField(
            model_name="project",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="projects",
                to="procurement.measure",
                verbose_name="适用办法",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("buyer", "federation"), ("institution", ""), ("union", None)),
                    models.Q(
                        ("buyer", "grassroots"), ("institution", ""), ("union__isnull", False)
                    ),
                    models.Q(
                        ("buyer", "institution"),
                        ("union", None),
                        models.Q(("institution", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="project_buyer",
                violation_error_message="采购主体是基层工会的选择该工会，是事业单位的填写其名称。",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client", ""), ("direction", "buy")),
                    models.Q(
                        ("direction", "undertake"),
                        ("line", None),
                        ("method", "entrust"),
                        models.Q(("client", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="project_client",
                violation_error_message="工会承接的填写委托方，方式为委托，不占用本级预算。",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approver", None),
                        models.Q(("approver", models.F("by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("confirmer", None),
                        models.Q(("confirmer", models.F("by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("approver", None),
                        ("confirmer", None),
                        models.Q(("approver", models.F("confirmer")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="project_decided_by_another",
                violation_error_message="编制、核预算、审批须由不同的人办理。",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="entrustment_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contractor", "organization"), ("organization__isnull", False)),
                    models.Q(
                        models.Q(("contractor", "organization"), _negated=True),
                        ("organization", None),
                    ),
                    _connector="OR",
                ),
                name="entrustment_of_an_organization",
                violation_error_message="承接方是社会组织的，请从登记库中选择。",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("notice_from", None), ("notice_to", None)),
                    ("notice_to__gte", models.F("notice_from")),
                    _connector="OR",
                ),
                name="entrustment_notice",
                violation_error_message="公示截止不能早于公示开始。",
            ),
        ),
        migrations.AddConstraint(
            model_name="headcountbasis",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    ("heads__gt", 0),
                    ("share__gt", 0),
                    ("share__lte", 1),
                    ("standard__gt", 0),
                ),
                name="headcount_figures",
                violation_error_message="人数、标准、补贴比例须大于零，补贴比例不超过 1。",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                fields=("federation", "title", "version"),
                name="measure_version_once",
                violation_error_message="这份制度已有同一版本。",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gt", models.F("starts_on")), _connector="OR"
                ),
                name="measure_period",
                violation_error_message="停止施行日期须晚于施行日期。",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
