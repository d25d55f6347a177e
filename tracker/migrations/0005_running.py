"""What people must notice: whether the clock still calls, and why mail waits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0004_administrators_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("called_at", models.DateTimeField(verbose_name="最近一次运行")),
            ],
            options={
                "verbose_name": "定时任务",
                "verbose_name_plural": "定时任务",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="clock_call_single")
                ],
            },
        ),
        migrations.CreateModel(
            name="MailPause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since_at", models.DateTimeField(verbose_name="开始时间")),
                ("until_at", models.DateTimeField(verbose_name="下次尝试")),
                ("tries", models.PositiveSmallIntegerField(default=1, verbose_name="尝试次数")),
                ("answer", models.TextField(verbose_name="服务器答复")),
            ],
            options={
                "verbose_name": "邮件暂停",
                "verbose_name_plural": "邮件暂停",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="mail_pause_single")
                ],
            },
        ),
    ]
