"""What would stop a start is said beforehand, in a sentence that says what to do."""

import shutil
import socket
from collections import namedtuple

from tests.support.ports import free_port
from tracker.embedded import preflight
from tracker.management.commands import up


def test_a_healthy_machine_gives_no_problem(tmp_path):
    assert preflight.problems(host="127.0.0.1", port=free_port(), var=tmp_path / "var") == []


def test_a_taken_port_is_named_with_another_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = preflight.port_problem("127.0.0.1", port)
    assert f"端口 {port}" in sentence
    assert f"PORT={port + 1}" in sentence


def test_an_impossible_port_is_refused():
    assert "99999" in preflight.port_problem("127.0.0.1", 99999)


def test_a_full_disk_is_named(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 50 * 2**20))
    assert "50 MB" in preflight.disk_problem(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    sentence = preflight.folder_problem(tmp_path / "file" / "var")
    assert "不能写入" in sentence
    assert "DUBAN_VAR" in sentence


def test_an_old_python_is_named():
    assert "3.10" in preflight.python_problem((3, 10))
    assert preflight.python_problem((3, 11)) is None


def test_a_second_start_on_the_same_data_is_noticed(tmp_path):
    with preflight.lock(tmp_path):
        assert preflight.lock(tmp_path) is None
    with preflight.lock(tmp_path) as again:
        assert again is not None


def test_translations_that_cannot_be_written_do_not_stop_the_start(monkeypatch, capsys):
    def refused():
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(up, "compile_catalogs", refused)
    up.Command().compile_translations()
    assert "英文界面可能不全" in capsys.readouterr().out
