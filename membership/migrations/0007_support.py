"""Subsidies and their budgets, cases of obstruction, experience and cases."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import privacy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0003_mail_to_anybody"),
        ("membership", "0006_founding"),
        ("orgs", "0013_union_names"),
        ("unions", "0002_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SubsidyBudget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("own", "本级工会经费"),
                            ("above", "上级工会补助"),
                            ("treasury", "财政补助"),
                            ("other", "其他来源"),
                        ],
                        max_length=10,
                        verbose_name="资金来源",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="预算（元）"),
                ),
                (
                    "reserved",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="申请占用（元）"
                    ),
                ),
                (
                    "committed",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="已批未付（元）"
                    ),
                ),
                (
                    "paid",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="已拨付（元）"
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据文件")),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidy_budgets",
                        to="unions.federation",
                        verbose_name="工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "补助预算",
                "verbose_name_plural": "补助预算",
                "ordering": ["-year", "federation__path", "source"],
            },
        ),
        migrations.CreateModel(
            name="SubsidyKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("earmarked", "专项资金"),
                            ("fixed", "定额补助"),
                            ("project", "项目补助"),
                        ],
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("fixed", "每家固定金额"),
                            ("per_head", "按会员人数"),
                            ("share", "按已缴经费的比例"),
                            ("up_to", "据实申报，不超过上限"),
                        ],
                        max_length=10,
                        verbose_name="金额规则",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="金额（元）",
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=5, null=True, verbose_name="比例"
                    ),
                ),
                (
                    "ceiling",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="上限（元）",
                    ),
                ),
                (
                    "often",
                    models.CharField(
                        choices=[
                            ("once", "每个工会一次"),
                            ("yearly", "每个工会每年一次"),
                            ("any", "不限次数"),
                        ],
                        default="any",
                        max_length=8,
                        verbose_name="次数",
                    ),
                ),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("own", "单独基层工会"),
                                ("joint", "联合基层工会"),
                                ("industry", "行业工会联合会"),
                                ("regional", "区域工会联合会"),
                                ("organ", "机关工会"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        help_text="不选表示各类基层工会都可以申请。",
                        size=None,
                        verbose_name="补助对象",
                    ),
                ),
                (
                    "most_members",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="只补助小微工会时填写。",
                        null=True,
                        verbose_name="会员人数不超过",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据文件")),
                ("starts_on", models.DateField(verbose_name="起")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="止")),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidy_kinds",
                        to="unions.federation",
                        verbose_name="设立工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "补助种类",
                "verbose_name_plural": "补助种类",
                "ordering": ["federation__path", "name", "-starts_on"],
            },
        ),
        migrations.CreateModel(
            name="Subsidy",
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
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("applied", "待审批"),
                            ("returned", "退回修改"),
                            ("approved", "已批准，待拨付"),
                            ("paid", "已拨付"),
                            ("rejected", "未批准"),
                            ("withdrawn", "已撤回"),
                            ("cancelled", "批准后取消"),
                        ],
                        default="applied",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "term",
                    models.CharField(blank=True, max_length=8, null=True, verbose_name="占用次数"),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="补助期间起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="补助期间止")),
                ("purpose", models.CharField(max_length=300, verbose_name="用途")),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="计算基数",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="申请金额（元）"
                    ),
                ),
                (
                    "approved",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="批准金额（元）",
                    ),
                ),
                (
                    "applied_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="申请时间"
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审批时间"),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="拨付日期")),
                ("voucher", models.CharField(blank=True, max_length=60, verbose_name="凭证号")),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "decider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidies",
                        to="orgs.organization",
                        verbose_name="所在社会组织",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拨付人",
                    ),
                ),
                (
                    "union",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidies",
                        to="unions.grassrootsunion",
                        verbose_name="受补助工会",
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidies",
                        to="membership.subsidybudget",
                        verbose_name="预算",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidies",
                        to="membership.subsidykind",
                        verbose_name="补助种类",
                    ),
                ),
            ],
            options={
                "verbose_name": "补助申请",
                "verbose_name_plural": "补助申请",
                "ordering": ["-applied_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Obstruction",
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
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("refusing", "拒绝、拖延建会"),
                            ("joining", "阻挠职工入会"),
                            ("hindering", "阻挠上级工会帮助、指导"),
                            ("retaliating", "打击报复（调岗、解除劳动合同等）"),
                            ("dissolving", "擅自撤销、合并工会"),
                            ("violence", "暴力、威胁"),
                        ],
                        max_length=12,
                        verbose_name="情形",
                    ),
                ),
                (
                    "reporter",
                    models.CharField(
                        choices=[
                            ("worker", "职工反映"),
                            ("officer", "工会干部发现"),
                            ("above", "上级转办"),
                            ("other", "其他来源"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("reported_on", models.DateField(verbose_name="反映日期")),
                ("happened_on", models.DateField(blank=True, null=True, verbose_name="发生日期")),
                ("facts", privacy.fields.EncryptedField(mask="hidden", verbose_name="经过")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reported", "待核实"),
                            ("advising", "建议督促中"),
                            ("at_labour", "已提请劳动行政部门"),
                            ("ordered", "已责令改正"),
                            ("at_government", "已提请人民政府"),
                            ("settled", "已办结"),
                            ("dismissed", "经核实不成立"),
                        ],
                        default="reported",
                        max_length=14,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="本步骤期限")),
                (
                    "advised_on",
                    models.DateField(blank=True, null=True, verbose_name="建议督促日期"),
                ),
                (
                    "labour_on",
                    models.DateField(blank=True, null=True, verbose_name="提请劳动行政部门日期"),
                ),
                (
                    "ordered_on",
                    models.DateField(blank=True, null=True, verbose_name="责令改正日期"),
                ),
                (
                    "government_on",
                    models.DateField(blank=True, null=True, verbose_name="提请人民政府日期"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "authority",
                    models.CharField(blank=True, max_length=100, verbose_name="办理机关"),
                ),
                (
                    "reply_number",
                    models.CharField(blank=True, max_length=60, verbose_name="机关文号"),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("corrected", "督促后改正"),
                            ("obeyed", "责令后改正"),
                            ("government", "政府处理后改正"),
                            ("police", "移送公安、司法机关"),
                            ("ended", "组织已终止"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                (
                    "publication",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "未决定"),
                            ("none", "不公开"),
                            ("internal", "系统内通报"),
                            ("public", "公开曝光"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="公开决定",
                    ),
                ),
                (
                    "publication_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="公开决定的理由"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="登记时间"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="communications.notice",
                        verbose_name="通报稿",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obstructions",
                        to="orgs.organization",
                        verbose_name="社会组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "阻挠建会案件",
                "verbose_name_plural": "阻挠建会案件",
                "ordering": ["-reported_on", "-pk"],
                "indexes": [
                    models.Index(fields=["organization", "status"], name="obstruction_organization")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["reported", "advising", "at_labour", "ordered", "at_government"],
                            )
                        ),
                        fields=("organization", "manner"),
                        name="one_obstruction_in_hand",
                        violation_error_message="这家社会组织已有同一情形的在办案件，请补充到原案件。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "settled"), _negated=True),
                            models.Q(
                                models.Q(("result", ""), _negated=True),
                                ("closed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="obstruction_settled_with_result",
                        violation_error_message="办结须写明结果和日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("happened_on", None),
                            ("happened_on__lte", models.F("reported_on")),
                            _connector="OR",
                        ),
                        name="obstruction_days",
                        violation_error_message="发生日期不能晚于反映日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication", ""),
                            models.Q(("publication_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="obstruction_published_with_reason",
                        violation_error_message="请写明公开或不公开的理由。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Practice",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("experience", "经验做法"),
                            ("case", "典型案例"),
                            ("research", "调研报告"),
                            ("meeting", "经验交流会"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("founding", "动员建会"),
                            ("single", "单独建会"),
                            ("joint", "联合、行业、区域建会"),
                            ("party", "党建带工建"),
                            ("joining", "网上入会、扫码入会"),
                            ("working", "工会规范运行"),
                            ("service", "服务职工"),
                            ("obstruction", "化解阻挠"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="主题",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("summary", models.CharField(max_length=300, verbose_name="摘要")),
                ("body", models.TextField(verbose_name="正文")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待审核"),
                            ("published", "已发布"),
                            ("withdrawn", "已下架"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="起草时间"
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="发布时间"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作者",
                    ),
                ),
                (
                    "drive",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="practices",
                        to="membership.drive",
                        verbose_name="专项行动",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practices",
                        to="unions.federation",
                        verbose_name="发布工会",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="practices",
                        to="orgs.organization",
                        verbose_name="所涉社会组织",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "经验案例",
                "verbose_name_plural": "经验案例",
                "ordering": ["-published_at", "-pk"],
                "indexes": [
                    models.Index(fields=["status", "-published_at"], name="practice_published")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(
                                ("published_at__isnull", False),
                                ("reviewer__isnull", False),
                                models.Q(("reviewer", models.F("author")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="practice_published_by_another",
                        violation_error_message="自己写的由别人审核发布。",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="subsidybudget",
            constraint=models.UniqueConstraint(
                fields=("federation", "year", "source"),
                name="subsidy_budget_once",
                violation_error_message="该年度这一来源的预算已经登记，可以调整金额。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidybudget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("reserved"), "+", models.F("committed")
                            ),
                            "+",
                            models.F("paid"),
                        ),
                    ),
                    ("committed__gte", 0),
                    ("paid__gte", 0),
                    ("reserved__gte", 0),
                ),
                name="subsidy_budget_not_overspent",
                violation_error_message="预算不足。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidybudget",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (2000, 2100))),
                name="subsidy_budget_year",
                violation_error_message="年度应为四位数字。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidykind",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("federation", "name"),
                name="subsidy_kind_once",
                violation_error_message="已有同名的补助种类；规则变动的，请先停用旧的。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidykind",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gt", models.F("starts_on")), _connector="OR"
                ),
                name="subsidy_kind_period",
                violation_error_message="停用日期须晚于启用日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidykind",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rule__in", ["fixed", "per_head"]), ("amount__gt", 0)),
                    models.Q(("rule", "share"), ("rate__gt", 0), ("rate__lte", 1)),
                    models.Q(("rule", "up_to"), ("ceiling__gt", 0)),
                    _connector="OR",
                ),
                name="subsidy_kind_has_its_amount",
                violation_error_message="请按金额规则填写：固定金额和按人数的填金额，按比例的填比例（0 至 1），据实的填上限。",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidy",
            index=models.Index(fields=["budget", "status"], name="subsidy_budget"),
        ),
        migrations.AddIndex(
            model_name="subsidy",
            index=models.Index(fields=["organization"], name="subsidy_organization"),
        ),
        migrations.AddConstraint(
            model_name="subsidy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["applied", "returned", "approved", "paid"])),
                fields=("kind", "union", "term"),
                name="subsidy_as_often_as_allowed",
                violation_error_message="该工会已经申请过这种补助，不能重复申请。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    models.Q(
                        ("approved", None),
                        models.Q(("approved__gt", 0), ("approved__lte", models.F("amount"))),
                        _connector="OR",
                    ),
                ),
                name="subsidy_amounts",
                violation_error_message="批准金额应大于零，不超过申请金额。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decider", None),
                    models.Q(("decider", models.F("applicant")), _negated=True),
                    _connector="OR",
                ),
                name="subsidy_decided_by_another",
                violation_error_message="申请人不能审批自己的申请，请由他人审批。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payer", None),
                    models.Q(
                        models.Q(("payer", models.F("applicant")), _negated=True),
                        models.Q(("payer", models.F("decider")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="subsidy_paid_by_another",
                violation_error_message="申请人和审批人不能拨付，请由财务人员拨付。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["approved", "paid", "cancelled"]), _negated=True),
                    models.Q(("approved__isnull", False), ("decider__isnull", False)),
                    _connector="OR",
                ),
                name="subsidy_decided_with_amount",
                violation_error_message="批准须有批准人和金额。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "paid"), _negated=True),
                    models.Q(
                        ("paid_on__isnull", False),
                        ("payer__isnull", False),
                        models.Q(("voucher", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="subsidy_paid_with_voucher",
                violation_error_message="拨付须填写日期和凭证号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="subsidy_period",
                violation_error_message="补助期间的止日不能早于起日。",
            ),
        ),
    ]
