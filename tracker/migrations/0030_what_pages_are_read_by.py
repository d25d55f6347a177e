"""What the pages are read by that grew with the table: a list in the order of its document, numbers, steps of a task, and
tasks that nobody owes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0029_contribution_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="tracker.task",
                verbose_name="拆解自",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["office", "-task_list", "order", "id"], name="task_by_list"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("number", ""), _negated=True), fields=["number"], name="task_by_number"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)),
                fields=["parent", "nearest_on"],
                name="task_steps",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("is_standing", False), ("open_count", 0)),
                fields=["office", "state"],
                name="task_of_nobody",
            ),
        ),
    ]
