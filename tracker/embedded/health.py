"""`python -m tracker.embedded.health web|beat`: exit code 0 if that process works, for containers.

The worker needs no check of its own: `celery -A tracker inspect ping` asks it.
"""

import http.client
import os
import sys
import time
from pathlib import Path

BEAT_SECONDS = 600  # beat writes its schedule every three minutes


def web_is_healthy(address: str, port: int, *, host: str) -> bool:
    """Whether the server at `address` answers a page to a client that calls it `host`."""
    connection = http.client.HTTPConnection(address, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def beat_is_healthy(schedule: Path, *, now: float) -> bool:
    """Whether beat wrote its schedule lately; the file's ending depends on the system."""
    written = [path.stat().st_mtime for path in schedule.parent.glob(schedule.name + "*")]
    return bool(written) and now - max(written) < BEAT_SECONDS


def main(what: str) -> int:
    if what == "web":
        host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
        healthy = web_is_healthy("127.0.0.1", 8000, host=host.lstrip(".*") or "localhost")
    else:
        healthy = beat_is_healthy(Path(os.environ.get("DUBAN_VAR", "var"), "beat-schedule"), now=time.time())
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
