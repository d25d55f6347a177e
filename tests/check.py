"""`python -m tests.check` (`make check`): everything that can be said about the code without running the product.

All steps run, even after one failed, so that one look shows all that is to do.
"""

import os
import subprocess
import sys
import tempfile
import time

IMPORT_RULES = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
PYTHON = sys.executable

STEPS = [
    ("lint", [PYTHON, "-m", "ruff", "check", "."]),
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    ("templates", [PYTHON, "-m", "djlint", "--check", "templates"]),
    ("import rules", [PYTHON, "-c", IMPORT_RULES]),
    ("types", [PYTHON, "-m", "mypy"]),
    ("complexity", [PYTHON, "-m", "tests.gates.complexity"]),
    ("dead code", [PYTHON, "-m", "tests.gates.dead"]),
    ("missing migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("translations", [PYTHON, "manage.py", "translations", "check"]),
    ("conventions", [PYTHON, "-m", "pytest", "tests/test_conventions.py", "tests/test_packaging.py"]),
    ("deployment", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
]


def production_environment(var: str) -> dict[str, str]:
    """What .env.example asks for, with invented values; nothing is connected to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
        kept.pop(name, None)
    return kept | {
        "SECRET_KEY": "for-the-check-only-" + "0123456789abcdef" * 3,
        "DUBAN_HISTORY_KEY": "kept-apart-0123456789abcdef-zyxwvutsrqp-9876",
        "ALLOWED_HOSTS": "duban.example.gov.cn",
        "DUBAN_BASE_URL": "https://duban.example.gov.cn",
        "DUBAN_BEHIND_PROXY": "1",
        "EMAIL_URL": "smtp+tls://user:password@mail.example.gov.cn:587",
        "DUBAN_VAR": var,
    }


def main() -> int:
    results = []
    with tempfile.TemporaryDirectory(prefix="duban-check-") as var:
        env = production_environment(var)
        for name, argv in STEPS:
            print(f"\n=== {name}", flush=True)
            started = time.monotonic()
            done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, check=False)
            results.append((name, done.returncode, time.monotonic() - started))
    print()
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'} {name:<20} {seconds:5.1f} s")
    return 1 if any(code for _name, code, _seconds in results) else 0


if __name__ == "__main__":
    sys.exit(main())
