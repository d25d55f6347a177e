import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0082_indicators_have_an_office"),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "述法报告",
                "verbose_name_plural": "述法报告",
                "ordering": ["review", "unit__order", "pk"],
            },
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
        migrations.AddField(
            model_name="account",
            name="handed_in_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="报送人",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="accounts",
                to="tracker.review",
                verbose_name="述法",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="tracker.unit",
                verbose_name="单位",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("review", "unit"), name="account_once_a_unit"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
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
        ),
    ]
