"""Runs the reading over the practice documents, clean and in every degraded form, and prints one table.

    python tests/reading/score_practice.py [FOLDER] [--each]        # or PRACTICE_DIR=…; default ../shared/practice

The folder brings its own scorer (score.py), the forms (degrade.py), one gold file (*.json) with its input for each document,
and further ones in whole/. Figures are sums over all documents, so that a long one weighs more than a short one.
Last, each document and 200 invented plans are read in every form: the items, owners and dates must be those of the clean text.
"""

import importlib.util
import json
import os
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.reading.test_forms import FORMS, gist, plan  # noqa: E402
from tracker.reading.proposal import propose_blocks, to_json  # noqa: E402
from tracker.reading.readers import read_here  # noqa: E402

SHARES = [
    ("unit_recall", "单位召回"), ("unit_precision", "单位精确"), ("lead_recall", "牵头召回"), ("due_accuracy", "到期日"),
    ("recurrence_accuracy", "周期"), ("path_accuracy", "路径"),
]  # fmt: skip
PLANS = 200
COUNTS = [
    ("split", "拆开"),
    ("merged", "并入"),
    ("false", "多出"),
    ("wrong_date", "错日期"),
    ("invented_owner", "虚构"),
]


def load(folder: Path, name: str):
    spec = importlib.util.spec_from_file_location(f"practice_{name}", folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def golds(folder: Path) -> list[Path]:
    found = [*sorted(folder.glob("*.json")), *sorted((folder / "whole").glob("*.json"))]
    return [path for path in found if "items" in json.loads(path.read_text(encoding="utf-8"))]


def texts(gold_path: Path, gold: dict) -> list[Path]:
    """The inputs of one gold file: files of the same name, else the one that it names."""
    beside = [p for p in gold_path.parent.glob(f"{gold_path.stem}.*") if p.suffix not in (".json", ".py")]
    return sorted(beside) or [gold_path.parent / gold["input"]]


def score_one(job: tuple[Path, Path, str]) -> tuple[str, str, dict]:
    folder, path, form = job
    gold = json.loads(path.read_text(encoding="utf-8"))
    change, scorer = load(folder, "degrade").FORMS[form], load(folder, "score")
    found = []
    for source in texts(path, gold):
        if form != "clean" and source.suffix != ".txt":
            continue
        data = (
            source.read_bytes() if form == "clean" else change(source.read_text(encoding="utf-8"), 0).encode()
        )
        proposal = propose_blocks(read_here(data, source.name), source.name, year=gold.get("document_year"))
        found.append(scorer.score(gold, json.loads(to_json(proposal))["items"], str(path.parent)))
    return path.stem, form, added(found)


def changed_by_form(job: tuple[Path, Path]) -> list[str]:
    """Forms in which the document gives other items, owners or dates than as clean text."""
    folder, path = job
    text = path.read_text(encoding="utf-8")
    wanted = gist(text)
    forms = {name: form for name, form in load(folder, "degrade").FORMS.items() if name != "clean"}
    told = [f"{path.stem} {name}" for name, form in forms.items() if gist(form(text, 0)) != wanted]
    return told + [f"{path.stem} {f.__name__}*" for f in FORMS if gist(f(text, random.Random(7))) != wanted]


def changed_plans(seed: int) -> list[str]:
    text = plan(seed)
    wanted = gist(text)
    return [f"plan {seed} {f.__name__}" for f in FORMS if gist(f(text, random.Random(seed))) != wanted]


def added(scores: list[dict]) -> dict:
    """Scores of several inputs as one: counts are summed, shares weighted by the items they speak of."""
    total = {key: sum(s[key] for s in scores) for key in ("gold", "matched", *(k for k, _ in COUNTS))}
    for key, _ in SHARES:
        told = [(s[key], s["matched"]) for s in scores if s.get(key) is not None]
        weight = sum(w for _, w in told)
        total[key] = sum(v * w for v, w in told) / weight if weight else None
    return total


def line(name: str, score: dict) -> str:
    found, said = score["matched"] / max(1, score["gold"]), score["matched"] + score["false"]
    cells = [f"{found:8.3f}", f"{score['matched'] / max(1, said):8.3f}"]
    cells += [f"{score[k]:8.3f}" if score[k] is not None else "       -" for k, _ in SHARES]
    return name.ljust(14) + "".join(cells) + "".join(f"{score[k]:7d}" for k, _ in COUNTS)


def main() -> int:
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    given = arguments[0] if arguments else os.environ.get("PRACTICE_DIR", "../shared/practice")
    folder = Path(given) if Path(given).is_absolute() else ROOT / given
    if not (folder / "score.py").is_file():
        print(f"没有找到练习文件夹 {given}：请用参数或环境变量PRACTICE_DIR指明，里面应有score.py和答案文件。")
        return 2
    forms = list(load(folder, "degrade").FORMS)
    jobs = [(folder, path, form) for form in forms for path in golds(folder)]
    documents = [(folder, path) for path in sorted([*folder.glob("*.txt"), *folder.glob("whole/*.txt")])]
    with ProcessPoolExecutor() as pool:
        rows = list(pool.map(score_one, jobs))
        changed = [c for found in pool.map(changed_by_form, documents) for c in found]
        changed += [c for found in pool.map(changed_plans, range(PLANS), chunksize=20) for c in found]
    print("".ljust(14), "条目召回 条目精确", " ".join(t for _, t in [*SHARES, *COUNTS]))
    for form in forms:
        scores = [(name, s) for name, of, s in rows if of == form and s["gold"] + s["matched"] + s["false"]]
        print(line(form, added([s for _, s in scores])))
        if "--each" in sys.argv:
            print("\n".join(line(f"  {name}", s) for name, s in scores))
    print(
        f"换一种形态读法就变的：{len(documents)}份文件和{PLANS}份自拟方案中{len(changed)}处",
        "；".join(changed),
    )
    return 1 if changed or any(s["invented_owner"] for _, _, s in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
