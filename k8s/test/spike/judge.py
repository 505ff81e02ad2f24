"""Holds a played hour against the guide (k8s/README.md, "Scaling"), and prints it as a table.

    python3 judge.py HISTORY_CSV SPEED

Ends with 1 where the replicas went otherwise. Times are the played world's seconds. What a busy machine delays is allowed for: SLACK of
its clock's seconds.
"""

import csv
import sys
from pathlib import Path

SLACK = 8  # s, of this machine's clock
SPIKE = 5 * 60  # when it begins
problems = []


def need(holds: bool, what: str) -> None:
    if not holds:
        problems.append(what)


def changes(rows: list[dict], column: str) -> list[tuple[dict, dict]]:
    return [(a, b) for a, b in zip(rows, rows[1:]) if a[column] != b[column]]


def clock(row: dict | None) -> str:
    return "never" if row is None else f"{int(row['second']) // 60}:{int(row['second']) % 60:02d}"


def first(rows: list[dict], holds) -> dict | None:
    return next((row for row in rows if holds(row)), None)


def between(rows: list[dict], begin: float, end: float) -> list[dict]:
    return [row for row in rows if begin <= row["second"] <= end]


def judge_up(rows: list[dict], slack: float) -> None:
    column = "worker_default"
    quiet = between(rows, 60, SPIKE)
    need(all(row[column] == 2 for row in quiet), "not 2 workers before the spike")
    begun = first(rows, lambda row: row["second"] > SPIKE and row["wanted_default"] > 2)
    grown = first(rows, lambda row: row["second"] > SPIKE and row[column] > 2)
    need(grown is not None and grown["second"] <= begun["second"] + 45 + slack, f"more work at {clock(begun)}, more workers at {clock(grown)}")
    peak = max(row[column] for row in rows)
    need(14 <= peak <= 20, f"{peak} workers at the peak; 14 hold the plateau, 20 are the most")
    for i, row in enumerate(rows):  # at most twice as many or 4 more in 60 s
        for later in between(rows[i:], row["second"], row["second"] + 45):
            need(later[column] <= max(2 * row[column], row[column] + 4), f"from {row[column]} to {later[column]} workers at {clock(later)}")
    print(f"spike: more work from {clock(begun)}, more workers from {clock(grown)}, {peak} at the peak")
    behind = [row for row in rows if row["wait_default"] > 30]
    if behind:
        print(f"over 30 s of wait from {clock(behind[0])} to {clock(behind[-1])}, {max(row['wait_default'] for row in behind):.0f} s at the most")


def judge_down(rows: list[dict], column: str, wanted: str | None, window: float, slack: float, floor: int) -> None:
    need(rows[-1][column] == floor, f"{column}: {rows[-1][column]} at the end, not {floor}")
    for before, after in changes(rows, column):
        if after[column] > before[column] or after["second"] < SPIKE:
            continue
        if wanted:
            most = max(row[wanted] for row in between(rows, after["second"] - window + slack, after["second"] - slack))
            need(after[column] >= most * 0.9 - 1, f"{column}: {after[column]} at {clock(after)}, though {most} were wanted within {window} s")
        recent = between(rows, after["second"] - 120 + slack, before["second"]) or [before]
        start = recent[0][column]
        need(after[column] >= min(int(start * 0.75), start - 1), f"{column}: from {start} to {after[column]} within 120 s at {clock(after)}")


def judge_zero(rows: list[dict], slack: float) -> None:
    came = first(rows, lambda row: row["lag_sdxl"] > 0)
    up = first(rows, lambda row: row["worker_sdxl"] > 0)
    need(all(row["worker_sdxl"] == 0 for row in between(rows, 60, came["second"])), "sdxl: workers without a job")
    need(up is not None and up["second"] <= came["second"] + 25 + slack, f"sdxl: a job at {clock(came)}, a worker at {clock(up)}")
    last = [row for row in rows if row["lag_sdxl"] > 0][-1]
    gone = first(rows, lambda row: row["second"] > last["second"] and row["worker_sdxl"] == 0)
    need(gone is not None and last["second"] + 900 - slack <= gone["second"] <= last["second"] + 1300 + slack, f"sdxl: last job at {clock(last)}, none at {clock(gone)}")
    print(f"sdxl: a job at {clock(came)}, a worker told at {clock(up)}, the last job's end at {clock(last)}, no worker from {clock(gone)}")


def table(rows: list[dict]) -> None:
    titles = {"time": None, "jobs/min": "jobs_per_minute", "req/s": "requests", "lag": "lag_default", "wait s": "wait_default", "wanted": "wanted_default"}
    titles |= {"workers": "worker_default", "ready": "ready_default", "gateways": "gateway_default", "sdxl lag": "lag_sdxl", "workers ": "worker_sdxl", "ready ": "ready_sdxl"}
    print(" ".join(f"{title.strip():>8}" for title in titles))
    printed = -1e9
    for i, row in enumerate(rows):
        changed = i > 0 and any(row[c] != rows[i - 1][c] for c in ("worker_default", "worker_sdxl", "gateway_default"))
        if changed or row["second"] >= printed + 300:
            print(" ".join(f"{clock(row) if column is None else format(row[column], 'g'):>8}" for column in titles.values()))
            printed = row["second"]


def main(history: Path, speed: float) -> None:
    with history.open() as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    slack = SLACK * speed
    table(rows)
    judge_up(rows, slack)
    judge_down(rows, "worker_default", "wanted_default", 600, slack, 2)
    judge_down(rows, "gateway_default", None, 600, slack, 2)
    judge_zero(rows, slack)
    need(max(row["gateway_default"] for row in rows) >= 4, "not 4 gateways at 400 requests a second")
    for problem in problems:
        print("not as the guide says: " + problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
