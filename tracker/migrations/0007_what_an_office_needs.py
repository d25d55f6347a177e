"""What the year, reading, workspace, papers and security brought: the new nouns whole, then what older ones gained."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0006_matters_and_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="内容")),
                ("told_on", models.DateField(verbose_name="日期")),
                ("told_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="另寄地址")),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="personal",
                        to="tracker.letter",
                        verbose_name="邮件",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="told",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "本人告知",
                "verbose_name_plural": "本人告知",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("letter", None)), fields=["id"], name="personal_notice_uncarried"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="personal_notice_has_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingChange",
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
                            ("password", "发放首次密码"),
                            ("role_given", "授予角色"),
                            ("role_dates", "调整任职期限"),
                            ("role_taken", "收回角色"),
                            ("roles_listed", "按名单授予角色"),
                            ("person", "修改管理员的邮箱"),
                            ("rung", "修改督办规则"),
                            ("rung_retired", "停用督办规则"),
                            ("calendar", "修改工作日历"),
                        ],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="事项")),
                ("details", models.TextField(blank=True, verbose_name="内容")),
                ("arguments", models.JSONField(default=dict, verbose_name="参数")),
                ("asked_on", models.DateField(verbose_name="提请日期")),
                ("asked_at", models.DateTimeField(verbose_name="提请时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效至")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待确认"),
                            ("confirmed", "已确认"),
                            ("refused", "未同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="pending",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="领取时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提请人",
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
                        verbose_name="确认人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="涉及人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "待确认变更",
                "verbose_name_plural": "待确认变更",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "password",
                                    "role_given",
                                    "role_dates",
                                    "role_taken",
                                    "roles_listed",
                                    "person",
                                    "rung",
                                    "rung_retired",
                                    "calendar",
                                ],
                            )
                        ),
                        name="change_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "confirmed", "refused", "withdrawn"])),
                        name="change_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="change_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "pending")),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="change_decided_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="change_confirmed_by_another",
                        violation_error_message="提请人不能自己确认",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_at", None),
                            models.Q(("kind", "password"), ("state", "confirmed")),
                            _connector="OR",
                        ),
                        name="change_taken_when_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="协办情况")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="佐证文号")),
                ("filed_on", models.DateField(verbose_name="填报日期")),
                ("filed_at", models.DateTimeField(auto_now_add=True, verbose_name="填报时间")),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="tracker.task",
                        verbose_name="任务",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.unit",
                        verbose_name="配合单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "协办情况",
                "verbose_name_plural": "协办情况",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="contribution_has_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContributionRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=300, verbose_name="所请事项")),
                ("asked_on", models.DateField(verbose_name="请求日期")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="请求人",
                    ),
                ),
                (
                    "by_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.unit",
                        verbose_name="请求单位",
                    ),
                ),
                (
                    "obligation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contribution_request",
                        to="tracker.obligation",
                        verbose_name="应办事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "征询协办",
                "verbose_name_plural": "征询协办",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True), name="contribution_request_has_words"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Instruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="批示内容")),
                ("on_what", models.CharField(blank=True, max_length=200, verbose_name="批示件")),
                ("given_on", models.DateField(verbose_name="批示日期")),
                ("recorded_on", models.DateField(verbose_name="登记日期")),
                ("outcome", models.TextField(blank=True, verbose_name="办理结果")),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="反馈日期")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批示领导",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.unit",
                        verbose_name="督办机构",
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
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="反馈人",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="tracker.task",
                        verbose_name="任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "领导批示",
                "verbose_name_plural": "领导批示",
                "ordering": ["-given_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="instruction_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("reported_by", None), ("reported_on", None)),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("reported_by__isnull", False),
                                ("reported_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="instruction_reported_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to="enclosures/", verbose_name="文件")),
                ("filename", models.CharField(max_length=255, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="添加时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="添加人",
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enclosures",
                        to="tracker.dispatch",
                        verbose_name="函件",
                    ),
                ),
            ],
            options={
                "verbose_name": "函件附件",
                "verbose_name_plural": "函件附件",
                "ordering": ["dispatch", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("dispatch", "filename"), name="enclosure_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", ""), _negated=True), models.Q(("filename", ""), _negated=True)
                        ),
                        name="enclosure_has_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=255, verbose_name="网址")),
                ("fields", models.JSONField(default=dict, verbose_name="所填内容")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="form_drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "未提交的表单",
                "verbose_name_plural": "未提交的表单",
                "indexes": [models.Index(fields=["saved_at"], name="form_draft_oldest")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "address"), name="form_draft_once"),
                    models.CheckConstraint(
                        condition=models.Q(("address__startswith", "/")), name="form_draft_address_is_ours"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "page",
                    models.CharField(
                        choices=[("tasks", "任务"), ("obligations", "应办事项")],
                        max_length=16,
                        verbose_name="列表",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "query",
                    models.CharField(
                        blank=True, help_text="地址中问号之后的部分", max_length=1000, verbose_name="条件"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="个人",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tracker.unit",
                        verbose_name="督办机构",
                    ),
                ),
                ("is_pinned", models.BooleanField(default=False, verbose_name="置顶")),
            ],
            options={
                "verbose_name": "保存的视图",
                "verbose_name_plural": "保存的视图",
                "ordering": ["-is_pinned", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("page__in", ["tasks", "obligations"])),
                        name="saved_view_page_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="saved_view_has_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("office", None), ("person__isnull", False)),
                            models.Q(("office__isnull", False), ("person", None)),
                            _connector="OR",
                        ),
                        name="saved_view_one_owner",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("person", "page", "name"),
                        name="saved_view_once_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("office__isnull", False)),
                        fields=("office", "page", "name"),
                        name="saved_view_once_an_office",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="tracker.task",
                        verbose_name="任务",
                    ),
                ),
                (
                    "dispatch",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="tracker.dispatch",
                        verbose_name="函件",
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="tracker.source",
                        verbose_name="来源文件",
                    ),
                ),
                ("grams", models.TextField(verbose_name="检索字串")),
            ],
            options={
                "verbose_name": "检索条目",
                "verbose_name_plural": "检索条目",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dispatch", None), ("source", None), ("task__isnull", False)),
                            models.Q(("dispatch__isnull", False), ("source", None), ("task", None)),
                            models.Q(("dispatch", None), ("source__isnull", False), ("task", None)),
                            _connector="OR",
                        ),
                        name="search_entry_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FrozenRegister",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("frozen_on", models.DateField(verbose_name="封存日期")),
                ("frozen_at", models.DateTimeField(auto_now_add=True, verbose_name="封存时间")),
                ("rows", models.JSONField(verbose_name="台账内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="封存人",
                    ),
                ),
                (
                    "task_list",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_register",
                        to="tracker.tasklist",
                        verbose_name="清单",
                    ),
                ),
            ],
            options={
                "verbose_name": "封存台账",
                "verbose_name_plural": "封存台账",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256", ""), _negated=True), name="frozen_register_has_hash"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="台账备注")),
                ("noted_on", models.DateField(verbose_name="填写日期")),
                ("noted_at", models.DateTimeField(auto_now_add=True, verbose_name="填写时间")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="register_notes",
                        to="tracker.task",
                        verbose_name="任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "台账备注",
                "verbose_name_plural": "台账备注",
                "ordering": ["task", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DateMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("moved_on", models.DateField(verbose_name="调整日期")),
                ("due_before_on", models.DateField(verbose_name="原应办日期")),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="date_moves",
                        to="tracker.obligation",
                        verbose_name="应办事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "应办日期调整",
                "verbose_name_plural": "应办日期调整",
                "ordering": ["obligation", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LetterWording",
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
                (
                    "part",
                    models.CharField(
                        choices=[("title", "标题"), ("opening", "引言"), ("demand", "办理要求")],
                        max_length=8,
                        verbose_name="部分",
                    ),
                ),
                (
                    "text",
                    models.TextField(blank=True, help_text="留空即用系统自带的用语", verbose_name="用语"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wordings",
                        to="tracker.unit",
                        verbose_name="督办机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "函件用语",
                "verbose_name_plural": "函件用语",
                "ordering": ["office", "kind", "part"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "kind", "part"),
                        name="wording_once",
                        violation_error_message="这一部分的用语已经有了，请直接修改它",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["guidance", "order", "circular", "talk"])),
                        name="wording_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["title", "opening", "demand"])),
                        name="wording_part_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="报告年度")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("addressee", models.CharField(blank=True, max_length=200, verbose_name="主送机关")),
                ("signed_as", models.CharField(blank=True, max_length=200, verbose_name="落款")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "起草中"),
                            ("submitted", "待办主任审核"),
                            ("agreed", "待领导审定"),
                            ("approved", "已审定"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("assembled_on", models.DateField(blank=True, null=True, verbose_name="汇编日期")),
                ("submitted_on", models.DateField(blank=True, null=True, verbose_name="送审日期")),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="审核日期")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="审定日期")),
                ("return_reason", models.TextField(blank=True, verbose_name="退回理由")),
                (
                    "agreed_by",
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
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审定人",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annual_reports",
                        to="tracker.unit",
                        verbose_name="督办机构",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="送审人",
                    ),
                ),
                (
                    "task_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annual_reports",
                        to="tracker.tasklist",
                        verbose_name="报送和公开任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度报告稿",
                "verbose_name_plural": "年度报告稿",
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "year"),
                        name="annual_report_once_a_year",
                        violation_error_message="该年度的报告已经起草",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted", "agreed", "approved"])),
                        name="annual_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__range", (1949, 2200))), name="annual_year_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="annual_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("submitted_by__isnull", False), ("submitted_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="annual_submitted_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "submitted")),
                            models.Q(("agreed_by__isnull", False), ("agreed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="annual_agreed_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("approved_by__isnull", False), ("approved_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="annual_approved_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="annual_not_agreed_by_author",
                        violation_error_message="本人送审的报告，须由他人审核",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cause", models.TextField(blank=True, verbose_name="原因")),
                ("measures", models.TextField(blank=True, verbose_name="整改措施")),
                (
                    "answers",
                    models.ManyToManyField(
                        blank=True,
                        related_name="problems_answered",
                        to="tracker.task",
                        verbose_name="回应的承诺",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rectification",
                        to="tracker.task",
                        verbose_name="整改任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改情况",
                "verbose_name_plural": "整改情况",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("head", models.CharField(blank=True, max_length=64, verbose_name="主要负责人")),
                ("text", models.TextField(blank=True, verbose_name="述法报告")),
                ("spoke_on", models.DateField(blank=True, null=True, verbose_name="现场述法日期")),
                ("handed_in_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报送人",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accounts",
                        to="tracker.review",
                        verbose_name="述法",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "述法报告",
                "verbose_name_plural": "述法报告",
                "ordering": ["review", "unit__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "unit"), name="account_once_a_unit"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_in_by", None), ("handed_in_on", None)),
                            models.Q(
                                ("handed_in_by__isnull", False),
                                ("handed_in_on__isnull", False),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="account_handed_in_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session_key", models.CharField(max_length=40, unique=True, verbose_name="会话")),
                ("ip_address", models.GenericIPAddressField(null=True, verbose_name="地址")),
                ("browser", models.CharField(blank=True, max_length=255, verbose_name="浏览器")),
                (
                    "began_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="登录时间"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "登录会话",
                "verbose_name_plural": "登录会话",
                "ordering": ["-began_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=64, verbose_name="栏目")),
                ("file", models.FileField(max_length=255, upload_to="", verbose_name="文件")),
                ("filename", models.CharField(max_length=255, verbose_name="文件名")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="tracker.formdraft",
                        verbose_name="未提交的表单",
                    ),
                ),
            ],
            options={
                "verbose_name": "未提交的文件",
                "verbose_name_plural": "未提交的文件",
            },
        ),
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("note", models.CharField(max_length=200, verbose_name="说明")),
                ("made_on", models.DateField(verbose_name="留存日期")),
                ("content", models.JSONField(default=list, verbose_name="内容")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="留存人",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="tracker.annualreport",
                        verbose_name="年度报告稿",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告版本",
                "verbose_name_plural": "报告版本",
                "ordering": ["report", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="version_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "开头"),
                            (1, "主要工作及成效"),
                            (2, "存在的主要问题"),
                            (3, "主要负责人履职情况"),
                            (4, "下一年度工作安排"),
                            (5, "其他需要报告的工作情况"),
                        ],
                        verbose_name="部分",
                    ),
                ),
                ("chapter", models.CharField(blank=True, max_length=500, verbose_name="章节")),
                ("order", models.PositiveIntegerField(verbose_name="顺序")),
                ("key", models.CharField(max_length=64, verbose_name="来由")),
                ("after", models.CharField(blank=True, max_length=64, verbose_name="接在何句之后")),
                ("assembled", models.TextField(blank=True, verbose_name="汇编内容")),
                ("text", models.TextField(verbose_name="语句")),
                ("is_own", models.BooleanField(default=False, verbose_name="人工撰写")),
                ("is_edited", models.BooleanField(default=False, verbose_name="已修改")),
                ("is_dropped", models.BooleanField(default=False, verbose_name="已删去")),
                ("is_stale", models.BooleanField(default=False, verbose_name="来源有变")),
                ("is_proved", models.BooleanField(default=False, verbose_name="有佐证")),
                ("evidence", models.JSONField(blank=True, default=list, verbose_name="佐证")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="tracker.annualreport",
                        verbose_name="年度报告稿",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="statements",
                        to="tracker.task",
                        verbose_name="任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告语句",
                "verbose_name_plural": "报告语句",
                "ordering": ["report", "order", "pk"],
                "indexes": [models.Index(fields=["report", "part", "order", "id"], name="statement_in_part")],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "key"), name="statement_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", [0, 1, 2, 3, 4, 5])), name="statement_part_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="statement_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_own", True), models.Q(("assembled", ""), _negated=True), _connector="OR"
                        ),
                        name="statement_assembled_or_own",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="批注")),
                ("made_on", models.DateField(verbose_name="批注日期")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="处理日期")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批注人",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="tracker.statement",
                        verbose_name="报告语句",
                    ),
                ),
            ],
            options={
                "verbose_name": "批注",
                "verbose_name_plural": "批注",
                "ordering": ["statement", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="comment_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_by", None), ("settled_on", None)),
                            models.Q(("settled_by__isnull", False), ("settled_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_settled_by_someone",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_one_digest_a_day",
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_kind_known",
        ),
        migrations.AddField(
            model_name="absence",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
        ),
        migrations.AddField(
            model_name="absence",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                help_text="不在岗人员本人或上级；确认前不生效",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("digest", "督办提醒"),
                    ("dispatch", "函件"),
                    ("alert", "受阻告警"),
                    ("anchor", "履历校验值"),
                    ("personal", "本人告知"),
                ],
                max_length=8,
                verbose_name="种类",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="absence_confirmed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("substitute")), _negated=True),
                    _connector="OR",
                ),
                name="absence_not_confirmed_by_substitute",
                violation_error_message="代办人不能自己确认",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("dispatch", None), models.Q(("kind__in", ("personal", "anchor")), _negated=True)
                ),
                fields=("person", "channel", "office", "kind", "digest_on"),
                name="letter_one_digest_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["digest", "dispatch", "alert", "anchor", "personal"])),
                name="letter_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="first_password_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="首次密码发放时间"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="waived_on",
            field=models.DateField(blank=True, null=True, verbose_name="免除日期"),
        ),
        migrations.AlterField(
            model_name="installation",
            name="return_within",
            field=models.PositiveSmallIntegerField(
                default=5,
                help_text="报送被退回的，自退回次日起算，期满前不算逾期",
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="退回后的补正期限（工作日）",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "waived"), ("waived_on", None), _connector="OR"),
                name="obligation_waived_when",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="只告知",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="tracker.task",
                verbose_name="拆解自",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("parent", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="task_step_of_another",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="promised_on",
            field=models.DateField(blank=True, null=True, verbose_name="答复的完成日期"),
        ),
        migrations.AddField(
            model_name="progress",
            name="counts_for_task",
            field=models.BooleanField(default=False, verbose_name="同时作为任务进展"),
        ),
        migrations.AddField(
            model_name="progress",
            name="expected_on",
            field=models.DateField(blank=True, null=True, verbose_name="预计完成日期"),
        ),
        migrations.AddField(
            model_name="progress",
            name="measures",
            field=models.TextField(blank=True, verbose_name="采取的措施"),
        ),
        migrations.AddField(
            model_name="task",
            name="priority",
            field=models.CharField(
                choices=[("normal", "一般"), ("key", "重点"), ("urgent", "紧急")],
                default="normal",
                max_length=8,
                verbose_name="优先级",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", ["normal", "key", "urgent"])), name="task_priority_known"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="text_sha256",
            field=models.CharField(
                blank=True, db_index=True, default="", max_length=64, verbose_name="文字的SHA-256"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="importrun",
            name="text_sha256",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="文字的SHA-256"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("state", "submitted")),
                fields=["office", "task"],
                name="obligation_to_review",
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="seen_seq",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.AlterModelOptions(
            name="figure",
            options={
                "ordering": ["-year", "-period", "pk"],
                "verbose_name": "数值",
                "verbose_name_plural": "数值",
            },
        ),
        migrations.RemoveConstraint(
            model_name="indicator",
            name="indicator_once",
        ),
        migrations.AddField(
            model_name="figure",
            name="given_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="填报人",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="given_on",
            field=models.DateField(blank=True, null=True, verbose_name="填报日期"),
        ),
        migrations.AddField(
            model_name="figure",
            name="period",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="期"),
        ),
        migrations.AddField(
            model_name="figure",
            name="progress",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="figures",
                to="tracker.progress",
                verbose_name="随同报送",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="变动原因"),
        ),
        migrations.AddField(
            model_name="indicator",
            name="definition",
            field=models.TextField(blank=True, verbose_name="口径"),
        ),
        migrations.AddField(
            model_name="indicator",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="tracker.unit",
                verbose_name="督办机构",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="period",
            field=models.CharField(
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
        migrations.AddField(
            model_name="indicator",
            name="reason_above",
            field=models.PositiveSmallIntegerField(
                default=20,
                help_text="与上年同期相比，变动超过这个比例时要说明原因",
                verbose_name="变动说明线（%）",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="task",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="indicators",
                to="tracker.task",
                verbose_name="所属任务",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators_owned",
                to="tracker.unit",
                verbose_name="报送单位",
            ),
        ),
        migrations.AlterField(
            model_name="figure",
            name="passage",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="figures",
                to="tracker.passage",
                verbose_name="原文条款",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("passage", None)),
                fields=("indicator", "year", "period"),
                name="figure_given_once",
                violation_error_message="这一期的数值已经填报",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("given_by", None), ("given_on", None), ("passage__isnull", False), ("period", 0)
                    ),
                    models.Q(
                        ("given_by__isnull", False),
                        ("given_on__isnull", False),
                        ("passage", None),
                        ("period__range", (1, 4)),
                    ),
                    _connector="OR",
                ),
                name="figure_read_or_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("office", None)), fields=("name", "measure"), name="indicator_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("office__isnull", False)),
                fields=("office", "name", "measure"),
                name="indicator_once_an_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__in", ["", "yearly", "half_yearly", "quarterly"])),
                name="indicator_period_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period", ""), ("unit", None)),
                    models.Q(
                        ("office__isnull", False),
                        ("unit__isnull", False),
                        models.Q(("period", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="indicator_asked_of_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason_above__range", (1, 1000))), name="indicator_share_sane"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="circular",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="tracker.dispatch",
                verbose_name="共性问题通报",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="结束人",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="结束日期"),
        ),
        migrations.AddField(
            model_name="review",
            name="task_list",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="tracker.tasklist",
                verbose_name="述法任务",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_by", None), ("closed_on", None)),
                    models.Q(("closed_by__isnull", False), ("closed_on__isnull", False)),
                    _connector="OR",
                ),
                name="review_closed_by_someone",
            ),
        ),
        migrations.AlterConstraint(
            model_name="review",
            name="review_once_a_year",
            constraint=models.UniqueConstraint(
                fields=("office", "year", "title"),
                name="review_once_a_year",
                violation_error_message="该年度已有同名述法",
            ),
        ),
    ]
