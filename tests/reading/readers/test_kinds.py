"""All that is known of a format stands in one entry, and everything else follows from it."""

import os

import pytest

from tests.reading.readers.made import p, relations, unzipped, word, zipped
from tracker.desk.forms.imports import Files, Upload
from tracker.reading.readers import ENDINGS, UnreadableDocument, kinds, read_document, read_here


def test_every_format_has_a_reader_and_endings_of_its_own():
    endings = [ending for kind in kinds.KINDS for ending in kind.endings]
    assert len(set(endings)) == len(endings) == len(ENDINGS)
    for kind in kinds.KINDS:
        module = __import__(f"tracker.reading.readers.{kind.reader}", fromlist=["read"])
        assert callable(module.read) and kind.words


def test_the_page_and_the_refusal_offer_every_format():
    accepted = Files().widget.attrs["accept"].split(",")
    with pytest.raises(UnreadableDocument) as refused:
        read_here(b"MZ", "a.exe")
    for kind in kinds.KINDS:
        assert set(kind.endings) <= set(accepted)
        assert kind.name in str(refused.value) and kind.name in str(Upload.base_fields["files"].help_text)


def test_a_new_format_is_one_entry(monkeypatch):
    entry = kinds.Kind("note", (".note",), lambda data: data.startswith(b"NOTE"), "textfile", "便笺")
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, entry))
    assert read_here("NOTE 一、公布目录".encode(), "a.note").blocks[0].text == "NOTE 一、公布目录"


@pytest.mark.parametrize("ending", [e for other in kinds.STRANGERS for e in other.endings])
def test_formats_that_are_known_and_not_read_say_how_to_save_them(ending):
    with pytest.raises(UnreadableDocument, match="另存为"):
        read_here(b"x", f"a{ending}")


def test_a_container_is_told_by_its_contents_not_by_its_names():
    data = word(p("公布目录"), main="x/y.xml")
    assert read_here(data, "a.docx").blocks
    with pytest.raises(UnreadableDocument, match="Word文档"):
        read_here(data, "a.xlsx")


def test_a_part_that_the_package_names_is_never_sought_outside():
    parts = unzipped(word(p("公布目录"))) | {
        "_rels/.rels": relations({"d": ("officeDocument", "../../../etc/passwd")})
    }
    with pytest.raises(UnreadableDocument):
        read_here(zipped(parts), "a.docx")


def test_the_reading_process_knows_nothing_of_the_environment(monkeypatch):
    """A file that breaks out of a library finds neither the secret key nor the way to the database."""
    monkeypatch.setenv("DUBAN_SECRET_KEY", "geheim")
    import subprocess

    seen, real = [], subprocess.run

    def run(command, **options):
        seen.append(
            real(
                [command[0], "-I", "-c", "import os; print(sorted(os.environ))"], **{**options, "input": b""}
            ).stdout
        )
        return real(command, **options)

    monkeypatch.setattr(subprocess, "run", run)
    assert read_document("一、公布目录".encode(), "a.txt").blocks
    assert b"SECRET" not in seen[0] and b"DUBAN" not in seen[0] and b"PATH" not in seen[0]
    assert os.environ["DUBAN_SECRET_KEY"] == "geheim"
