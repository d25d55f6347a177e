"""An import bears the business day on which it was started and applied, as everything else does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0044_what_a_paper_is_headed_with")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="started_on",
            field=models.DateField(null=True, verbose_name="开始日"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="applied_on",
            field=models.DateField(null=True, verbose_name="确认日"),
        ),
    ]
