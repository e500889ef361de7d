"""Services, who offers them, what was done; campaigns; money for aid; by what aid is given."""

import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import privacy.fields

GUARD = """
CREATE FUNCTION stations_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: rows are only added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stations_fundentry
    FOR EACH ROW EXECUTE FUNCTION stations_append_only();
"""
UNGUARD = """
DROP TRIGGER append_only ON stations_fundentry;
DROP FUNCTION stations_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0014_listed_particulars"),
        ("stations", "0003_network"),
        ("unions", "0002_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AidGuide",
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
                            ("plan", "帮扶规划"),
                            ("standard", "帮扶标准"),
                            ("procedure", "申请程序"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("body", models.TextField(blank=True, verbose_name="正文或要点")),
                ("starts_on", models.DateField(verbose_name="施行日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="停止施行日期")),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aid_guides",
                        to="unions.federation",
                        verbose_name="制定工会",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        help_text="空着的适用于本级全部站点。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aid_guides",
                        to="stations.station",
                        verbose_name="适用站点",
                    ),
                ),
            ],
            options={
                "verbose_name": "帮扶制度",
                "verbose_name_plural": "帮扶制度",
                "ordering": ["federation__path", "kind", "-starts_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
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
                            ("jobs", "春送岗位"),
                            ("cool", "夏送清凉"),
                            ("school", "金秋助学"),
                            ("warmth", "冬送温暖"),
                            ("culture", "送文化下乡"),
                            ("contest", "劳动竞赛"),
                            ("skills", "职工技能比武"),
                            ("other", "其他活动"),
                        ],
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("plan", models.TextField(blank=True, verbose_name="活动安排")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "筹备中"),
                            ("running", "开展中"),
                            ("finished", "已结束"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="unions.federation",
                        verbose_name="主办工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "慰问和活动",
                "verbose_name_plural": "慰问和活动",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CampaignAct",
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
                ("on", models.DateField(verbose_name="日期")),
                (
                    "place",
                    models.CharField(
                        help_text="工地、企业、站点；不写个人住址。",
                        max_length=100,
                        verbose_name="地点",
                    ),
                ),
                (
                    "volunteers",
                    models.PositiveIntegerField(default=0, verbose_name="志愿者（人次）"),
                ),
                ("persons", models.PositiveIntegerField(default=0, verbose_name="受益（人次）")),
                ("households", models.PositiveIntegerField(default=0, verbose_name="受益（户）")),
                (
                    "money",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="发放资金（元）"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="情况")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="stations.campaign",
                        verbose_name="活动",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_acts",
                        to="orgs.organization",
                        verbose_name="承办的社会组织",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.region",
                        verbose_name="所在区划",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_acts",
                        to="stations.station",
                        verbose_name="站点",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动场次",
                "verbose_name_plural": "活动场次",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CampaignGoods",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="物品")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="数量"),
                ),
                ("unit", models.CharField(default="份", max_length=10, verbose_name="单位")),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="折合金额（元）"
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goods",
                        to="stations.campaignact",
                        verbose_name="活动场次",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动物资",
                "verbose_name_plural": "活动物资",
                "ordering": ["act", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CampaignPartner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("does", models.CharField(blank=True, max_length=100, verbose_name="承担什么")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="stations.campaign",
                        verbose_name="活动",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organization",
                        verbose_name="社会组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动的参与组织",
                "verbose_name_plural": "活动的参与组织",
                "ordering": ["campaign", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Fund",
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
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="用途")),
                ("opened_on", models.DateField(verbose_name="设立日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aid_funds",
                        to="unions.federation",
                        verbose_name="管理工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "帮扶资金",
                "verbose_name_plural": "帮扶资金",
                "ordering": ["federation__path", "name"],
            },
        ),
        migrations.CreateModel(
            name="FundBalance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("central", "中央财政专项"),
                            ("provincial", "省级财政"),
                            ("local", "市县财政"),
                            ("union", "工会经费"),
                            ("donation", "社会捐助"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "received",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="收入（元）"
                    ),
                ),
                (
                    "spent",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="支出（元）"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="stations.fund",
                        verbose_name="资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金结余",
                "verbose_name_plural": "资金结余",
                "ordering": ["fund", "source"],
            },
        ),
        migrations.CreateModel(
            name="FundStatement",
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
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(verbose_name="止")),
                ("figures", models.JSONField(verbose_name="公开的数字")),
                (
                    "published_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="公开时间"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="公开人",
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="stations.fund",
                        verbose_name="资金",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金公开",
                "verbose_name_plural": "资金公开",
                "ordering": ["-ends_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="GroupAddition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("hardship", "困难职工"),
                            ("all", "会员（全体）职工"),
                            ("front_line", "一线职工"),
                            ("migrant", "农民工"),
                            ("new_migrant", "新生代农民工"),
                            ("young", "青年职工"),
                            ("dispatched", "劳务派遣工"),
                            ("unemployed", "下岗失业人员"),
                            ("graduate", "困难家庭高校毕业生"),
                            ("model", "劳动模范"),
                            ("outdoor", "户外劳动者"),
                            ("platform", "新就业形态劳动者"),
                            ("employer", "企业（负责人）"),
                        ],
                        max_length=12,
                        verbose_name="新增对象",
                    ),
                ),
                ("added_on", models.DateField(verbose_name="新增日期")),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.federation",
                        verbose_name="工会",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.station",
                        verbose_name="站点",
                    ),
                ),
            ],
            options={
                "verbose_name": "新增服务对象",
                "verbose_name_plural": "新增服务对象",
                "ordering": ["federation", "-added_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ServiceItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "initials",
                    models.CharField(
                        blank=True,
                        help_text="窗口登记时可以只敲这几个字母，如“心理咨询”填 xlzx。",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]*$", "拼音首字母用小写字母，如 xlzx。"
                            )
                        ],
                        verbose_name="拼音首字母",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("relief", "救助"), ("rights", "维权"), ("service", "服务")],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("person_time", "人次"),
                            ("case", "件"),
                            ("household", "户"),
                            ("amount", "元"),
                        ],
                        default="person_time",
                        max_length=12,
                        verbose_name="计量单位",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="服务内容")),
                (
                    "least_persons",
                    models.PositiveIntegerField(
                        default=5,
                        help_text="一年服务的人数少于此数，即为“基本没有运作”，不计入开展率。",
                        verbose_name="一年至少服务人数",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=50, verbose_name="顺序")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("active_from", models.DateField(verbose_name="启用日期")),
                ("active_to", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                (
                    "federation",
                    models.ForeignKey(
                        blank=True,
                        help_text="空着的是全国通用的项目。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_items",
                        to="unions.federation",
                        verbose_name="设立工会",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="统计时并入的项目；空着的单独成一行。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="stations.serviceitem",
                        verbose_name="归入项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务项目",
                "verbose_name_plural": "服务项目",
                "ordering": ["order", "code"],
            },
        ),
        migrations.CreateModel(
            name="ServiceDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("hardship", "困难职工"),
                            ("all", "会员（全体）职工"),
                            ("front_line", "一线职工"),
                            ("migrant", "农民工"),
                            ("new_migrant", "新生代农民工"),
                            ("young", "青年职工"),
                            ("dispatched", "劳务派遣工"),
                            ("unemployed", "下岗失业人员"),
                            ("graduate", "困难家庭高校毕业生"),
                            ("model", "劳动模范"),
                            ("outdoor", "户外劳动者"),
                            ("platform", "新就业形态劳动者"),
                            ("employer", "企业（负责人）"),
                        ],
                        max_length=12,
                        verbose_name="服务对象",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("records", models.PositiveIntegerField(default=0, verbose_name="记录数")),
                ("persons", models.PositiveIntegerField(default=0, verbose_name="人次")),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="数量"
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.federation",
                        verbose_name="责任工会",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="stations.station",
                        verbose_name="站点",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.serviceitem",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "逐日服务量",
                "verbose_name_plural": "逐日服务量",
                "ordering": ["-on", "station", "item"],
            },
        ),
        migrations.CreateModel(
            name="Offering",
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
                    "mode",
                    models.CharField(
                        choices=[("regular", "经常性"), ("project", "项目式"), ("order", "订单式")],
                        default="regular",
                        max_length=8,
                        verbose_name="供给方式",
                    ),
                ),
                (
                    "groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("hardship", "困难职工"),
                                ("all", "会员（全体）职工"),
                                ("front_line", "一线职工"),
                                ("migrant", "农民工"),
                                ("new_migrant", "新生代农民工"),
                                ("young", "青年职工"),
                                ("dispatched", "劳务派遣工"),
                                ("unemployed", "下岗失业人员"),
                                ("graduate", "困难家庭高校毕业生"),
                                ("model", "劳动模范"),
                                ("outdoor", "户外劳动者"),
                                ("platform", "新就业形态劳动者"),
                                ("employer", "企业（负责人）"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        help_text="不选的为全体职工。",
                        size=None,
                        verbose_name="服务对象",
                    ),
                ),
                ("hours", models.CharField(blank=True, max_length=60, verbose_name="服务时间")),
                (
                    "conditions",
                    models.CharField(blank=True, max_length=200, verbose_name="办理条件"),
                ),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="停止日期")),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offerings",
                        to="unions.federation",
                        verbose_name="工会",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        help_text="空着的由工会统一提供。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offerings",
                        to="stations.station",
                        verbose_name="站点",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offerings",
                        to="stations.serviceitem",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务供给",
                "verbose_name_plural": "服务供给",
                "ordering": ["item", "federation", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FundEntry",
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
                    "source",
                    models.CharField(
                        choices=[
                            ("central", "中央财政专项"),
                            ("provincial", "省级财政"),
                            ("local", "市县财政"),
                            ("union", "工会经费"),
                            ("donation", "社会捐助"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "收入"), ("out", "支出")], max_length=4, verbose_name="收支"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）"),
                ),
                (
                    "on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="日期"),
                ),
                ("households", models.IntegerField(default=0, verbose_name="受助户数")),
                ("persons", models.IntegerField(default=0, verbose_name="受助人次")),
                (
                    "party",
                    models.CharField(
                        blank=True,
                        help_text="拨款或捐助的单位；个人捐助写“爱心人士”，不写姓名。",
                        max_length=120,
                        verbose_name="对方单位",
                    ),
                ),
                (
                    "document",
                    models.CharField(blank=True, max_length=60, verbose_name="文号或凭证号"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="摘要")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="登记时间"
                    ),
                ),
                (
                    "act",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry",
                        to="stations.campaignact",
                        verbose_name="活动场次",
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
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="stations.campaign",
                        verbose_name="活动",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.federation",
                        verbose_name="管理工会",
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="stations.fund",
                        verbose_name="资金",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="stations.fundentry",
                        verbose_name="冲正的分录",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        help_text="支出填写用在哪个项目上。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.serviceitem",
                        verbose_name="帮扶项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金收支",
                "verbose_name_plural": "资金收支",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BrandProject",
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
                ("name", models.CharField(max_length=60, verbose_name="品牌名称")),
                ("groups", models.CharField(blank=True, max_length=60, verbose_name="服务对象")),
                ("summary", models.TextField(verbose_name="做法和成效")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="创立日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="停办日期")),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brand_projects",
                        to="unions.federation",
                        verbose_name="工会",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brands",
                        to="stations.serviceitem",
                        verbose_name="所属服务项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务品牌",
                "verbose_name_plural": "服务品牌",
                "ordering": ["federation__path", "name"],
            },
        ),
        migrations.CreateModel(
            name="AidRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("hardship", "困难职工"),
                            ("all", "会员（全体）职工"),
                            ("front_line", "一线职工"),
                            ("migrant", "农民工"),
                            ("new_migrant", "新生代农民工"),
                            ("young", "青年职工"),
                            ("dispatched", "劳务派遣工"),
                            ("unemployed", "下岗失业人员"),
                            ("graduate", "困难家庭高校毕业生"),
                            ("model", "劳动模范"),
                            ("outdoor", "户外劳动者"),
                            ("platform", "新就业形态劳动者"),
                            ("employer", "企业（负责人）"),
                        ],
                        default="hardship",
                        max_length=12,
                        verbose_name="对象",
                    ),
                ),
                ("condition", models.CharField(blank=True, max_length=100, verbose_name="条件")),
                (
                    "least",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="不低于（元）"
                    ),
                ),
                (
                    "most",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="不超过（元）"
                    ),
                ),
                (
                    "per",
                    models.CharField(
                        choices=[("time", "每次"), ("year", "每年"), ("month", "每月")],
                        default="time",
                        max_length=6,
                        verbose_name="周期",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rates",
                        to="stations.aidguide",
                        verbose_name="帮扶标准",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.serviceitem",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "帮扶标准明细",
                "verbose_name_plural": "帮扶标准明细",
                "ordering": ["guide", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ServiceItemVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("relief", "救助"), ("rights", "维权"), ("service", "服务")],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("person_time", "人次"),
                            ("case", "件"),
                            ("household", "户"),
                            ("amount", "元"),
                        ],
                        max_length=12,
                        verbose_name="计量单位",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起用日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="止用日期")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="变更原因")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="stations.serviceitem",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务项目版本",
                "verbose_name_plural": "服务项目版本",
                "ordering": ["item", "-number"],
            },
        ),
        migrations.CreateModel(
            name="ServiceRecord",
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
                    "group",
                    models.CharField(
                        choices=[
                            ("hardship", "困难职工"),
                            ("all", "会员（全体）职工"),
                            ("front_line", "一线职工"),
                            ("migrant", "农民工"),
                            ("new_migrant", "新生代农民工"),
                            ("young", "青年职工"),
                            ("dispatched", "劳务派遣工"),
                            ("unemployed", "下岗失业人员"),
                            ("graduate", "困难家庭高校毕业生"),
                            ("model", "劳动模范"),
                            ("outdoor", "户外劳动者"),
                            ("platform", "新就业形态劳动者"),
                            ("employer", "企业（负责人）"),
                        ],
                        default="all",
                        max_length=12,
                        verbose_name="服务对象",
                    ),
                ),
                ("on", models.DateField(verbose_name="服务日期")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="登记时间"
                    ),
                ),
                (
                    "persons",
                    models.PositiveIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="人次",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=2,
                        default=1,
                        help_text="按项目的计量单位。",
                        max_digits=12,
                        verbose_name="数量",
                    ),
                ),
                (
                    "card",
                    privacy.fields.EncryptedField(
                        blank=True,
                        mask="bank",
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-Za-z-]{6,40}$", "会员卡号为 6 至 40 位数字、字母。"
                            )
                        ],
                        verbose_name="会员卡号",
                    ),
                ),
                (
                    "card_index",
                    privacy.fields.BlindIndexField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        max_length=64,
                        of="card",
                        verbose_name="会员卡号索引",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="不写姓名、病情等。",
                        max_length=60,
                        verbose_name="备注",
                    ),
                ),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                (
                    "void_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="作废原因"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.federation",
                        verbose_name="责任工会",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="stations.serviceitem",
                        verbose_name="项目",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="stations.station",
                        verbose_name="站点",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务记录",
                "verbose_name_plural": "服务记录",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ServiceReturn",
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
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="填报时间"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="unions.federation",
                        verbose_name="填报工会",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.station",
                        verbose_name="填报站点",
                    ),
                ),
            ],
            options={
                "verbose_name": "填报表",
                "verbose_name_plural": "填报表",
                "ordering": ["round", "federation", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnedItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("operating", models.BooleanField(verbose_name="开展")),
                ("persons", models.PositiveIntegerField(default=0, verbose_name="一年服务人数")),
                ("dormant", models.BooleanField(default=False, verbose_name="基本没有运作")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.serviceitem",
                        verbose_name="项目",
                    ),
                ),
                (
                    "service_return",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="stations.servicereturn",
                        verbose_name="填报表",
                    ),
                ),
            ],
            options={
                "verbose_name": "填报的项目",
                "verbose_name_plural": "填报的项目",
                "ordering": ["service_return", "item"],
            },
        ),
        migrations.CreateModel(
            name="ServiceRound",
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
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                ("on", models.DateField(verbose_name="截至日期")),
                ("since", models.DateField(verbose_name="对象变化自")),
                ("asks_items", models.BooleanField(default=True, verbose_name="填报服务项目")),
                ("asks_groups", models.BooleanField(default=True, verbose_name="填报新增对象")),
                ("due_on", models.DateField(verbose_name="填报期限")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "federation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_rounds",
                        to="unions.federation",
                        verbose_name="发起工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务情况填报",
                "verbose_name_plural": "服务情况填报",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="servicereturn",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="stations.serviceround",
                verbose_name="填报",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidguide",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("federation", "station", "kind", "title"),
                name="aid_guide_in_force_once",
                nulls_distinct=False,
                violation_error_message="已有同名的制度在施行。",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidguide",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gt", models.F("starts_on")), _connector="OR"
                ),
                name="aid_guide_period",
                violation_error_message="停止施行日期须晚于施行日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                fields=("federation", "year", "title"),
                name="campaign_once",
                violation_error_message="本级当年已有同名的活动。",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="campaign_period",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignact",
            constraint=models.CheckConstraint(
                condition=models.Q(("money__gte", 0)),
                name="campaign_act_money",
                violation_error_message="金额不能小于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigngoods",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("value__gte", 0)),
                name="campaign_goods_amounts",
                violation_error_message="数量应大于零，金额不能小于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignpartner",
            constraint=models.UniqueConstraint(
                fields=("campaign", "organization"),
                name="campaign_partner_once",
                violation_error_message="这个社会组织已列入。",
            ),
        ),
        migrations.AddConstraint(
            model_name="fund",
            constraint=models.UniqueConstraint(
                fields=("federation", "name"),
                name="fund_once",
                violation_error_message="本级已有同名的资金。",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundbalance",
            constraint=models.UniqueConstraint(fields=("fund", "source"), name="fund_balance_once"),
        ),
        migrations.AddConstraint(
            model_name="fundbalance",
            constraint=models.CheckConstraint(
                condition=models.Q(("received__gte", models.F("spent")), ("spent__gte", 0)),
                name="fund_not_overspent",
                violation_error_message="该来源的结余不足。",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="fund_statement_period",
                violation_error_message="截止日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundstatement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("fund", "starts_on", "ends_on"),
                name="fund_statement_once",
                violation_error_message="这段时间的收支已公开，如有误请先撤回。",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupaddition",
            constraint=models.UniqueConstraint(
                fields=("federation", "station", "group"),
                name="group_added_once",
                nulls_distinct=False,
                violation_error_message="这类对象已登记为新增。",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("active_to", None), ("active_to__gt", models.F("active_from")), _connector="OR"
                ),
                name="service_item_period",
                violation_error_message="停用日期须晚于启用日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="service_item_not_its_own_part",
                violation_error_message="项目不能归入自己。",
            ),
        ),
        migrations.AddIndex(
            model_name="serviceday",
            index=models.Index(fields=["federation", "on"], name="service_day_federation"),
        ),
        migrations.AddIndex(
            model_name="serviceday",
            index=models.Index(fields=["item", "on"], name="service_day_item"),
        ),
        migrations.AddConstraint(
            model_name="serviceday",
            constraint=models.UniqueConstraint(
                fields=("station", "on", "item", "group"), name="service_day_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None), ("station__isnull", False)),
                fields=("item", "station"),
                name="offering_at_a_station_once",
                violation_error_message="这个站点已在提供这个项目。",
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None), ("station", None)),
                fields=("item", "federation"),
                name="offering_of_a_union_once",
                violation_error_message="本级已在统一提供这个项目。",
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gt", models.F("starts_on")), _connector="OR"
                ),
                name="offering_period",
                violation_error_message="停止日期须晚于开始日期。",
            ),
        ),
        migrations.AddIndex(
            model_name="fundentry",
            index=models.Index(fields=["federation", "-on"], name="fund_entry_federation"),
        ),
        migrations.AddConstraint(
            model_name="fundentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__gt", 0),
                        ("households__gte", 0),
                        ("persons__gte", 0),
                        ("reverses", None),
                    ),
                    models.Q(
                        ("amount__lt", 0),
                        ("households__lte", 0),
                        ("persons__lte", 0),
                        ("reverses__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="fund_entry_amount",
                violation_error_message="金额应大于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("direction", "in"), ("item", None)),
                    models.Q(("direction", "out"), ("item__isnull", False)),
                    _connector="OR",
                ),
                name="fund_entry_spent_on_something",
                violation_error_message="支出请填写用在哪个项目上，收入不填。",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandproject",
            constraint=models.UniqueConstraint(
                fields=("federation", "name"),
                name="brand_project_once",
                violation_error_message="本级已有同名的品牌。",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("least__gte", 0), ("most__gt", 0), ("most__gte", models.F("least"))
                ),
                name="aid_rate_range",
                violation_error_message="上限应大于零，不低于下限。",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceitemversion",
            constraint=models.UniqueConstraint(
                fields=("item", "number"),
                name="service_item_version_once",
                violation_error_message="这个版本已有。",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceitemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gt", models.F("starts_on")), _connector="OR"
                ),
                name="service_item_version_period",
                violation_error_message="新版本须晚于上一版本起用。",
            ),
        ),
        migrations.AddIndex(
            model_name="servicerecord",
            index=models.Index(fields=["station", "-id"], name="record_of_station"),
        ),
        migrations.AddIndex(
            model_name="servicerecord",
            index=models.Index(fields=["federation", "-id"], name="record_of_federation"),
        ),
        migrations.AddIndex(
            model_name="servicerecord",
            index=models.Index(
                condition=models.Q(("card_index", ""), _negated=True),
                fields=["card_index"],
                name="record_of_card",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("persons__range", (1, 10000)), ("quantity__gt", 0)),
                name="record_counts",
                violation_error_message="人次应在 1 至 10,000 之间，数量应大于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
                    models.Q(
                        ("voided_at__isnull", False),
                        ("voided_by__isnull", False),
                        models.Q(("void_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="record_voided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="returneditem",
            constraint=models.UniqueConstraint(
                fields=("service_return", "item"), name="returned_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceround",
            constraint=models.UniqueConstraint(
                fields=("federation", "title"),
                name="service_round_once",
                violation_error_message="本级已有同名的填报。",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceround",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__lt", models.F("on"))),
                name="service_round_days",
                violation_error_message="“对象变化自”须早于截至日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicereturn",
            constraint=models.UniqueConstraint(
                fields=("round", "federation", "station"),
                name="service_return_once",
                nulls_distinct=False,
                violation_error_message="本单位已填报，可以修改。",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
