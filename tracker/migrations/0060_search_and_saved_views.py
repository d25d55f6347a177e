import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

CASCADE = django.db.models.deletion.CASCADE


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def found(to, name):
    return models.OneToOneField(
        blank=True,
        null=True,
        on_delete=CASCADE,
        related_name="search_entry",
        to=f"tracker.{to}",
        verbose_name=name,
    )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0050_unsent_forms")]
    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", key()),
                (
                    "page",
                    models.CharField(
                        choices=[("tasks", "任务"), ("obligations", "应办事项")],
                        max_length=16,
                        verbose_name="列表",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "query",
                    models.CharField(
                        blank=True, help_text="地址中问号之后的部分", max_length=1000, verbose_name="条件"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="个人",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=CASCADE,
                        related_name="+",
                        to="tracker.unit",
                        verbose_name="督办机构",
                    ),
                ),
                ("is_pinned", models.BooleanField(default=False, verbose_name="置顶")),
            ],
            options={
                "verbose_name": "保存的视图",
                "verbose_name_plural": "保存的视图",
                "ordering": ["-is_pinned", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(page__in=["tasks", "obligations"]), name="saved_view_page_known"
                    ),
                    models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
                    models.CheckConstraint(
                        condition=Q(person__isnull=False, office=None) | Q(person=None, office__isnull=False),
                        name="saved_view_one_owner",
                    ),
                    models.UniqueConstraint(
                        condition=Q(person__isnull=False),
                        fields=("person", "page", "name"),
                        name="saved_view_once_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=Q(office__isnull=False),
                        fields=("office", "page", "name"),
                        name="saved_view_once_an_office",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", key()),
                ("task", found("task", "任务")),
                ("dispatch", found("dispatch", "函件")),
                ("source", found("source", "来源文件")),
                ("grams", models.TextField(verbose_name="检索字串")),
            ],
            options={
                "verbose_name": "检索条目",
                "verbose_name_plural": "检索条目",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(task__isnull=False, dispatch=None, source=None)
                        | Q(task=None, dispatch__isnull=False, source=None)
                        | Q(task=None, dispatch=None, source__isnull=False),
                        name="search_entry_one_thing",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=Q(state="submitted"), fields=["office", "task"], name="obligation_to_review"
            ),
        ),
    ]
