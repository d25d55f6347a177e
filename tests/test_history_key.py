"""The key of the history lies beside the database, for this account alone, and is never made twice."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

from tests.factories import TODAY
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.management.commands.migrate import _have_a_key
from tracker.models import Verb
from tracker.models.history_key import keys, make_file


@pytest.fixture
def key_file(settings, tmp_path):
    settings.HISTORY_KEYS = []
    settings.HISTORY_KEY_FILE = tmp_path / "var" / "history.key"
    return settings.HISTORY_KEY_FILE


def test_the_first_migration_makes_a_key_that_nobody_else_reads(key_file):
    with pytest.raises(ImproperlyConfigured, match="从备份恢复原文件"):
        keys()
    make_file()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(key_file.read_text()) >= 40
    (mark,) = keys()
    make_file()
    assert list(keys()) == [mark]


@pytest.mark.django_db
def test_a_history_whose_key_was_lost_gets_no_other_one(key_file):
    _have_a_key()
    with chronicle():
        tell(Verb.SETTINGS_CHANGED, by=Actor.system(TODAY), note="改")
    key_file.unlink()
    with pytest.raises(CommandError, match="请从备份恢复原文件"):
        _have_a_key()
    assert not key_file.exists()


def test_half_a_key_guards_nothing(key_file, monkeypatch):
    """A full disk at the first migration left an empty file, and the history was chained with no key at all."""

    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            make_file()
    assert not key_file.exists()
    key_file.write_text("")
    with pytest.raises(ImproperlyConfigured, match="不完整"):
        keys()
