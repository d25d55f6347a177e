#!/bin/sh
# Makes .venv and installs requirements/$1.txt ("run" or "dev") into it, only when that file has changed.
# Called by make with PYTHON set to an interpreter that is new enough, or empty when none was found.
set -eu
want=$1
file=requirements/$want.txt
stamp=.venv/.installed-$want

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

interpreter_works() { .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if interpreter_works && cmp -s "$file" "$stamp"; then
    exit 0
fi

if ! interpreter_works; then
    if [ -z "${PYTHON:-}" ]; then
        found=$(python3 -V 2>&1 || true)
        fail "没有找到 Python 3.11 或更高版本（当前 python3：${found:-未安装}）。请安装后重试，或用 make PYTHON=/路径/python3 指定。
Python 3.11 or newer was not found. Install it, or name one with make PYTHON=/path/to/python3."
    fi
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        fail "$PYTHON 不是可用的 Python 3.11 或更高版本。 $PYTHON is not a working Python 3.11 or newer."
    "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$PYTHON 缺少 venv 模块。Debian、Ubuntu 上请安装 python3-venv 软件包。
$PYTHON lacks the venv module; on Debian and Ubuntu install the package python3-venv."
    say "[1/2] 创建虚拟环境 .venv（$("$PYTHON" -V)） creating .venv"
    rm -rf .venv
    "$PYTHON" -m venv .venv || fail "创建 .venv 失败：请检查磁盘空间和目录权限。 Creating .venv failed: check disk space and permissions."
fi

say "[2/2] 安装 $file（$(grep -c '==' "$file") 个软件包，首次约需一两分钟） installing $file"
.venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r "$file" ||
    fail "安装依赖失败：请看上面 pip 的说明（网络、磁盘空间），处理后重新运行同一命令。
Installing the packages failed; see pip's message above, then run the same command again."
cp "$file" "$stamp"
if [ "$want" = dev ]; then  # dev.txt holds everything that run.txt does
    cp requirements/run.txt .venv/.installed-run
fi
say "      安装完成 installed"
