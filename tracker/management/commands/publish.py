"""`manage.py publish --out FOLDER` writes what is public as plain files, to be put onto any web server."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from tracker.domain.refusal import Refused
from tracker.management.base import OfThisMode, log_export, place
from tracker.publishing.edition import publications
from tracker.publishing.folder import publish_folder


class Command(OfThisMode):
    help = "把已公开的清单写成网页文件夹，可放到任何网站。 Write what is public as a folder of plain files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=place, required=True, help="写到哪个文件夹：空的，或上次写出的")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = list(publications())
        out = Path(options["out"])
        try:
            made = publish_folder(out, rows)
        except Refused as no:
            raise CommandError(str(no)) from no
        except OSError as error:
            raise CommandError(f"写不到 {out}：{error.strerror}。请换一个文件夹。") from error
        log_export("publish", f"{made.lists}份清单，{made.commitments}项承诺")
        self.stdout.write(f"已写到 {out}：{made.lists}份清单，{made.commitments}项承诺，{made.files}个文件。")
