"""The head and the foot of what goes out: an organ's full name, who gets copies; of the annual report its number, who signed it."""

from django.db import migrations, models


def text(label: str, most: int, help_text: str = "") -> models.CharField:
    return models.CharField(blank=True, help_text=help_text, max_length=most, verbose_name=label)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0039_orders_without_ties")]

    operations = [
        migrations.AddField("annualreport", "number", text("发文字号", 64)),
        migrations.AddField("annualreport", "signer", text("签发人", 64)),
        migrations.AddField("annualreport", "copies", text("抄送", 200)),
        migrations.AddField(
            "unit", "formal_name", text("发文名称", 128, "红头、落款和版记上的机关全称；不填就用名称")
        ),
        migrations.AddField(
            "unit",
            "copied_to",
            text("抄送写法", 100, "公文抄送分管领导时版记上写什么，如“县委分管领导”；不填就按机构名称推定"),
        ),
    ]
