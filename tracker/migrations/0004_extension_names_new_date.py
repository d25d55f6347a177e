# A granted extension without a date passed the old condition: NULL is not false.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0003_events_append_only"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="extension",
            name="extension_names_new_date",
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
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
        ),
    ]
