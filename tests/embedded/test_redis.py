"""The Redis that the wheel ships is real, private, and found without any PATH."""

import stat

import pytest
import redis as redis_client

from tests.services import Redis
from tracker.embedded import redis


def test_the_socket_is_in_a_folder_of_its_own_with_a_short_path():
    folder = redis.private_folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(str(folder / "redis.sock")) < redis.LONGEST_SOCKET_PATH
    folder.rmdir()


def test_a_long_temporary_folder_is_not_used_for_the_socket(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / ("x" * 90)))
    folder = redis.private_folder()
    assert len(str(folder)) < 60
    folder.rmdir()


@pytest.mark.process
def test_it_listens_on_no_port_and_writes_no_file():
    with Redis() as server:
        client = redis_client.from_url(server.client_url)
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("save") == {"save": ""}
        client.set("a", 1)
        assert [path.name for path in server.folder.iterdir()] == ["redis.sock"]
