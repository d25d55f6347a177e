import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0080_annual_report"),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "整改情况",
                "verbose_name_plural": "整改情况",
            },
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
            model_name="rectification",
            name="answers",
            field=models.ManyToManyField(
                blank=True, related_name="problems_answered", to="tracker.task", verbose_name="回应的承诺"
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="task",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rectification",
                to="tracker.task",
                verbose_name="整改任务",
            ),
        ),
    ]
