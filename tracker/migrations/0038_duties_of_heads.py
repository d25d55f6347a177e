"""A kind of list: what the principal heads answer for themselves."""

from django.db import migrations, models

KINDS = [
    ("duty_list", "责任清单"),
    ("head_duties", "主要负责人职责清单"),
    ("work_plan", "工作安排"),
    ("rectification", "整改清单"),
    ("instruction", "批示与会议事项"),
    ("other", "其他清单"),
]


class Migration(migrations.Migration):
    dependencies = [("tracker", "0031_what_numbers_are_read_from")]

    operations = [
        migrations.RemoveConstraint(model_name="tasklist", name="list_kind_known"),
        migrations.AlterField(
            model_name="tasklist",
            name="kind",
            field=models.CharField(choices=KINDS, default="other", max_length=16, verbose_name="种类"),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [code for code, _label in KINDS])), name="list_kind_known"
            ),
        ),
    ]
