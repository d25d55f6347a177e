import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0073_letter_wordings"),
    ]

    operations = [
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
            },
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(
                fields=("office", "year"),
                name="annual_report_once_a_year",
                violation_error_message="该年度的报告已经起草",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "agreed", "approved"])),
                name="annual_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1949, 2200))), name="annual_year_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="annual_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(("submitted_by__isnull", False), ("submitted_on__isnull", False)),
                    _connector="OR",
                ),
                name="annual_submitted_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "submitted")),
                    models.Q(("agreed_by__isnull", False), ("agreed_on__isnull", False)),
                    _connector="OR",
                ),
                name="annual_agreed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(("approved_by__isnull", False), ("approved_on__isnull", False)),
                    _connector="OR",
                ),
                name="annual_approved_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by", None),
                    models.Q(("agreed_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="annual_not_agreed_by_author",
                violation_error_message="本人送审的报告，须由他人审核",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="version_number_once"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["report", "part", "order", "id"], name="statement_in_part"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(fields=("report", "key"), name="statement_key_once"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", [0, 1, 2, 3, 4, 5])), name="statement_part_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="statement_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_own", True), models.Q(("assembled", ""), _negated=True), _connector="OR"
                ),
                name="statement_assembled_or_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="comment_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_by", None), ("settled_on", None)),
                    models.Q(("settled_by__isnull", False), ("settled_on__isnull", False)),
                    _connector="OR",
                ),
                name="comment_settled_by_someone",
            ),
        ),
    ]
