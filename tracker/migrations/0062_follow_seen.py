from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0061_search_index")]
    operations = [
        migrations.AddField(
            model_name="follow",
            name="seen_seq",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
    ]
