"""What is stored is there whole, whatever became of an earlier try."""

import os

import pytest

from tracker.domain.files import is_as_stored, store

CONTENT = b"proof " * 1000


@pytest.fixture
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_half_a_file_that_a_killed_process_left_is_not_taken_for_the_whole(disk, caplog):
    kept = store("evidence", "a.pdf", CONTENT)
    (disk / kept.name).write_bytes(CONTENT[:100])
    again = store("evidence", "b.pdf", CONTENT)
    assert again.name == kept.name
    assert is_as_stored(again.name, again.sha256)
    assert "was not what was taken in" in caplog.text


def test_a_full_disk_leaves_nothing_behind(disk, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            store("evidence", "a.pdf", CONTENT)
    assert not [path for path in disk.rglob("*") if path.is_file()]
    kept = store("evidence", "a.pdf", CONTENT)
    assert is_as_stored(kept.name, kept.sha256)
    assert os.stat(disk / kept.name).st_mode & 0o077 == 0
