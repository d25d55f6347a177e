"""Backup, wipe, restore, verify: on the database of the run, with the commands that people use."""

import json
import os
import shutil
from dataclasses import replace

import pytest
from django.db import connection

from tests.services import Postgres, environment, manage
from tests.support.migrated import migrate
from tracker.domain.files import HALF
from tracker.upkeep import manifest as manifests
from tracker.upkeep.backup import _copy_files, tidy
from tracker.upkeep.restore import _refuse_if_unfit

DEMO = {"DUBAN_DEMO": "1"}


@pytest.fixture(scope="module")
def postgres():
    with Postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def lived_in(request, tmp_path):
    """An installation with rows, a history and an uploaded file; what makes another, empty one of the same kind."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None

    def empty(name: str) -> dict[str, str]:
        url = server.create_database() if server else ""
        return environment(var=tmp_path / name, database_url=url, **DEMO)

    env = empty("here")
    migrate(env)
    manage("seed", env=env)
    evidence = tmp_path / "here" / "demo-files" / "evidence" / "ab" / "abcd"
    evidence.parent.mkdir(parents=True, exist_ok=True)
    evidence.write_bytes(b"proof")
    return env, empty


@pytest.mark.process
def test_what_was_backed_up_is_put_back_whole(lived_in, tmp_path):
    env, empty = lived_in
    said = manage("backup", str(tmp_path / "copies"), env=env).stdout
    assert "已试恢复，履历核对无误" in said
    [copy] = (tmp_path / "copies").iterdir()  # nothing of the trial is left
    there = empty("there")
    assert "已恢复，履历完好" in manage("restore", str(copy), env=there).stdout
    assert (tmp_path / "there" / "demo-files" / "evidence" / "ab" / "abcd").read_bytes() == b"proof"
    same = ("dumpdata", "tracker", "--exclude", "tracker.clockcall")
    assert json.loads(manage(*same, env=there).stdout) == json.loads(manage(*same, env=env).stdout)
    manage("sweep", env=there)  # new rows get new numbers: the sequences have moved on
    manage("verify_events", env=there)

    refused = manage("restore", str(copy), env=there, check=False)
    assert refused.returncode == 1
    assert "只恢复到空数据库" in refused.stderr


@pytest.mark.process
def test_a_copy_of_another_history_is_refused(tmp_path):
    env = environment(var=tmp_path / "here")
    migrate(env)
    manage("backup", str(tmp_path / "copies"), "--no-trial", env=env)
    [copy] = (tmp_path / "copies").iterdir()
    anchored = json.loads((copy / manifests.NAME).read_text("utf-8")) | {"events": 1, "head": "0" * 64}
    (copy / manifests.NAME).write_text(json.dumps(anchored), "utf-8")
    refused = manage("restore", str(copy), env=environment(var=tmp_path / "there"), check=False)
    assert refused.returncode == 1
    assert "备份的印记不符" in refused.stderr  # whoever changed it has no key
    reseal(copy)
    refused = manage("restore", str(copy), env=environment(var=tmp_path / "there"), check=False)
    assert refused.returncode == 1
    assert "恢复后核对履历不通过" in refused.stderr


def reseal(copy):
    """As one who has the key of the history would."""
    manifests.read(copy).write(copy)


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "duban-20251203-080000"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "one").write_text("1")
    manifests.Manifest(
        engine=connection.vendor, is_demo=False, made_at="", migrations=[], events=0, head="",
        files=manifests.hashes(folder),
    ).write(folder)  # fmt: skip
    return folder


def spoilt(folder):
    (folder / "files" / "one").write_text("2")


def short(folder):
    (folder / "files" / "one").unlink()


def foreign(folder):
    (folder / "files" / "two").write_text("2")


@pytest.mark.parametrize(
    ("spoil", "sentence"), [(spoilt, "不一致"), (short, "缺少 files/one"), (foreign, "files/two")]
)
def test_a_copy_that_is_not_what_it_was_is_refused(copy, spoil, sentence):
    manifests.check(copy, manifests.read(copy))
    spoil(copy)
    with pytest.raises(manifests.Unusable, match=sentence):
        manifests.check(copy, manifests.read(copy))


def rows_of_theirs(folder):
    """A password of the thief's choice: the file is changed, and its hash in the manifest with it."""
    (folder / "files" / "one").write_text("pbkdf2_sha256$1$…")
    body = json.loads((folder / manifests.NAME).read_text("utf-8"))
    (folder / manifests.NAME).write_text(json.dumps(body | {"files": manifests.hashes(folder)}), "utf-8")


