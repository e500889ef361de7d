"""Particulars of organizations; profiles and stances may be added to and never changed."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import orgs.validators
import privacy.fields

GUARD = """
CREATE FUNCTION orgs_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'organization_id' = to_jsonb(OLD) - 'organization_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is refused: a new row supersedes the old', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orgs_annualprofile
    FOR EACH ROW EXECUTE FUNCTION orgs_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orgs_stance
    FOR EACH ROW EXECUTE FUNCTION orgs_append_only();
"""

UNGUARD = """
DROP TRIGGER append_only ON orgs_stance;
DROP TRIGGER append_only ON orgs_annualprofile;
DROP FUNCTION orgs_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0006_outsiders"),
        ("unions", "0002_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "as_of",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future], verbose_name="数据截至"
                    ),
                ),
                (
                    "staff_total",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_staff_count],
                        verbose_name="从业人员（人）",
                    ),
                ),
                (
                    "staff_full_time",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_staff_count],
                        verbose_name="其中专职（人）",
                    ),
                ),
                (
                    "staff_women",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_staff_count],
                        verbose_name="其中女性（人）",
                    ),
                ),
                (
                    "party_members",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_staff_count],
                        verbose_name="党员（人）",
                    ),
                ),
                (
                    "members",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_member_count],
                        verbose_name="会员数（人或家）",
                    ),
                ),
                (
                    "assets",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="资产总额（元）",
                    ),
                ),
                (
                    "income_total",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="收入合计（元）",
                    ),
                ),
                (
                    "income_dues",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="会费收入（元）",
                    ),
                ),
                (
                    "income_grant",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="政府补助（元）",
                    ),
                ),
                (
                    "income_service",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="服务收入（元）",
                    ),
                ),
                (
                    "income_donation",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="社会捐赠（元）",
                    ),
                ),
                (
                    "income_founder",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="举办者投入（元）",
                    ),
                ),
                (
                    "income_other",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="其他收入（元）",
                    ),
                ),
                (
                    "expenditure",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0, "金额不能小于0。")],
                        verbose_name="支出合计（元）",
                    ),
                ),
                (
                    "premises",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "自有"),
                            ("rented", "租用"),
                            ("free", "无偿使用"),
                            ("shared", "与主管单位合署"),
                            ("none", "无固定场所"),
                        ],
                        max_length=12,
                        verbose_name="办公场所",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
            ],
            options={
                "verbose_name": "年度情况",
                "verbose_name_plural": "年度情况",
            },
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("branch", "分支机构"), ("office", "代表机构")],
                        default="branch",
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("scope", models.CharField(blank=True, max_length=200, verbose_name="业务范围")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="住所")),
                (
                    "starts_on",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future], verbose_name="设立日期"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
            ],
            options={
                "verbose_name": "分支机构",
                "verbose_name_plural": "分支机构",
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("association", "社会团体法人登记证书"),
                            ("service", "民办非企业单位（法人）登记证书"),
                            ("partnership", "民办非企业单位（合伙）登记证书"),
                            ("individual", "民办非企业单位（个体）登记证书"),
                            ("foundation", "基金会法人登记证书"),
                            ("branch", "分支（代表）机构登记证书"),
                            ("fundraising", "慈善组织公开募捐资格证书"),
                            ("practice", "办学、执业等许可证"),
                        ],
                        max_length=16,
                        verbose_name="证书种类",
                    ),
                ),
                ("number", models.CharField(max_length=100, verbose_name="证书编号")),
                (
                    "authority",
                    models.CharField(blank=True, max_length=100, verbose_name="发证机关"),
                ),
                (
                    "starts_on",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future], verbose_name="发证日期"
                    ),
                ),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="收回或停用日期"),
                ),
            ],
            options={
                "verbose_name": "证书",
                "verbose_name_plural": "证书",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future], verbose_name="开始日期"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("person_name", privacy.fields.EncryptedField(mask="name", verbose_name="姓名")),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("head", "负责人"),
                            ("liaison", "联络员"),
                            ("union", "工会联系人"),
                            ("party", "党建联系人"),
                            ("finance", "财务"),
                        ],
                        default="liaison",
                        max_length=12,
                        verbose_name="联系事项",
                    ),
                ),
                ("post", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                (
                    "phone",
                    privacy.fields.EncryptedField(
                        mask="phone",
                        validators=[orgs.validators.validate_phone],
                        verbose_name="电话",
                    ),
                ),
            ],
            options={
                "verbose_name": "联系人",
                "verbose_name_plural": "联系人",
            },
        ),
        migrations.CreateModel(
            name="CreditMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "list",
                    models.CharField(
                        choices=[("abnormal", "活动异常名录"), ("dishonest", "严重违法失信名单")],
                        max_length=12,
                        verbose_name="名单",
                    ),
                ),
                (
                    "causes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("A1", "未按时限和要求报送年度工作报告"),
                                ("A2", "未按要求设置党组织"),
                                ("A3", "责令改正未按期完成"),
                                ("A4", "通过登记的住所无法联系"),
                                ("A5", "受警告或不满5万元罚款"),
                                ("D1", "列入活动异常名录满2年"),
                                ("D2", "提供虚假材料取得变更登记"),
                                ("D3", "被列为失信被执行人"),
                                ("D4", "被撤销或吊销登记"),
                                ("D5", "受限期停止活动的处罚"),
                                ("D6", "受5万元以上罚款"),
                                ("D7", "3年内两次以上受警告或不满5万元罚款"),
                            ],
                            max_length=4,
                        ),
                        blank=True,
                        db_default=[],
                        default=list,
                        size=None,
                        verbose_name="列入事由",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future], verbose_name="列入日期"
                    ),
                ),
                (
                    "latest_cause_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_not_future],
                        verbose_name="最近一次事由日期",
                    ),
                ),
                (
                    "mended_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_not_future],
                        verbose_name="履行义务日期",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="移出日期")),
                (
                    "authority",
                    models.CharField(blank=True, max_length=100, verbose_name="列入机关"),
                ),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="决定文号")),
                (
                    "removal_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="移出事由"),
                ),
            ],
            options={
                "verbose_name": "信用名单记录",
                "verbose_name_plural": "信用名单记录",
            },
        ),
        migrations.CreateModel(
            name="Grade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "1A"), (2, "2A"), (3, "3A"), (4, "4A"), (5, "5A")],
                        verbose_name="等级",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future], verbose_name="评定日期"
                    ),
                ),
                ("valid_until", models.DateField(blank=True, verbose_name="有效期至")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="取消日期")),
                (
                    "authority",
                    models.CharField(blank=True, max_length=100, verbose_name="评定机关"),
                ),
                (
                    "certificate",
                    models.CharField(blank=True, max_length=60, verbose_name="证书编号"),
                ),
            ],
            options={
                "verbose_name": "评估等级",
                "verbose_name_plural": "评估等级",
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "regime",
                    models.CharField(
                        choices=[("inspection", "年度检查"), ("report", "年度报告")],
                        max_length=12,
                        verbose_name="制度",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("passed", "合格"),
                            ("basic", "基本合格"),
                            ("failed", "不合格"),
                            ("absent", "未参检"),
                            ("exempt", "免检"),
                            ("filed", "按时报送"),
                            ("late", "逾期报送"),
                            ("missing", "未报送"),
                        ],
                        max_length=12,
                        verbose_name="结论",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="应报送日期")),
                (
                    "submitted_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_not_future],
                        verbose_name="报送日期",
                    ),
                ),
                (
                    "authority",
                    models.CharField(blank=True, max_length=100, verbose_name="登记管理机关"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
            ],
            options={
                "verbose_name": "年检年报",
                "verbose_name_plural": "年检年报",
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future], verbose_name="开始日期"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supervisor", "业务主管单位"),
                            ("party", "党建领导机关"),
                            ("host", "挂靠、合署单位"),
                            ("founder", "举办者、发起单位"),
                            ("member", "所属联合会"),
                            ("incubator", "孵化单位"),
                            ("parent", "上级组织"),
                            ("successor", "承继组织"),
                        ],
                        max_length=12,
                        verbose_name="关系",
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=200, verbose_name="不在册的对方")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
            ],
            options={
                "verbose_name": "组织间关系",
                "verbose_name_plural": "组织间关系",
            },
        ),
        migrations.CreateModel(
            name="Separation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "listed_on",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future],
                        verbose_name="列入清理规范日期",
                    ),
                ),
                ("batch", models.CharField(blank=True, max_length=100, verbose_name="批次或文件")),
                (
                    "industry_association",
                    models.BooleanField(default=False, verbose_name="行业协会商会"),
                ),
                (
                    "office",
                    models.CharField(blank=True, max_length=200, verbose_name="原主办、挂靠单位"),
                ),
                (
                    "parted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("body", "机构分离"),
                                ("function", "职能分离"),
                                ("assets", "资产财务分离"),
                                ("staff", "人员管理分离"),
                                ("party", "党建外事等事项分离"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        db_default=[],
                        default=list,
                        size=None,
                        verbose_name="已分离事项",
                    ),
                ),
                (
                    "separated_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[orgs.validators.validate_not_future],
                        verbose_name="完成脱钩日期",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
            ],
            options={
                "verbose_name": "清理规范与脱钩",
                "verbose_name_plural": "清理规范与脱钩",
            },
        ),
        migrations.CreateModel(
            name="Stance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "treatment",
                    models.CharField(
                        choices=[("nurture", "培育扶持"), ("guide", "引导规范"), ("watch", "观察")],
                        max_length=12,
                        verbose_name="对待方式",
                    ),
                ),
                (
                    "assessed_on",
                    models.DateField(
                        validators=[orgs.validators.validate_not_future], verbose_name="研判日期"
                    ),
                ),
                ("basis", models.CharField(max_length=500, verbose_name="依据")),
            ],
            options={
                "verbose_name": "联系研判",
                "verbose_name_plural": "联系研判",
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                ("person_name", privacy.fields.EncryptedField(mask="name", verbose_name="姓名")),
                (
                    "person_index",
                    privacy.fields.BlindIndexField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        max_length=64,
                        of="person_name",
                        verbose_name="姓名索引",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("representative", "法定代表人"),
                            ("leader", "负责人"),
                            ("council", "理事"),
                            ("supervisor", "监事"),
                            ("staff", "工作人员"),
                            ("official", "兼任的机关干部"),
                        ],
                        max_length=16,
                        verbose_name="身份",
                    ),
                ),
                (
                    "post",
                    models.CharField(blank=True, max_length=60, verbose_name="在该组织的职务"),
                ),
                ("own_unit", models.CharField(blank=True, max_length=200, verbose_name="所在单位")),
                (
                    "own_post",
                    models.CharField(blank=True, max_length=100, verbose_name="所在单位职务"),
                ),
                (
                    "in_service",
                    models.BooleanField(blank=True, null=True, verbose_name="在职国家工作人员"),
                ),
                ("paid", models.BooleanField(blank=True, null=True, verbose_name="在该组织取酬")),
                (
                    "approval",
                    models.CharField(blank=True, max_length=100, verbose_name="兼职批准文号"),
                ),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
            ],
            options={
                "verbose_name": "人员关系",
                "verbose_name_plural": "人员关系",
            },
        ),
        migrations.AddField(
            model_name="organization",
            name="bodies",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("congress", "会员（代表）大会"),
                        ("council", "理事会"),
                        ("supervisors", "监事（会）"),
                        ("secretariat", "秘书处"),
                    ],
                    max_length=12,
                ),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="治理结构",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="charity_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[orgs.validators.validate_not_future],
                verbose_name="认定为慈善组织日期",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="full_time_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[orgs.validators.validate_staff_count],
                verbose_name="专职人员（人）",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="fundraising_ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="公开募捐资格终止日期"),
        ),
        migrations.AddField(
            model_name="organization",
            name="fundraising_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[orgs.validators.validate_not_future],
                verbose_name="取得公开募捐资格日期",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="key_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("economic", "经济服务类"),
                        ("charity", "公益慈善类"),
                        ("service", "社会服务类"),
                        ("management", "社会管理类"),
                    ],
                    max_length=12,
                ),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="重点建会类别",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="party_member_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[orgs.validators.validate_staff_count],
                verbose_name="党员（人）",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="premises",
            field=models.CharField(
                blank=True,
                choices=[
                    ("own", "自有"),
                    ("rented", "租用"),
                    ("free", "无偿使用"),
                    ("shared", "与主管单位合署"),
                    ("none", "无固定场所"),
                ],
                db_default="",
                default="",
                max_length=12,
                verbose_name="办公场所",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="profiled_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="规模数据截至"
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="relevance",
            field=models.CharField(
                blank=True,
                choices=[("close", "紧密"), ("some", "涉及"), ("none", "不涉及")],
                db_default="",
                default="",
                max_length=8,
                verbose_name="服务职工程度",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="self_funded",
            field=models.BooleanField(blank=True, null=True, verbose_name="经费自筹"),
        ),
        migrations.AddField(
            model_name="organization",
            name="self_hired",
            field=models.BooleanField(blank=True, null=True, verbose_name="人员自聘"),
        ),
        migrations.AddField(
            model_name="organization",
            name="self_run",
            field=models.BooleanField(blank=True, null=True, verbose_name="工作自主"),
        ),
        migrations.AddField(
            model_name="organization",
            name="short_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("living", "职工群众生活类"),
                        ("culture", "文化体育类"),
                        ("affairs", "社会事务类"),
                    ],
                    max_length=12,
                ),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="紧缺服务类别",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="spheres",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("economy", "经济"),
                        ("politics", "政治"),
                        ("culture", "文化"),
                        ("society", "社会"),
                        ("ecology", "生态"),
                    ],
                    max_length=12,
                ),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="业务领域",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="women_count",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[orgs.validators.validate_staff_count],
                verbose_name="女性人员（人）",
            ),
        ),
        migrations.AddField(
            model_name="organizationalias",
            name="since",
            field=models.DateField(blank=True, null=True, verbose_name="使用自"),
        ),
        migrations.AlterField(
            model_name="organizationalias",
            name="scheme",
            field=models.CharField(
                choices=[
                    ("name", "曾用名"),
                    ("credit_code", "曾用统一社会信用代码"),
                    ("organization_code", "组织机构代码"),
                    ("certificate", "登记证号"),
                    ("legal_certificate", "法人登记证编号"),
                ],
                max_length=20,
                verbose_name="种类",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fundraising_ended_on", None), ("fundraising_on", None)),
                    models.Q(
                        ("charity_on__isnull", False),
                        ("fundraising_on__gte", models.F("charity_on")),
                        models.Q(
                            ("fundraising_ended_on", None),
                            ("fundraising_ended_on__gte", models.F("fundraising_on")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="organization_fundraising",
                violation_error_message="须先认定为慈善组织，再取得公开募捐资格。",
            ),
        ),
        migrations.AddConstraint(
            model_name="organizationalias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None),
                    ("since", None),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="alias_dates",
                violation_error_message="“使用至”不能早于“使用自”。",
            ),
        ),
        migrations.AlterConstraint(
            model_name="organizationalias",
            name="alias_once",
            constraint=models.UniqueConstraint(
                fields=("organization", "scheme", "value"),
                name="alias_once",
                violation_error_message="这一名称或号码已登记。",
            ),
        ),
        migrations.AddField(
            model_name="annualprofile",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="profiles",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="annualprofile",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="annualprofile",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="annualprofile",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="orgs.annualprofile",
                verbose_name="更正的记录",
            ),
        ),
        migrations.AddField(
            model_name="branch",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="branches",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="branch",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="branch",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="creditmark",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_marks",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="creditmark",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="creditmark",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="grade",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grades",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="grade",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="grade",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspections",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="related_from",
                to="orgs.organization",
                verbose_name="在册的对方",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="separation",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="separations",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="separation",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="separation",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="stance",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stances",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="stance",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="stance",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddField(
            model_name="stance",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="orgs.stance",
                verbose_name="更正的记录",
            ),
        ),
        migrations.AddField(
            model_name="tie",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ties",
                to="orgs.organization",
                verbose_name="社会组织",
            ),
        ),
        migrations.AddField(
            model_name="tie",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="tie",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.source",
                verbose_name="数据来源",
            ),
        ),
        migrations.AddIndex(
            model_name="annualprofile",
            index=models.Index(fields=["organization", "-as_of", "-id"], name="profile_latest"),
        ),
        migrations.AddConstraint(
            model_name="annualprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("staff_full_time", None),
                        ("staff_full_time__lte", models.F("staff_total")),
                        _connector="OR",
                    ),
                    models.Q(
                        ("staff_women", None),
                        ("staff_women__lte", models.F("staff_total")),
                        _connector="OR",
                    ),
                ),
                name="profile_parts",
                violation_error_message="专职、女性人数不能多于从业人员总数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("as_of__year", models.F("year"))),
                name="profile_year",
                violation_error_message="数据截至日期须在所填年度之内。",
            ),
        ),
        migrations.AddConstraint(
            model_name="branch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="branch_dates",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="branch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("organization", "name"),
                name="branch_once",
                violation_error_message="该分支机构已登记。",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="certificate_dates",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                fields=("organization", "kind", "number"),
                name="certificate_once",
                violation_error_message="这份证书已登记。",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="contact_dates",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="creditmark_dates",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditmark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("organization", "list"),
                name="credit_mark_open_once",
                violation_error_message="该组织已在此名单中；有新的事由，请补充到原记录。",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("causes", []), _negated=True),
                name="credit_mark_causes",
                violation_error_message="请选择列入事由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mended_on", None), ("mended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="credit_mark_mended",
                violation_error_message="履行义务日期不能早于列入日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="grade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="grade_dates",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="grade",
            constraint=models.UniqueConstraint(
                fields=("organization", "starts_on"),
                name="grade_once_a_day",
                violation_error_message="这一天已有评估等级，请更正原记录。",
            ),
        ),
        migrations.AddConstraint(
            model_name="grade",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gte", models.F("starts_on"))),
                name="grade_validity",
                violation_error_message="有效期不能早于评定日期。",
            ),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["year", "result"], name="inspection_year"),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(
                fields=("organization", "year", "regime"),
                name="inspection_once_a_year",
                violation_error_message="该年度已有结论，请更正原记录。",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("regime", "inspection"),
                        ("result__in", ("passed", "basic", "failed", "absent", "exempt")),
                    ),
                    models.Q(("regime", "report"), ("result__in", ("filed", "late", "missing"))),
                    _connector="OR",
                ),
                name="inspection_vocabulary",
                violation_error_message="年度检查的结论为合格、基本合格、不合格、未参检或免检；年度报告的为按时报送、逾期报送或未报送。",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="relation_dates",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body__gt", ""), ("other", None)),
                    models.Q(("body", ""), ("other__isnull", False)),
                    _connector="OR",
                ),
                name="relation_one_other",
                violation_error_message="请填写对方：在册的社会组织，或不在册单位的名称。",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other", None),
                    models.Q(("other", models.F("organization")), _negated=True),
                    _connector="OR",
                ),
                name="relation_not_itself",
                violation_error_message="不能与自己建立关系。",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("organization", "kind", "other", "body"),
                name="relation_open_once",
                nulls_distinct=False,
                violation_error_message="这一关系已登记。",
            ),
        ),
        migrations.AddConstraint(
            model_name="separation",
            constraint=models.UniqueConstraint(
                fields=("organization",),
                name="separation_once",
                violation_error_message="该组织已在清理规范名单中，请更正原记录。",
            ),
        ),
        migrations.AddConstraint(
            model_name="separation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("separated_on", None),
                    ("separated_on__gte", models.F("listed_on")),
                    _connector="OR",
                ),
                name="separation_dates",
                violation_error_message="完成脱钩日期不能早于列入日期。",
            ),
        ),
        migrations.AddIndex(
            model_name="stance",
            index=models.Index(
                fields=["organization", "-assessed_on", "-id"], name="stance_latest"
            ),
        ),
        migrations.AddConstraint(
            model_name="tie",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on", None), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="tie_dates",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="tie",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None), ("kind", "representative")),
                fields=("organization",),
                name="tie_one_representative",
                violation_error_message="已有现任法定代表人，请先登记其离任。",
            ),
        ),
        migrations.AddConstraint(
            model_name="tie",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("organization", "kind", "post", "person_index"),
                name="tie_open_once",
                violation_error_message="此人的这一任职已登记。",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
