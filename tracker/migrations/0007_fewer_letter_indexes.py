"""Letters are written four times each: no index that another one serves, and none that a lease moves in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0006_written_names"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_dispatch_once",
        ),
        migrations.RemoveIndex(
            model_name="letter",
            name="letter_leased",
        ),
        migrations.AlterField(
            model_name="letter",
            name="dispatch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="tracker.dispatch",
                verbose_name="函件",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="message_id",
            field=models.CharField(max_length=128, verbose_name="Message-ID"),
        ),
        migrations.AlterField(
            model_name="letter",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to=settings.AUTH_USER_MODEL,
                verbose_name="收件人",
            ),
        ),
        migrations.AlterField(
            model_name="letternotice",
            name="notice",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_by",
                to="tracker.notice",
                verbose_name="督办提示",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="obligation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="tracker.obligation",
                verbose_name="应办事项",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(condition=models.Q(("state", "sending")), fields=["id"], name="letter_leased"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dispatch__isnull", False)),
                fields=("dispatch", "person", "channel"),
                name="letter_dispatch_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("message_id",), name="letter_message_id_once"),
        ),
    ]
