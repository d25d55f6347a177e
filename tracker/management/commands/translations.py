"""`manage.py translations extract | check | compile`."""

from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.management.catalogs import compile_catalogs

SHOWN = 40


class Command(BaseCommand):
    help = "提取、检查、编译英文译文（中文为源语言）。 Extract, check or compile the English translation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["extract", "check", "compile"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        {"extract": self.extract, "check": self.verify, "compile": self.compile}[what]()

    def extract(self) -> None:
        translations = _tools()
        total, missing = translations.update_catalog()
        self.stdout.write(f"{translations.catalog_path()}：{total} 条，{missing} 条尚无译文。")

    def verify(self) -> None:
        found = _tools().problems()
        if found:
            shown = [*found[:SHOWN], "……"] if len(found) > SHOWN else found
            advice = f"共 {len(found)} 处：运行 manage.py translations extract 后在 .po 文件中补全。"
            raise CommandError("\n".join([*shown, advice]))
        self.stdout.write("译文完整。 The translation is complete.")

    def compile(self) -> None:
        for path in compile_catalogs():
            self.stdout.write(f"已编译 compiled {path}")


def _tools() -> ModuleType:
    """Extracting and checking are a developer's work and need a developer's packages."""
    try:
        from tracker.management import translations
    except ModuleNotFoundError as error:
        raise CommandError(
            f"缺少软件包 {error.name}：提取和检查译文是开发工作，请先运行 make dev。 "
            "Extracting and checking need the developers' packages: run make dev first."
        ) from error
    return translations
