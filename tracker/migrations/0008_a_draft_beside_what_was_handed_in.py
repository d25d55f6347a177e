"""An answer that the office writes down for a unit no longer pushes out what the unit itself was writing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0007_fewer_letter_indexes")]
    operations = [
        migrations.RemoveConstraint(model_name="progress", name="progress_one_in_hand"),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "released"))),
                fields=("obligation", "state"),
                name="progress_one_in_hand",
            ),
        ),
    ]
