"""The real services that tests start: Redis, PostgreSQL, a mail server, Celery processes.

Each is a context manager that ends what it started:

    with Redis() as redis, Postgres() as postgres, MailSink() as mail:
        env = environment(var=tmp_path, redis_url=redis.url, email_url=mail.url,
                          database_url=postgres.create_database())
        manage("migrate", env=env)
        with Worker(env=env) as worker:
            worker.kill()           # kill -9, pool processes included
            worker.start()
"""

from tests.support.mail import (
    ACCEPT,
    CLOSE_DURING_DATA,
    DROP_AFTER_DATA,
    Mail,
    MailSink,
    every,
    hang,
    in_turn,
    reply,
)
from tests.support.postgres import Postgres
from tests.support.processes import Beat, Process, Web, Worker, environment, manage, wait_until
from tests.support.redis import Redis

__all__ = [
    "ACCEPT",
    "CLOSE_DURING_DATA",
    "DROP_AFTER_DATA",
    "Beat",
    "Mail",
    "MailSink",
    "Postgres",
    "Process",
    "Redis",
    "Web",
    "Worker",
    "environment",
    "every",
    "hang",
    "in_turn",
    "manage",
    "reply",
    "wait_until",
]
