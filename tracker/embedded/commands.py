"""The commands of the long-running processes, said once.

`manage.py up` runs them as children; docker-compose.yml spells out the same words; a test compares them.
Each list starts with a program that is also a Python module, so `up` needs no PATH.
"""


def web(*, bind: str) -> list[str]:
    """The web server on `bind` ("host:port")."""
    return [
        *("gunicorn", "tracker.wsgi", "--bind", bind, "--workers", "2", "--threads", "4"),
        *("--timeout", "60", "--no-control-socket", "--config", "python:tracker.embedded.serving"),
    ]


def worker() -> list[str]:
    """Two processes that run the jobs: sweep, delivery, long imports."""
    return [
        *("celery", "-A", "tracker", "worker", "--concurrency", "2", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle"),  # workers need not know one another
    ]


def beat() -> list[str]:
    """The scheduler. Two of them do no harm: rows, not calls, say what is owed."""
    return ["celery", "-A", "tracker", "beat", "--loglevel", "INFO", "--pidfile", ""]


def migrate() -> list[str]:
    """What runs once before the others when a new version is installed."""
    return ["manage.py", "migrate", "--no-input"]
