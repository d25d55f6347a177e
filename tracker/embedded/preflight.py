"""What would stop the embedded start, found out before anything is started and said in one sentence each."""

import fcntl
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import IO

LEAST_FREE_BYTES = 200 * 1024 * 1024
OLDEST_PYTHON = (3, 11)


def problems(*, host: str, port: int, var: Path) -> list[str]:
    """One sentence per problem, in the order in which a person would solve them; empty if all is well."""
    found = [python_problem(sys.version_info[:2]), folder_problem(var)]
    if found[-1] is None:
        found.append(disk_problem(var))
    found.append(port_problem(host, port))
    return [sentence for sentence in found if sentence]


def python_problem(version: tuple[int, int]) -> str | None:
    if version >= OLDEST_PYTHON:
        return None
    return (
        f"需要 Python 3.11 或更高版本，当前是 {version[0]}.{version[1]}：请删除 .venv 后用新版本重新运行。"
        " Python 3.11 or newer is needed."
    )


def folder_problem(var: Path) -> str | None:
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe = var / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return (
            f"数据目录 {var} 不能写入（{error.strerror}）：请更正目录权限，或用 DUBAN_VAR 指定另一个目录。"
            " The data folder is not writable."
        )
    return None


def disk_problem(var: Path) -> str | None:
    free = shutil.disk_usage(var).free
    if free >= LEAST_FREE_BYTES:
        return None
    return (
        f"磁盘空间不足：{var} 所在磁盘只剩 {free // 2**20} MB，至少需要 {LEAST_FREE_BYTES // 2**20} MB，"
        "请清理后重试。 The disk is full."
    )


def port_problem(host: str, port: int) -> str | None:
    if not 0 < port < 65536:
        return f"端口 {port} 无效：PORT 应为 1 至 65535 的整数。 PORT is not a port number."
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"没有权限使用端口 {port}：请换用大于 1024 的端口。 Port {port} is not permitted."
        except OSError as error:
            return (
                f"端口 {port} 无法使用（{error.strerror}）：可能已被其他程序占用，请关闭它，或换一个端口，"
                f"例如 PORT={port + 1 if port < 65535 else 8001}。 Port {port} is taken."
            )
    return None


def lock(var: Path) -> IO[str] | None:
    """Keep the returned file open while running; None if another `up` runs on the same data folder."""
    file = (var / ".up.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
