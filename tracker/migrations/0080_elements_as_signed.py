"""A signed letter keeps what stands on it around its words. Those signed before go on as they did: as the units are called."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0051_days_of_imports")]

    operations = [
        migrations.AddField(
            model_name="dispatch",
            name="elements",
            field=models.JSONField(
                blank=True,
                null=True,
                help_text="发文机关、主送、抄送、依据和联系人，签发后不再变化",
                verbose_name="签发时的格式要素",
            ),
        ),
    ]
