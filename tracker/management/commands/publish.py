"""`manage.py publish --out FOLDER` writes what is public as plain files, to be put onto any web server; with `--list` one
list as it stands today, in the open commitment format, for another office."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from tracker.domain.refusal import Refused
from tracker.management.base import OfThisMode, log_export, place
from tracker.management.commands.paper import list_named, office_named, reader
from tracker.models import Installation
from tracker.publishing import files
from tracker.publishing.commitments import commitments_of
from tracker.publishing.edition import publications
from tracker.publishing.folder import publish_folder


class Command(OfThisMode):
    help = "把已公开的清单写成网页文件夹，可放到任何网站。 Write what is public as a folder of plain files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--out",
            type=place,
            required=True,
            help="写到哪个文件夹：空的，或上次写出的；有 --list 时写到哪个文件",
        )
        parser.add_argument(
            "--list",
            dest="list_name",
            help="只要这一份清单（名称或编号），按承诺公开格式写成 json，供其他机构导入",
        )
        parser.add_argument("--office", help="哪个督办机构；只有一个时不必写")

    def handle(self, *args: Any, **options: Any) -> None:
        out = Path(options["out"])
        try:
            said = _list_file(out, options) if options["list_name"] else _folder(out)
        except Refused as no:
            raise CommandError(str(no)) from no
        except OSError as error:
            raise CommandError(f"写不到 {out}：{error.strerror}。请换一个文件夹。") from error
        log_export("publish", said)
        self.stdout.write(f"已写到 {out}：{said}。")


def _folder(out: Path) -> str:
    made = publish_folder(out, list(publications()))
    return f"{made.lists}份清单，{made.commitments}项承诺，{made.files}个文件"


def _list_file(out: Path, options: dict[str, Any]) -> str:
    """What the page of a list gives: what is not for the public included."""
    today = Installation.objects.current().business_date()
    by = reader(office_named(options["office"]), today)
    chosen = list_named(options["list_name"], by)
    document = commitments_of(chosen, as_of=today, withheld=True)
    out.write_bytes(files.as_json(document))
    return f"{chosen.name}，{len(document['commitments'])}项承诺"
