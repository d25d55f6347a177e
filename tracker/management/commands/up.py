"""`manage.py up`: everything on this one machine, until Ctrl-C. `make run` is the same in demo mode."""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from tracker.embedded import commands, preflight
from tracker.embedded.children import Child, Children
from tracker.embedded.health import web_is_healthy
from tracker.embedded.redis import private_folder, redis_argv, redis_url, wait_for_socket
from tracker.management.base import refuse_wrong_database
from tracker.management.catalogs import compile_catalogs
from tracker.management.demo_year import unpack

STEPS = 6
FILLED = ".demo-filled"  # beside the demo's database: its past has been played
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    help = "启动网站、后台进程、定时器和 Redis，按 Ctrl-C 全部停止。 Start everything on this machine."
    requires_system_checks: list[str] = []  # said one by one below, as plain sentences

    def handle(self, *args: Any, **options: Any) -> None:
        self.step_number = 0
        self.host = os.environ.get("DUBAN_HOST", "127.0.0.1")
        self.port = int(os.environ.get("PORT", "8000"))
        children = Children(environ=dict(os.environ), tell=self.tell, folder=settings.BASE_DIR)
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), _interrupt)
        lock = None
        try:
            lock = self.check_machine()
            self.prepare()
            self.start(children)
            self.welcome(children)
            children.watch()
        except KeyboardInterrupt:
            self.tell("\n正在停止 stopping …")
        finally:
            children.stop()
            if lock is not None:
                lock.close()
        self.tell("已全部停止。 Stopped.")

    # --- before anything is started ----------------------------------------------------------------

    def check_machine(self) -> IO[str]:
        self.step("检查环境 checking this machine")
        var = Path(settings.VAR_DIR)
        found = preflight.problems(host=self.host, port=self.port, var=var)
        found += [_sentence(message) for message in run_checks() if message.is_serious()]
        if found:
            raise CommandError("\n".join(found))
        lock = preflight.lock(var)
        if lock is None:
            raise CommandError(
                f"数据目录 {var} 已有一个 Duban 在运行，请先停止它。 Duban is already running here."
            )
        return lock

    def prepare(self) -> None:
        self.step("编译界面译文 compiling translations")
        self.compile_translations()
        self.step("更新数据库 updating the database")
        try:
            if unpack():
                Path(settings.VAR_DIR, FILLED).touch()
            self.migrate()
        except OperationalError as error:
            raise CommandError(
                f"数据库无法使用：{error}。请检查 DATABASE_URL 和数据库服务。 The database cannot be used."
            ) from error
        self.step("整理静态文件 collecting static files")
        call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
        self.step("准备数据 preparing data")
        self.first_set_up()

    def compile_translations(self) -> None:
        """The program may lie where this account must not write: Chinese needs no file, so it starts nevertheless."""
        try:
            compile_catalogs()
        except OSError as error:
            self.tell(
                f"      注意：不能写入译文（{error.strerror}），英文界面可能不全；请用能写程序目录的账号运行一次"
                " manage.py translations compile。 The English interface may be incomplete."
            )

    def migrate(self) -> None:
        refuse_wrong_database()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.tell(f"      {len(plan)} 步 steps")
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        refuse_wrong_database()

    def first_set_up(self) -> None:
        from tracker.models import User

        if settings.DEMO:
            _fill_demo(self.stdout)
        elif not User.objects.exists():
            self.tell(
                "      还没有任何账号。网站启动后，请在另一个终端用同样的环境变量运行：\n"
                f"      {sys.executable} manage.py create_admin\n"
                "      No account yet: run the command above in a second terminal."
            )

    # --- the processes -----------------------------------------------------------------------------

    def start(self, children: Children) -> None:
        self.step("启动进程 starting processes")
        log = Path(settings.VAR_DIR, "log")
        if not os.environ.get("REDIS_URL"):
            self.start_redis(children, log)
        module = [sys.executable, "-m"]
        bind = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        children.start(Child("web", module + commands.web(bind=bind), log / "web.log"))
        children.start(Child("worker", module + commands.worker(), log / "worker.log", stop_seconds=30))
        children.start(Child("beat", module + commands.beat(), log / "beat.log"))
        self.wait_for_web(children)

    def start_redis(self, children: Children, log: Path) -> None:
        folder = private_folder()
        children.environ["REDIS_URL"] = redis_url(folder)
        redis = Child("redis", redis_argv(folder), log / "redis.log")
        children.start(redis)
        children.remove_at_end(folder)
        if not wait_for_socket(folder / "redis.sock"):
            raise CommandError(f"Redis 没有启动，日志末尾：\n{redis.last_words()}")

    def wait_for_web(self, children: Children) -> None:
        deadline = time.monotonic() + 60
        host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
        address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        while not web_is_healthy(address, self.port, host=host):
            children.tend()
            if time.monotonic() > deadline:
                web = next(child for child in children.members if child.name == "web")
                raise CommandError(f"网站没有启动，日志末尾：\n{web.last_words(20)}")
            time.sleep(0.2)

    def welcome(self, children: Children) -> None:
        mode = "演示模式 demo" if settings.DEMO else "正式模式"
        self.tell(
            f"\nDuban 督办已启动（{mode}）：{settings.BASE_URL}/  日志 logs：{Path(settings.VAR_DIR, 'log')}"
        )
        self.warn()
        if settings.DEMO:
            self.show_accounts()
            _catch_up(children.environ.get("REDIS_URL", settings.REDIS_URL))
        self.tell("按 Ctrl-C 停止。 Press Ctrl-C to stop.")

    def warn(self) -> None:
        """What is allowed but should not surprise anybody."""
        if settings.DEMO and self.host not in LOOPBACK:
            self.tell(
                "注意：演示账号的密码是公开的，现在局域网内的人都能登录。 The demo's passwords are public."
            )
        if not settings.DEMO and not settings.EMAIL_URL:
            self.tell(f"注意：没有设置 EMAIL_URL，信件只写入 {settings.MAIL_DIR}，不会发出。 No mail leaves.")

    def show_accounts(self) -> None:
        from tracker.management.demo import demo_accounts

        self.tell("\n演示账号 demo accounts：")
        for role, username, password in demo_accounts():
            self.tell(f"  {username:<15} {password:<16} {role}")

    # --- words -------------------------------------------------------------------------------------

    def step(self, what: str) -> None:
        self.step_number += 1
        self.tell(f"[{self.step_number}/{STEPS}] {what}")

    def tell(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _sentence(message: Any) -> str:
    return f"{message.msg}{message.hint or ''}"


def _fill_demo(stdout: Any) -> None:
    """A database that the kept year did not fill (of a server, or begun before): load the seeds and play the year up to
    the eve of the demo's day, until that succeeded once; an interrupted start takes up where it was."""
    from tracker.management.demo import DEMO_ON
    from tracker.models import User

    done = Path(settings.VAR_DIR, FILLED)
    if done.exists() and User.objects.exists():
        return
    eve = DEMO_ON - timedelta(days=1)
    call_command("rehearse", to=eve, year=DEMO_ON.year, unchecked=True, stdout=stdout, skip_checks=True)
    done.touch()


def _catch_up(broker: str) -> None:
    """Ask the worker for the first day's sweep and delivery, through the queue as in real life."""
    from tracker.celery import app
    from tracker.jobs import catch_up

    with app.connection_for_write(url=broker) as link:
        catch_up.apply_async(connection=link)