def without_anchor(folder):
    body = json.loads((folder / manifests.NAME).read_text("utf-8"))
    (folder / manifests.NAME).write_text(json.dumps(body | {"events": 7}), "utf-8")


def with_another_key(folder):
    body = json.loads((folder / manifests.NAME).read_text("utf-8"))
    (folder / manifests.NAME).write_text(json.dumps(body | {"seal": "0" * 64}), "utf-8")


def without_seal(folder):
    body = json.loads((folder / manifests.NAME).read_text("utf-8"))
    del body["seal"]
    (folder / manifests.NAME).write_text(json.dumps(body), "utf-8")


@pytest.mark.parametrize("forge", [rows_of_theirs, without_anchor, with_another_key, without_seal])
def test_a_forged_copy_whose_hashes_fit_is_refused(copy, forge):
    manifests.read(copy).check_seal()
    forge(copy)
    manifests.check(copy, manifests.read(copy))
    with pytest.raises(manifests.Unusable, match="印记"):
        manifests.read(copy).check_seal()


def test_what_is_no_backup_is_a_sentence(tmp_path):
    with pytest.raises(manifests.Unusable, match="不是备份"):
        manifests.read(tmp_path)
    (tmp_path / manifests.NAME).write_text("{")
    with pytest.raises(manifests.Unusable, match="无法读取"):
        manifests.read(tmp_path)
    (tmp_path / manifests.NAME).write_text(json.dumps({"format": 99}))
    with pytest.raises(manifests.Unusable, match="更新的版本"):
        manifests.read(tmp_path)


def test_only_our_oldest_copies_go(copy, tmp_path):
    for day in ("04", "05"):
        shutil.copytree(copy, tmp_path / f"duban-202512{day}-080000")
    (tmp_path / "duban-of-somebody-else").mkdir()
    assert [path.name for path in tidy(tmp_path, keep=2)] == [copy.name]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "duban-20251204-080000", "duban-20251205-080000", "duban-of-somebody-else",
    ]  # fmt: skip


WHOLE = {
    "engine": "sqlite",
    "is_demo": True,
    "made_at": "x",
    "migrations": [],
    "events": 0,
    "head": "",
    "format": 1,
}


@pytest.mark.parametrize(
    "said",
    ["[1]", '"x"', "[" * 100_000, '{"format": 1}', json.dumps(WHOLE | {"more": 1}), json.dumps(WHOLE | {"files": ["x"]}), json.dumps(WHOLE | {"migrations": [["x"]]})],
    ids=["list", "text", "deep", "bare", "more", "files", "migrations"],
)  # fmt: skip
def test_a_hostile_manifest_is_refused_in_a_sentence(tmp_path, said):
    (tmp_path / "manifest.json").write_text(said)
    with pytest.raises(manifests.Unusable):
        manifests.check(tmp_path, manifests.read(tmp_path))


def test_a_copy_of_a_newer_version_is_refused_on_both_databases(copy, settings):
    """SQLite's was put back, with tables that the program does not know."""
    newer = replace(manifests.read(copy), migrations=[["tracker", "9999_of_tomorrow"]], is_demo=settings.DEMO)
    with pytest.raises(manifests.Unusable, match="更新的版本"):
        _refuse_if_unfit(newer, with_files=True)


def test_files_that_come_and_go_while_they_are_copied_spoil_no_copy(tmp_path, monkeypatch):
    """A form that was sent takes its kept file away: the whole backup failed, with “None” for a reason."""
    files = tmp_path / "files" / "drafts"
    files.mkdir(parents=True)
    for name in ("one", "two", f".three{HALF}"):
        (files / name).write_text(name)
    real = shutil.copy2

    def while_people_work(source, target, **more):
        (files / "two").unlink(missing_ok=True)
        return real(source, target, **more)

    monkeypatch.setattr(shutil, "copy2", while_people_work)
    _copy_files(tmp_path / "files", tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy" / "drafts").iterdir()] == ["one"]


def test_what_cannot_be_read_is_named(tmp_path):
    (tmp_path / "files").mkdir()
    os.mkfifo(tmp_path / "files" / "pipe")
    with pytest.raises(manifests.Unusable, match="pipe"):
        _copy_files(tmp_path / "files", tmp_path / "copy")
    with pytest.raises(manifests.Unusable, match="不是文件"):
        manifests.hashes(tmp_path)


def test_a_link_in_a_backup_is_no_file_of_it(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "proof").symlink_to("/etc/hostname")
    with pytest.raises(manifests.Unusable, match="链接"):
        manifests.hashes(tmp_path)
