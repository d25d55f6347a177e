"""Runs the importer over a practice folder and prints the scorer's table.

    python tests/reading/score_practice.py [FOLDER]        # or PRACTICE_DIR=…; default ../shared/practice

The folder brings its own scorer (score.py) and one gold file (*.json) with its input for each document.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tracker.reading.proposal import propose, to_json  # noqa: E402
from tracker.reading.readers import UnreadableDocument  # noqa: E402

COLUMNS = [
    ("item_recall", "条目召回"), ("item_precision", "条目精确"), ("strict_precision", "严格精确"),
    ("unit_recall", "单位召回"), ("unit_precision", "单位精确"), ("lead_recall", "牵头召回"),
    ("lead_precision", "牵头精确"), ("due_accuracy", "到期日"), ("recurrence_accuracy", "周期"),
    ("path_accuracy", "路径"), ("invented_owner", "虚构单位"),
]  # fmt: skip


def load_scorer(folder: Path):
    spec = importlib.util.spec_from_file_location("practice_score", folder / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score_folder(folder: Path) -> list[tuple[str, dict]]:
    """(name of the input, scores) for each gold file that has items and each of its inputs."""
    scorer, rows = load_scorer(folder), []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if "items" not in gold:
            continue
        inputs = sorted(p for p in folder.glob(f"{path.stem}.*") if p.suffix not in (".json", ".py"))
        for source in inputs or [folder / gold["input"]]:
            try:
                proposal = propose(source.read_bytes(), source.name, year=gold.get("document_year"))
            except UnreadableDocument as error:
                print(f"{source.name}：{error}", file=sys.stderr)
                rows.append((source.name, {}))
                continue
            rows.append(
                (source.name, scorer.score(gold, json.loads(to_json(proposal))["items"], str(folder)))
            )
    return rows


def main() -> int:
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PRACTICE_DIR", "../shared/practice")
    folder = Path(given) if Path(given).is_absolute() else (ROOT / given)
    if not (folder / "score.py").is_file():
        print(f"没有找到练习文件夹 {given}：请用参数或环境变量PRACTICE_DIR指明，里面应有score.py和答案文件。")
        return 2
    rows = score_folder(folder)
    print("文件".ljust(14), "匹配/应有", " ".join(title for _, title in COLUMNS))
    for name, score in rows:
        cells = [
            f"{score[k]:.2f}" if isinstance(score.get(k), float) else str(score.get(k, "-"))
            for k, _ in COLUMNS
        ]
        print(
            name.ljust(14),
            f"{score.get('matched', 0)}/{score.get('gold', 0)}".rjust(7),
            " ",
            "     ".join(cells),
        )
    bad = [name for name, score in rows if not score or score["invented_owner"]]
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
