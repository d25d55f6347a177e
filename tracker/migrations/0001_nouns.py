# All nouns of the house plan, with keys, constraints and indexes.

import django.contrib.auth.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        max_length=64,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="登录名",
                    ),
                ),
                ("name", models.CharField(max_length=64, verbose_name="姓名")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="邮箱")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="电话")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="首次登录须改密码")),
                ("joined_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
            ],
            options={
                "verbose_name": "人员",
                "verbose_name_plural": "人员",
                "ordering": ["name", "username"],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("falls_on", models.DateField(unique=True, verbose_name="日期")),
                ("is_working", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(max_length=64, verbose_name="名称")),
                ("is_official", models.BooleanField(default=False, verbose_name="国务院办公厅已公布")),
            ],
            options={
                "verbose_name": "工作日安排",
                "verbose_name_plural": "工作日安排",
                "ordering": ["falls_on"],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=16, verbose_name="期次")),
                ("opens_on", models.DateField(verbose_name="开始日期")),
                ("due_on", models.DateField(verbose_name="截止日期")),
                ("wording", models.CharField(max_length=200, verbose_name="原文写法")),
                ("explanation", models.CharField(max_length=300, verbose_name="说明")),
                (
                    "basis",
                    models.CharField(
                        choices=[("stated", "原文"), ("inferred", "推断"), ("decided", "核定")],
                        max_length=8,
                        verbose_name="依据",
                    ),
                ),
            ],
            options={
                "verbose_name": "时限",
                "verbose_name_plural": "时限",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("finish", "办结"), ("stage", "节点"), ("report", "报送")],
                        default="finish",
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=32, verbose_name="事项")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("once", "一次"),
                            ("weekly", "每周"),
                            ("monthly", "每月"),
                            ("quarterly", "每季度"),
                            ("half_yearly", "每半年"),
                            ("yearly", "每年"),
                        ],
                        max_length=16,
                        verbose_name="周期",
                    ),
                ),
                ("month", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="月")),
                ("day", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="日")),
                ("counts_workdays", models.BooleanField(default=False, verbose_name="按工作日数")),
                (
                    "falls_after",
                    models.BooleanField(
                        default=False, help_text="如“季度结束后10日内”", verbose_name="在期后"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="日期（一次）")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="自")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="至")),
                ("wording", models.CharField(max_length=200, verbose_name="原文写法")),
                ("explanation", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "basis",
                    models.CharField(
                        choices=[("stated", "原文"), ("inferred", "推断"), ("decided", "核定")],
                        max_length=8,
                        verbose_name="依据",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("opens_next_on", models.DateField(blank=True, null=True, verbose_name="下期开始")),
            ],
            options={
                "verbose_name": "周期",
                "verbose_name_plural": "周期",
                "ordering": ["task", "order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guidance", "指引函"),
                            ("order", "督办单"),
                            ("circular", "通报"),
                            ("talk", "约谈通知"),
                        ],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待签发"),
                            ("signed", "已签发"),
                            ("refused", "不予签发"),
                            ("void", "作废"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=64, verbose_name="发文字号")),
                (
                    "number_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="字号年度"),
                ),
                ("number_seq", models.PositiveIntegerField(blank=True, null=True, verbose_name="字号流水")),
                (
                    "period",
                    models.CharField(
                        blank=True, help_text="通报所属月份", max_length=16, verbose_name="期次"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("matter", models.TextField(verbose_name="督办事由")),
                ("demand", models.TextField(verbose_name="办理要求")),
                (
                    "reply_within",
                    models.PositiveSmallIntegerField(default=5, verbose_name="回复期限（工作日）"),
                ),
                ("drafted_on", models.DateField(verbose_name="起草日期")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签发日期")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签发时间")),
                ("refused_on", models.DateField(blank=True, null=True, verbose_name="不予签发日期")),
                ("voided_on", models.DateField(blank=True, null=True, verbose_name="作废日期")),
                ("reason", models.TextField(blank=True, verbose_name="不予签发或作废的理由")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销号日期")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="空表示由系统按规则起草",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "refused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="不予签发人",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "verbose_name": "函件",
                "verbose_name_plural": "函件",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="EventHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "verbose_name": "履历链尾",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="event_head_single")
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="指标")),
                ("measure", models.CharField(blank=True, max_length=32, verbose_name="计量单位")),
            ],
            options={
                "verbose_name": "指标",
                "verbose_name_plural": "指标",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("name", "measure"), name="indicator_once")],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("finish", "办结"),
                            ("stage", "节点"),
                            ("report", "报送"),
                            ("sign_for", "签收"),
                            ("reply", "回复"),
                        ],
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="开始日期")),
                ("due_on", models.DateField(verbose_name="应办日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待办"),
                            ("submitted", "待审核"),
                            ("met", "已办结"),
                            ("waived", "已免除"),
                        ],
                        default="open",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="轮次")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="下次检查")),
                ("is_chased", models.BooleanField(default=True, verbose_name="催办")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("waived_reason", models.CharField(blank=True, max_length=300, verbose_name="免除原因")),
                ("stuck_since_on", models.DateField(blank=True, null=True, verbose_name="受阻自")),
                ("stuck_reason", models.CharField(blank=True, max_length=200, verbose_name="受阻原因")),
                ("alerted_on", models.DateField(blank=True, null=True, verbose_name="上次告警")),
                ("alerts", models.PositiveSmallIntegerField(default=0, verbose_name="告警次数")),
                (
                    "deadline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="tracker.deadline",
                        verbose_name="时限",
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="tracker.dispatch",
                        verbose_name="函件",
                    ),
                ),
            ],
            options={
                "verbose_name": "应办事项",
                "verbose_name_plural": "应办事项",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(default="督办平台", max_length=100, verbose_name="系统名称")),
                ("contact", models.CharField(blank=True, max_length=64, verbose_name="联系人")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="联系电话")),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示库")),
                ("demo_on", models.DateField(blank=True, editable=False, null=True, verbose_name="演示日期")),
            ],
            options={
                "verbose_name": "系统设置",
                "verbose_name_plural": "系统设置",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="office_single"),
                    models.CheckConstraint(
                        condition=models.Q(("is_demo", True), ("demo_on", None), _connector="OR"),
                        name="office_demo_clock_in_demo",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("text", models.TextField(verbose_name="进展情况")),
                ("percent", models.PositiveSmallIntegerField(default=100, verbose_name="完成比例（%）")),
                ("problems", models.TextField(blank=True, verbose_name="存在问题")),
                ("next_steps", models.TextField(blank=True, verbose_name="下步打算")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("released", "已报送"),
                            ("accepted", "已认可"),
                            ("returned", "已退回"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("web", "系统填报"), ("paper", "纸质"), ("phone", "电话"), ("mail", "邮件")],
                        default="web",
                        max_length=8,
                        verbose_name="报送方式",
                    ),
                ),
                ("witness", models.CharField(blank=True, max_length=64, verbose_name="来电来文人")),
                ("drafted_at", models.DateTimeField(auto_now_add=True, verbose_name="填报时间")),
                ("released_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="报送时间")),
                ("found", models.TextField(blank=True, verbose_name="核查情况")),
                (
                    "found_percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="核定比例（%）"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审核日期")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                ("return_reason", models.TextField(blank=True, verbose_name="退回原因")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="tracker.obligation",
                        verbose_name="应办事项",
                    ),
                ),
                (
                    "released_by",
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
                "verbose_name": "进展报送",
                "verbose_name_plural": "进展报送",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("file", "文件"), ("seal_scan", "盖章扫描件"), ("document_number", "文号")],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("file", models.FileField(blank=True, upload_to="evidence/", verbose_name="文件")),
                ("filename", models.CharField(blank=True, max_length=255, verbose_name="文件名")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="字节数")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "progress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="tracker.progress",
                        verbose_name="进展报送",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证材料",
                "verbose_name_plural": "佐证材料",
                "ordering": ["progress", "filename", "version"],
            },
        ),
        migrations.CreateModel(
            name="Rung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=32, verbose_name="代码")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("is_current", models.BooleanField(default=True, verbose_name="现行版本")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("name", models.CharField(max_length=64, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guidance", "工作指引"),
                            ("reminder", "工作提醒"),
                            ("urge", "催办"),
                            ("order", "督办单"),
                            ("circular", "通报"),
                            ("talk", "约谈"),
                        ],
                        max_length=16,
                        verbose_name="函件种类",
                    ),
                ),
                ("obligation_kinds", models.JSONField(default=list, verbose_name="适用事项")),
                (
                    "at",
                    models.CharField(
                        choices=[("open", "事项开始时"), ("due", "按应办日期推算")],
                        default="due",
                        max_length=8,
                        verbose_name="起算",
                    ),
                ),
                (
                    "offset",
                    models.SmallIntegerField(
                        default=0,
                        help_text="负数为应办日期之前，正数为之后；单位：工作日",
                        verbose_name="工作日",
                    ),
                ),
                (
                    "min_gap",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="距上一封函件实际发出或送达至少几个工作日",
                        verbose_name="最短间隔",
                    ),
                ),
                (
                    "repeat",
                    models.CharField(
                        blank=True,
                        choices=[("", "不重复"), ("monthly", "每月")],
                        default="",
                        max_length=8,
                        verbose_name="重复",
                    ),
                ),
                ("to_roles", models.JSONField(default=list, verbose_name="收件角色")),
                ("copy_to_roles", models.JSONField(blank=True, default=list, verbose_name="抄送角色")),
                ("is_formal", models.BooleanField(default=False, verbose_name="须办主任签发")),
                ("clause", models.CharField(max_length=200, verbose_name="依据条款")),
                (
                    "live_from_on",
                    models.DateField(
                        help_text="只对此日及以后到期的事项发函；之前只演练", verbose_name="启用日期"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="制定时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办规则",
                "verbose_name_plural": "督办规则",
                "ordering": ["order", "code", "-version"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rung_code", models.CharField(max_length=64, verbose_name="规则代码与期次")),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guidance", "工作指引"),
                            ("reminder", "工作提醒"),
                            ("urge", "催办"),
                            ("order", "督办单"),
                            ("circular", "通报"),
                            ("talk", "约谈"),
                        ],
                        max_length=16,
                        verbose_name="函件种类",
                    ),
                ),
                ("is_formal", models.BooleanField(default=False, verbose_name="须签发")),
                ("reason", models.CharField(max_length=300, verbose_name="缘由")),
                ("owed_on", models.DateField(verbose_name="应发日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("owed", "待发出"), ("sent", "已发出"), ("dropped", "不再需要")],
                        default="owed",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="发出日期")),
                ("dropped_on", models.DateField(blank=True, null=True, verbose_name="撤下日期")),
                (
                    "dispatch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="tracker.dispatch",
                        verbose_name="函件",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="tracker.obligation",
                        verbose_name="应办事项",
                    ),
                ),
                (
                    "rung",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="tracker.rung",
                        verbose_name="督办规则",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办提示",
                "verbose_name_plural": "督办提示",
                "ordering": ["-owed_on", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="deadline",
            name="schedule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadlines",
                to="tracker.schedule",
                verbose_name="周期",
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to="sources/", verbose_name="文件")),
                ("filename", models.CharField(max_length=255, verbose_name="原文件名")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "年度报告"),
                            ("plan", "工作安排"),
                            ("list", "责任清单"),
                            ("rectification", "整改方案"),
                            ("other", "其他文件"),
                        ],
                        default="other",
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="标题")),
                ("issuer", models.CharField(blank=True, max_length=255, verbose_name="发文机关")),
                ("number", models.CharField(blank=True, max_length=64, verbose_name="发文字号")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度")),
                ("is_public", models.BooleanField(default=False, verbose_name="已公开")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="导入时间")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "来源文件",
                "verbose_name_plural": "来源文件",
                "ordering": ["-uploaded_at"],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveIntegerField(verbose_name="顺序")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("heading", "标题"),
                            ("paragraph", "段落"),
                            ("sentence", "句"),
                            ("row", "表格行"),
                            ("note", "附注"),
                        ],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(default=0, verbose_name="层级")),
                ("label", models.CharField(blank=True, max_length=32, verbose_name="编号")),
                ("address", models.CharField(max_length=255, verbose_name="地址")),
                ("text", models.TextField(verbose_name="原文")),
                ("section", models.CharField(blank=True, max_length=16, verbose_name="所属部分")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="tracker.passage",
                        verbose_name="上级条款",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="tracker.source",
                        verbose_name="来源文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "原文条款",
                "verbose_name_plural": "原文条款",
                "ordering": ["source", "order"],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=32, verbose_name="编号")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="顺序")),
                ("title", models.CharField(max_length=200, verbose_name="任务")),
                ("requirement", models.TextField(verbose_name="任务要求")),
                ("standard", models.TextField(blank=True, verbose_name="完成标准")),
                ("chapter", models.CharField(blank=True, max_length=500, verbose_name="所属章节")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("document", "文件条款"),
                            ("instruction", "领导批示"),
                            ("meeting", "会议议定"),
                            ("other", "其他交办"),
                        ],
                        default="document",
                        max_length=16,
                        verbose_name="任务来源",
                    ),
                ),
                ("origin_note", models.CharField(blank=True, max_length=300, verbose_name="来源说明")),
                (
                    "list_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("official", "公开清单"),
                            ("official_part", "公开清单（部分）"),
                            ("compiled", "由报告整理"),
                        ],
                        max_length=16,
                        verbose_name="清单依据",
                    ),
                ),
                (
                    "duty_override",
                    models.CharField(
                        blank=True,
                        choices=[("lead", "牵头单位"), ("each", "各单位分别")],
                        max_length=8,
                        verbose_name="承担方式（单列）",
                    ),
                ),
                ("notes", models.JSONField(blank=True, default=dict, verbose_name="其他列")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "拟办"),
                            ("issued", "办理中"),
                            ("done", "办结销号"),
                            ("suspended", "暂缓"),
                            ("cancelled", "撤销"),
                            ("carried_over", "转下年"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300, verbose_name="状态说明")),
                ("date_wording", models.CharField(blank=True, max_length=200, verbose_name="时限原文")),
                ("is_standing", models.BooleanField(default=False, verbose_name="常态任务")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="tracker.task",
                        verbose_name="上年任务",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "passage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="tracker.passage",
                        verbose_name="原文条款",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务",
                "verbose_name_plural": "任务",
                "ordering": ["task_list", "order", "pk"],
            },
        ),
        migrations.AddField(
            model_name="schedule",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="schedules",
                to="tracker.task",
                verbose_name="任务",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="task",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="obligations",
                to="tracker.task",
                verbose_name="任务",
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadlines",
                to="tracker.task",
                verbose_name="任务",
            ),
        ),
        migrations.CreateModel(
            name="TaskList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="清单名称")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("duty_list", "责任清单"),
                            ("work_plan", "工作安排"),
                            ("rectification", "整改清单"),
                            ("instruction", "批示与会议事项"),
                            ("other", "其他清单"),
                        ],
                        default="other",
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[("lead", "牵头单位"), ("each", "各单位分别")],
                        default="lead",
                        help_text="牵头单位：只由牵头单位报送办结；各单位分别：每个责任单位各自报送办结",
                        max_length=8,
                        verbose_name="承担方式",
                    ),
                ),
                (
                    "report_cycle",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "不另行报送"),
                            ("monthly", "每月"),
                            ("quarterly", "每季度"),
                            ("half_yearly", "每半年"),
                            ("yearly", "每年"),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="报送周期",
                    ),
                ),
                (
                    "report_cycle_note",
                    models.CharField(blank=True, max_length=100, verbose_name="报送周期说明"),
                ),
                (
                    "guidance",
                    models.TextField(
                        blank=True, help_text="下达时随指引发给各单位：怎样算办好", verbose_name="工作指引"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "拟办"), ("issued", "已下达"), ("closed", "已归档")],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("is_public", models.BooleanField(default=False, verbose_name="已公开")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="下达日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="归档日期")),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="下达人",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="tracker.source",
                        verbose_name="来源文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单",
                "verbose_name_plural": "清单",
                "ordering": ["-year", "name"],
            },
        ),
        migrations.AddField(
            model_name="task",
            name="task_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="tracker.tasklist",
                verbose_name="清单",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="task_list",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="obligations",
                to="tracker.tasklist",
                verbose_name="清单",
            ),
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=128, unique=True, verbose_name="名称")),
                ("short_name", models.CharField(blank=True, max_length=64, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "市"),
                            ("party", "党委部门"),
                            ("department", "政府部门"),
                            ("county", "县（市、区）"),
                            ("zone", "开发区"),
                            ("town", "乡镇（街道）"),
                            ("congress", "人大"),
                            ("cppcc", "政协"),
                            ("court", "法院"),
                            ("procuratorate", "检察院"),
                            ("other", "其他"),
                        ],
                        default="department",
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                (
                    "path",
                    models.CharField(editable=False, max_length=255, unique=True, verbose_name="树路径"),
                ),
                ("order", models.PositiveIntegerField(default=0, verbose_name="排序")),
                (
                    "is_office",
                    models.BooleanField(
                        default=False,
                        help_text="该单位的督办员负责督办其上级单位范围内的全部任务",
                        verbose_name="督办机构",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="tracker.unit",
                        verbose_name="上级单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
                "ordering": ["order", "name"],
            },
        ),
        migrations.AddField(
            model_name="tasklist",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lists_supervised",
                to="tracker.unit",
                verbose_name="督办机构",
            ),
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "via",
                    models.CharField(
                        choices=[
                            ("mail", "邮件"),
                            ("site", "系统内签收"),
                            ("paper", "纸质送达"),
                            ("phone", "电话告知"),
                        ],
                        default="mail",
                        max_length=8,
                        verbose_name="送达方式",
                    ),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="送达时间")),
                ("witness", models.CharField(blank=True, max_length=64, verbose_name="见证人")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="首次打开")),
                ("signed_for_on", models.DateField(blank=True, null=True, verbose_name="签收日期")),
                ("signed_for_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                ("signed_for_name", models.CharField(blank=True, max_length=64, verbose_name="签收人姓名")),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services",
                        to="tracker.dispatch",
                        verbose_name="函件",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="打开人",
                    ),
                ),
                (
                    "served_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="送达人",
                    ),
                ),
                (
                    "signed_for_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="tracker.unit",
                        verbose_name="受文单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "送达回执",
                "verbose_name_plural": "送达回执",
                "ordering": ["dispatch", "unit"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "kind",
                    models.CharField(
                        choices=[("meeting", "现场述法"), ("written", "书面述法")],
                        max_length=8,
                        verbose_name="形式",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="日期")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="tracker.unit",
                        verbose_name="组织单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "述法",
                "verbose_name_plural": "述法",
                "ordering": ["-year", "title"],
            },
        ),
        migrations.AddField(
            model_name="obligation",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tracker.unit",
                verbose_name="督办机构",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="obligations",
                to="tracker.unit",
                verbose_name="承担单位",
            ),
        ),
        migrations.CreateModel(
            name="Numbering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guidance", "指引函"),
                            ("order", "督办单"),
                            ("circular", "通报"),
                            ("talk", "约谈通知"),
                        ],
                        max_length=16,
                        verbose_name="函件种类",
                    ),
                ),
                ("prefix", models.CharField(max_length=32, verbose_name="机关代字")),
                (
                    "reply_within",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="指引函没有回复，这里是清单下达后的签收期限",
                        verbose_name="回复期限（工作日）",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="numberings",
                        to="tracker.unit",
                        verbose_name="督办机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "发文字号规则",
                "verbose_name_plural": "发文字号规则",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "督办员"),
                            ("office_head", "办主任"),
                            ("liaison", "联络员"),
                            ("unit_leader", "单位负责人"),
                            ("leader", "市领导"),
                            ("system_admin", "系统管理员"),
                            ("security_admin", "安全管理员"),
                            ("auditor", "审计员"),
                        ],
                        max_length=16,
                        verbose_name="角色",
                    ),
                ),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="自")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "verbose_name_plural": "任职",
                "ordering": ["unit", "role"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "邮件")], default="mail", max_length=8, verbose_name="渠道"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("digest", "督办提醒"),
                            ("dispatch", "函件"),
                            ("alert", "受阻告警"),
                            ("anchor", "履历校验值"),
                        ],
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                ("digest_on", models.DateField(help_text="同一人同一天只收一封提醒", verbose_name="日期")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="地址")),
                ("subject", models.CharField(blank=True, max_length=255, verbose_name="主题")),
                ("text", models.TextField(blank=True, verbose_name="正文")),
                ("html", models.TextField(blank=True, verbose_name="正文（HTML）")),
                ("message_id", models.CharField(max_length=128, unique=True, verbose_name="Message-ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "待发送"),
                            ("sending", "发送中"),
                            ("sent", "已发送"),
                            ("failed", "发送失败"),
                            ("dropped", "无需发送"),
                        ],
                        default="queued",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("lease", models.UUIDField(blank=True, null=True, verbose_name="租约")),
                ("lease_until_at", models.DateTimeField(blank=True, null=True, verbose_name="租约至")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("retry_at", models.DateTimeField(blank=True, null=True, verbose_name="重试时间")),
                ("answer", models.TextField(blank=True, verbose_name="服务器答复")),
                ("queued_at", models.DateTimeField(auto_now_add=True, verbose_name="排队时间")),
                ("rendered_at", models.DateTimeField(blank=True, null=True, verbose_name="成文时间")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="发送时间")),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="发送日期")),
                (
                    "dispatch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="tracker.dispatch",
                        verbose_name="函件",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.unit",
                        verbose_name="发件机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "邮件",
                "verbose_name_plural": "邮件",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to="sources/", verbose_name="文件")),
                ("filename", models.CharField(max_length=255, verbose_name="原文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "正在读取"),
                            ("proposed", "待确认"),
                            ("applied", "已导入"),
                            ("failed", "未能读取"),
                            ("undone", "已撤回"),
                        ],
                        default="reading",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="进度（%）")),
                ("step", models.CharField(blank=True, max_length=100, verbose_name="当前步骤")),
                ("proposal", models.JSONField(blank=True, default=dict, verbose_name="提议")),
                ("passages", models.JSONField(blank=True, default=list, verbose_name="原文")),
                ("outcome", models.JSONField(blank=True, default=dict, verbose_name="结果")),
                ("error", models.TextField(blank=True, verbose_name="错误")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="开始时间")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="tracker.source",
                        verbose_name="来源文件",
                    ),
                ),
                (
                    "task_list",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="imports",
                        to="tracker.tasklist",
                        verbose_name="清单",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="tracker.unit",
                        verbose_name="督办机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入批次",
                "verbose_name_plural": "导入批次",
                "ordering": ["-started_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="关注人",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="tracker.task",
                        verbose_name="任务",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "关注",
                "verbose_name_plural": "关注",
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("text", models.TextField(verbose_name="点评问题")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="tracker.review",
                        verbose_name="述法",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="tracker.task",
                        verbose_name="整改任务",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        help_text="空表示共性问题",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "点评问题",
                "verbose_name_plural": "点评问题",
                "ordering": ["review", "order"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(unique=True, verbose_name="序号")),
                ("happened_at", models.DateTimeField(verbose_name="时间")),
                ("happened_on", models.DateField(verbose_name="业务日期")),
                ("verb", models.CharField(max_length=32, verbose_name="事项")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                ("record", models.TextField(verbose_name="记录")),
                ("previous", models.CharField(max_length=64, verbose_name="前一哈希")),
                ("hash", models.CharField(max_length=64, verbose_name="哈希")),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tracker.dispatch",
                        verbose_name="函件",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tracker.task",
                        verbose_name="任务",
                    ),
                ),
                (
                    "task_list",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tracker.tasklist",
                        verbose_name="清单",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "履历",
                "verbose_name_plural": "履历",
                "ordering": ["-seq"],
            },
        ),
        migrations.AddField(
            model_name="dispatch",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="tracker.unit",
                verbose_name="发文机构",
            ),
        ),
        migrations.CreateModel(
            name="UnitAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=128, unique=True, verbose_name="别名")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位别名",
                "verbose_name_plural": "单位别名",
            },
        ),
        migrations.CreateModel(
            name="UnitGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=128, unique=True, verbose_name="名称")),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="别名")),
                ("kinds", models.JSONField(blank=True, default=list, verbose_name="包含的单位类别")),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True, related_name="groups", to="tracker.unit", verbose_name="另列成员"
                    ),
                ),
            ],
            options={
                "verbose_name": "单位组",
                "verbose_name_plural": "单位组",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("written", models.CharField(max_length=200, verbose_name="原文写法")),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "牵头"), ("support", "配合")], max_length=8, verbose_name="角色"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("stated", "原文"), ("inferred", "推断"), ("decided", "核定")],
                        max_length=8,
                        verbose_name="依据",
                    ),
                ),
                ("via_group", models.CharField(blank=True, max_length=128, verbose_name="经由单位组")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="tracker.task",
                        verbose_name="任务",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="tracker.unitgroup",
                        verbose_name="单位组",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任分工",
                "verbose_name_plural": "责任分工",
                "ordering": ["task", "role", "order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="原因")),
                ("since_on", models.DateField(verbose_name="自")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waits",
                        to="tracker.obligation",
                        verbose_name="应办事项",
                    ),
                ),
                (
                    "on_obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awaited_by",
                        to="tracker.obligation",
                        verbose_name="对方应办事项",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "等待其他单位",
                "verbose_name_plural": "等待其他单位",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="自")),
                ("until_on", models.DateField(verbose_name="至")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="不在岗人员",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stands_in",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "代办",
                "verbose_name_plural": "代办",
                "ordering": ["-from_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))),
                        name="absence_dates_in_order",
                        violation_error_message="结束日期早于开始日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("substitute")), _negated=True),
                        name="absence_somebody_else",
                        violation_error_message="代办人不能是本人",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "邮件")], default="mail", max_length=8, verbose_name="渠道"
                    ),
                ),
                ("is_copy", models.BooleanField(default=False, verbose_name="抄送")),
                (
                    "instead_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代收",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carries",
                        to="tracker.letter",
                        verbose_name="邮件",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_by",
                        to="tracker.notice",
                        verbose_name="督办提示",
                    ),
                ),
            ],
            options={
                "verbose_name": "邮件所载提示",
                "verbose_name_plural": "邮件所载提示",
                "ordering": ["letter", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "person", "channel"), name="letter_notice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="已用到")),
                (
                    "numbering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="tracker.numbering",
                        verbose_name="发文字号规则",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度流水号",
                "verbose_name_plural": "年度流水号",
                "constraints": [
                    models.UniqueConstraint(fields=("numbering", "year"), name="number_series_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                ("asked_on", models.DateField(verbose_name="申请日期")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("granted", "同意"), ("refused", "不同意")],
                        max_length=8,
                        verbose_name="决定",
                    ),
                ),
                ("decision_reason", models.TextField(blank=True, verbose_name="决定理由")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wrong_unit", "不属本单位职责"),
                            ("wrong_date", "时限有误"),
                            ("already_done", "已经办结"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="异议类型",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="tracker.dispatch",
                        verbose_name="函件",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="tracker.obligation",
                        verbose_name="应办事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "异议",
                "verbose_name_plural": "异议",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "granted", "refused"])),
                        name="objection_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("decided_on", None), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objection_decided_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="objection_not_decided_by_asker",
                        violation_error_message="申请人不能自己决定",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("obligation",),
                        name="objection_one_in_hand",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["wrong_unit", "wrong_date", "already_done", "other"])
                        ),
                        name="objection_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="原因")),
                ("from_on", models.DateField(verbose_name="自")),
                ("until_on", models.DateField(verbose_name="至")),
                ("lifted_on", models.DateField(blank=True, null=True, verbose_name="提前恢复")),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mutes",
                        to="tracker.obligation",
                        verbose_name="应办事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "暂停提醒",
                "verbose_name_plural": "暂停提醒",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))), name="mute_dates_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="mute_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                ("asked_on", models.DateField(verbose_name="申请日期")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("granted", "同意"), ("refused", "不同意")],
                        max_length=8,
                        verbose_name="决定",
                    ),
                ),
                ("decision_reason", models.TextField(blank=True, verbose_name="决定理由")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                ("progress_so_far", models.TextField(verbose_name="目前进展")),
                ("expected_on", models.DateField(verbose_name="预计完成日期")),
                ("due_before_on", models.DateField(verbose_name="原应办日期")),
                ("new_due_on", models.DateField(blank=True, null=True, verbose_name="新应办日期")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="tracker.obligation",
                        verbose_name="应办事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "延期申请",
                "verbose_name_plural": "延期申请",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "granted", "refused"])),
                        name="extension_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("decided_on", None), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="extension_decided_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_not_decided_by_asker",
                        violation_error_message="申请人不能自己决定",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("obligation",),
                        name="extension_one_in_hand",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision", "granted"),
                                ("new_due_on__gt", models.F("due_before_on")),
                                ("new_due_on__isnull", False),
                            ),
                            models.Q(models.Q(("decision", "granted"), _negated=True), ("new_due_on", None)),
                            _connector="OR",
                        ),
                        name="extension_names_new_date",
                        violation_error_message="同意延期须写明晚于原日期的新日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("value", models.DecimalField(decimal_places=6, max_digits=24, verbose_name="数值")),
                (
                    "qualifier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "恰好"),
                            ("over", "余"),
                            ("nearly", "近"),
                            ("at_least", "达"),
                            ("at_most", "不超过"),
                        ],
                        max_length=8,
                        verbose_name="限定",
                    ),
                ),
                ("wording", models.CharField(max_length=200, verbose_name="原文写法")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="tracker.indicator",
                        verbose_name="指标",
                    ),
                ),
                (
                    "passage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="tracker.passage",
                        verbose_name="原文条款",
                    ),
                ),
            ],
            options={
                "verbose_name": "数值",
                "verbose_name_plural": "数值",
                "ordering": ["-year", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "year", "passage"), name="figure_once"),
                    models.CheckConstraint(
                        condition=models.Q(("qualifier__in", ["", "over", "nearly", "at_least", "at_most"])),
                        name="figure_qualifier_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__range", (1949, 2200))), name="figure_year_sane"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "released"))),
                fields=("obligation",),
                name="progress_one_in_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "released", "accepted", "returned"])),
                name="progress_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["web", "paper", "phone", "mail"])),
                name="progress_channel_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__lte", 100)),
                name="progress_percent",
                violation_error_message="完成比例应在 0 到 100 之间",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(("found_percent", None), ("found_percent__lte", 100), _connector="OR"),
                name="progress_found_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("released_at", None),
                        ("released_by", None),
                        ("released_on", None),
                        ("state", "draft"),
                    ),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True),
                        ("released_at__isnull", False),
                        ("released_by__isnull", False),
                        ("released_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="progress_released_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("decided_by", None),
                        ("decided_on", None),
                        ("state__in", ("draft", "released")),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        ("state__in", ("accepted", "returned")),
                    ),
                    _connector="OR",
                ),
                name="progress_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(
                        models.Q(("decided_by", models.F("released_by")), _negated=True),
                        models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="progress_not_decided_by_author",
                violation_error_message="本人填报或报送的进展，须由他人审核",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("return_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="progress_returned_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("filename", ""), _negated=True),
                fields=("progress", "filename", "version"),
                name="evidence_version_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["file", "seal_scan", "document_number"])),
                name="evidence_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "document_number"),
                        models.Q(("document_number", ""), _negated=True),
                        ("file", ""),
                    ),
                    models.Q(
                        ("kind__in", ("file", "seal_scan")),
                        models.Q(("file", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_file_or_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.UniqueConstraint(fields=("code", "version"), name="rung_version_once"),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("code",), name="rung_one_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["guidance", "reminder", "urge", "order", "circular", "talk"])
                ),
                name="rung_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.CheckConstraint(
                condition=models.Q(("at__in", ["open", "due"])), name="rung_at_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeat__in", ["", "monthly"])), name="rung_repeat_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("order", "circular", "talk")), _negated=True),
                    ("is_formal", True),
                    _connector="OR",
                ),
                name="rung_formal_kinds",
                violation_error_message="督办单、通报、约谈须经办主任签发",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("state", "owed")), fields=["id"], name="notice_owed"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("obligation", "rung_code", "round"), name="notice_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["guidance", "reminder", "urge", "order", "circular", "talk"])
                ),
                name="notice_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["owed", "sent", "dropped"])), name="notice_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_on__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_on", None)),
                    _connector="OR",
                ),
                name="notice_sent_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dropped_on__isnull", False), ("state", "dropped")),
                    models.Q(models.Q(("state", "dropped"), _negated=True), ("dropped_on", None)),
                    _connector="OR",
                ),
                name="notice_dropped_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_formal", True), ("dispatch", None), _connector="OR"),
                name="notice_dispatch_is_formal",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["report", "plan", "list", "rectification", "other"])),
                name="source_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("year", None), ("year__range", (1949, 2200)), _connector="OR"),
                name="source_year_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(fields=("source", "address"), name="passage_address_once"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(fields=("source", "order"), name="passage_order_once"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["heading", "paragraph", "sentence", "row", "note"])),
                name="passage_kind_known",
            ),
        ),
        migrations.AddIndex(
            model_name="schedule",
            index=models.Index(
                condition=models.Q(("opens_next_on__isnull", False)),
                fields=["opens_next_on"],
                name="schedule_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.UniqueConstraint(fields=("task", "order"), name="schedule_order_once"),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["finish", "stage", "report"])), name="schedule_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rule__in", ["once", "weekly", "monthly", "quarterly", "half_yearly", "yearly"])
                ),
                name="schedule_rule_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["stated", "inferred", "decided"])),
                name="schedule_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("month", None), ("month__range", (1, 12)), _connector="OR"),
                name="schedule_month_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("day", None), ("day__range", (1, 31)), _connector="OR"),
                name="schedule_day_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on__isnull", False), ("rule", "once")),
                    models.Q(models.Q(("rule", "once"), _negated=True), ("due_on", None)),
                    _connector="OR",
                ),
                name="schedule_once_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(fields=("schedule", "period"), name="deadline_once_a_period"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("opens_on"))), name="deadline_after_opening"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["stated", "inferred", "decided"])),
                name="deadline_basis_known",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["state", "task_list"], name="task_by_state"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("task_list", "number"),
                name="task_number_once",
                violation_error_message="清单中已有这个编号",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "issued", "done", "suspended", "cancelled", "carried_over"])
                ),
                name="task_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["document", "instruction", "meeting", "other"])),
                name="task_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("list_basis__in", ["", "official", "official_part", "compiled"])),
                name="task_list_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty_override__in", ["", "lead", "each"])), name="task_duty_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_on__isnull", False), ("state", "done")),
                    models.Q(models.Q(("state", "done"), _negated=True), ("done_on", None)),
                    _connector="OR",
                ),
                name="task_done_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("suspended", "cancelled")), _negated=True),
                    models.Q(("state_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="task_halt_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="task_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "city",
                            "party",
                            "department",
                            "county",
                            "zone",
                            "town",
                            "congress",
                            "cppcc",
                            "court",
                            "procuratorate",
                            "other",
                        ],
                    )
                ),
                name="unit_kind_known",
                violation_error_message="单位类别不对",
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.UniqueConstraint(
                fields=("office", "year", "name"),
                name="list_name_once_a_year",
                violation_error_message="该年度已有同名清单",
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["duty_list", "work_plan", "rectification", "instruction", "other"])
                ),
                name="list_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "issued", "closed"])), name="list_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty__in", ["lead", "each"])), name="list_duty_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("report_cycle__in", ["", "monthly", "quarterly", "half_yearly", "yearly"])
                ),
                name="list_cycle_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1949, 2200))), name="list_year_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), ("issued_on__isnull", False), _connector="OR"),
                name="list_issued_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("dispatch", "unit"), name="service_once"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("via__in", ["mail", "site", "paper", "phone"])), name="service_via_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("sent_on", None)),
                    models.Q(("sent_at__isnull", False), ("sent_on__isnull", False)),
                    _connector="OR",
                ),
                name="service_sent_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("via__in", ("mail", "site")),
                    ("sent_on", None),
                    models.Q(("witness", ""), _negated=True),
                    _connector="OR",
                ),
                name="service_off_line_has_witness",
                violation_error_message="纸质或电话送达须写明见证人",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_for_at", None), ("signed_for_name", ""), ("signed_for_on", None)),
                    models.Q(
                        ("signed_for_at__isnull", False),
                        ("signed_for_on__isnull", False),
                        models.Q(("signed_for_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="service_signed_for_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("office", "year", "title"), name="review_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["meeting", "written"])), name="review_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1949, 2200))), name="review_year_sane"
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("next_on__isnull", False)),
                fields=["next_on", "id"],
                name="obligation_next",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["task", "state", "due_on"], name="obligation_of_task"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["unit", "state", "due_on"], name="obligation_of_unit"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("stuck_since_on__isnull", False)),
                fields=["stuck_since_on"],
                name="obligation_stuck",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deadline__isnull", False)),
                fields=("unit", "deadline"),
                name="obligation_once_a_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dispatch__isnull", False)),
                fields=("unit", "dispatch", "kind"),
                name="obligation_once_a_dispatch",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("task_list__isnull", False)),
                fields=("unit", "task_list", "kind"),
                name="obligation_once_a_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("deadline__isnull", False),
                        ("dispatch", None),
                        ("task__isnull", False),
                        ("task_list", None),
                    ),
                    models.Q(
                        ("deadline", None), ("dispatch__isnull", False), ("task", None), ("task_list", None)
                    ),
                    models.Q(
                        ("deadline", None), ("dispatch", None), ("task", None), ("task_list__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="obligation_one_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["finish", "stage", "report", "sign_for", "reply"])),
                name="obligation_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "submitted", "met", "waived"])),
                name="obligation_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gte", 1)), name="obligation_round_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("met_on__isnull", False), ("state", "met")),
                    models.Q(models.Q(("state", "met"), _negated=True), ("met_on", None)),
                    _connector="OR",
                ),
                name="obligation_met_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waived"), _negated=True),
                    models.Q(("waived_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="obligation_waived_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="numbering",
            constraint=models.UniqueConstraint(fields=("office", "kind"), name="numbering_once"),
        ),
        migrations.AddConstraint(
            model_name="numbering",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["guidance", "order", "circular", "talk"])),
                name="numbering_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="numbering",
            constraint=models.CheckConstraint(
                condition=models.Q(("prefix", ""), _negated=True), name="numbering_has_prefix"
            ),
        ),
        migrations.AddConstraint(
            model_name="numbering",
            constraint=models.CheckConstraint(
                condition=models.Q(("reply_within__gte", 1)), name="numbering_reply_within"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("user", "unit", "role"),
                name="membership_once",
                violation_error_message="此人在该单位已有这个角色",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "officer",
                            "office_head",
                            "liaison",
                            "unit_leader",
                            "leader",
                            "system_admin",
                            "security_admin",
                            "auditor",
                        ],
                    )
                ),
                name="membership_role_known",
                violation_error_message="角色不对",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_on", None),
                    ("until_on", None),
                    ("until_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="membership_dates_in_order",
                violation_error_message="结束日期早于开始日期",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "queued")), fields=["retry_at", "id"], name="letter_to_claim"
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["lease_until_at"], name="letter_leased"
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["person", "digest_on"], name="letter_of_person"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dispatch", None)),
                fields=("person", "channel", "office", "kind", "digest_on"),
                name="letter_one_digest_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dispatch__isnull", False)),
                fields=("person", "channel", "dispatch"),
                name="letter_dispatch_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["digest", "dispatch", "alert", "anchor"])),
                name="letter_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "sending", "sent", "failed", "dropped"])),
                name="letter_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["mail"])), name="letter_channel_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dispatch__isnull", False), ("kind", "dispatch")),
                    models.Q(models.Q(("kind", "dispatch"), _negated=True), ("dispatch", None)),
                    _connector="OR",
                ),
                name="letter_dispatch_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lease__isnull", False), ("lease_until_at__isnull", False), ("state", "sending")
                    ),
                    models.Q(
                        models.Q(("state", "sending"), _negated=True),
                        ("lease", None),
                        ("lease_until_at", None),
                    ),
                    _connector="OR",
                ),
                name="letter_lease_while_sending",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True),
                    models.Q(("sent_at__isnull", False), ("sent_on__isnull", False)),
                    _connector="OR",
                ),
                name="letter_sent_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["reading", "proposed", "applied", "failed", "undone"])),
                name="import_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress__lte", 100)), name="import_progress_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("year", None), ("year__range", (1949, 2200)), _connector="OR"),
                name="import_year_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "applied"), _negated=True),
                    ("applied_at__isnull", False),
                    _connector="OR",
                ),
                name="import_applied_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("error", ""), _negated=True),
                    _connector="OR",
                ),
                name="import_failed_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("task__isnull", False)),
                fields=("person", "task"),
                name="follow_task_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit__isnull", False)),
                fields=("person", "unit"),
                name="follow_unit_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("task__isnull", False), ("unit", None)),
                    models.Q(("task", None), ("unit__isnull", False)),
                    _connector="OR",
                ),
                name="follow_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("review", "order"), name="finding_order_once"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="finding_has_text"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["task", "-seq"], name="event_of_task"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["dispatch", "-seq"], name="event_of_dispatch"),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number_seq__isnull", False)),
                fields=("office", "kind", "number_year", "number_seq"),
                name="dispatch_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft"), models.Q(("period", ""), _negated=True)),
                fields=("office", "kind", "period"),
                name="dispatch_one_draft_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["guidance", "order", "circular", "talk"])),
                name="dispatch_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "signed", "refused", "void"])),
                name="dispatch_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("number", ""),
                        ("number_seq", None),
                        ("number_year", None),
                        models.Q(("state", "signed"), _negated=True),
                    ),
                    models.Q(
                        models.Q(("number", ""), _negated=True),
                        ("number_seq__isnull", False),
                        ("number_year__isnull", False),
                        ("state__in", ("signed", "void")),
                    ),
                    _connector="OR",
                ),
                name="dispatch_number_when_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at", None), ("signed_by", None), ("signed_on", None)),
                    models.Q(
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                        ("signed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="dispatch_signed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "signed"), _negated=True),
                    ("signed_by__isnull", False),
                    _connector="OR",
                ),
                name="dispatch_signed_has_signer",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(
                        ("refused_by__isnull", False),
                        ("refused_on__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="dispatch_refused_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "void"), _negated=True),
                    models.Q(
                        ("voided_by__isnull", False),
                        ("voided_on__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="dispatch_void_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit__isnull", False)),
                fields=("task", "unit"),
                name="assignment_unit_once",
                violation_error_message="该单位已在此任务的责任分工中",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("group__isnull", False)),
                fields=("task", "group"),
                name="assignment_group_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("group", None), ("unit", None)),
                fields=("task", "written"),
                name="assignment_written_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit", None), ("group", None), _connector="OR"),
                name="assignment_unit_or_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["lead", "support"])), name="assignment_role_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["stated", "inferred", "decided"])),
                name="assignment_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("written", ""), _negated=True), name="assignment_written_kept"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("obligation",), name="waiting_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.CheckConstraint(
                condition=models.Q(("obligation", models.F("on_obligation")), _negated=True),
                name="waiting_on_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="waiting_has_reason"
            ),
        ),
    ]
