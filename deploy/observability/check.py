#!/usr/bin/env python3
"""Rules, their tests, the runbook, the table of metrics and the dashboards agree with each other.

    check.py --promtool /usr/bin/promtool

- promtool finds rules good and their tests pass, and some test expects each alert
- each alert has its section in RUNBOOK.md, each section its alert
- rules and dashboards ask for metrics that METRICS.md has, or that a rule records
- queries of dashboards parse, and dashboards/*.json are what dashboards.py writes
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
RULES = sorted((HERE / "prometheus").glob("*.yaml"))
TESTS = HERE / "prometheus/tests/alerts.test.yaml"
JVM = re.compile(r"jvm_\w+|process_\w+|up|ALERTS")
wrong = []


def rules():
    return [rule for file in RULES for group in yaml.safe_load(file.read_text())["groups"] for rule in group["rules"]]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def promtool_is_content(promtool):
    for command in (("check", "rules", *map(str, RULES)), ("test", "rules", str(TESTS))):
        good, said = run(promtool, *command)
        if not good:
            wrong.append(f"promtool {command[0]} {command[1]}:\n{said}")


def every_alert_is_tested():
    """Tests name all alerts that fire at a time, so one that is expected somewhere is missed where it does not fire."""
    expected = re.findall(r'ALERTS\{alertname="(\w+)", alertstate="firing"', TESTS.read_text())
    wrong.extend(f"{r['alert']}: no test expects it" for r in rules() if "alert" in r and r["alert"] not in expected)


def the_runbook_has_all():
    sections = re.findall(r"^## (\w+)$", (HERE / "RUNBOOK.md").read_text(), re.M)
    for rule in rules():
        if "alert" not in rule:
            continue
        wanted = f"deploy/observability/RUNBOOK.md#{rule['alert'].lower()}"
        if rule["annotations"].get("runbook_url") != wanted:
            wrong.append(f"{rule['alert']}: its runbook_url is not {wanted}")
        if rule["labels"]["severity"] not in ("page", "ticket"):
            wrong.append(f"{rule['alert']}: severity is neither page nor ticket")
    alerts = [r["alert"] for r in rules() if "alert" in r]
    wrong.extend(f"RUNBOOK.md has no section {a}" for a in alerts if sections.count(a) != 1)
    wrong.extend(f"RUNBOOK.md has a section {s}, but there is no such alert" for s in sections if s not in alerts)


def known_names():
    names = set()
    for name, kind in re.findall(r"^\| `(\w+)` \| (\w+) \|", (HERE / "METRICS.md").read_text(), re.M):
        names |= {name + end for end in ("_bucket", "_sum", "_count")} if kind == "histogram" else {name}
    return names | {r["record"] for r in rules() if "record" in r}


def unknown(expr, known):
    """Names that are asked for and nobody tells. Strings and labels are no names of metrics."""
    bare = re.sub(r'"[^"]*"', "", expr)
    bare = re.sub(r"\{[^}]*\}|\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)", " ", bare)
    asked = re.findall(r"(?<![\w:$])((?:kuotu_|jvm_|process_|up\b|ALERTS\b)\w*|\w+:[\w:]+)", bare)
    return [n for n in asked if n not in known and not JVM.fullmatch(n)]


def queries():
    for file in sorted((HERE / "grafana/dashboards").glob("*.json")):
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel.get("targets", []):
                yield f"{file.name}: {panel['title']}", target["expr"].replace("$__rate_interval", "1m")


def nobody_asks_for_what_is_not_there():
    known = known_names()
    for where, expr in [(r.get("alert") or r["record"], r["expr"]) for r in rules()] + list(queries()):
        wrong.extend(f"{where}: nobody tells {name}" for name in unknown(expr, known))


def queries_parse(promtool):
    group = {"groups": [{"name": "dashboards", "rules": [{"record": f"q:{i}", "expr": e} for i, (_, e) in enumerate(queries())]}]}
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(group, file)
        file.flush()
        good, said = run(promtool, "check", "rules", file.name)
        if not good:
            wrong.append(f"queries of dashboards:\n{said}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--promtool", default="promtool")
    promtool = options.parse_args().promtool
    promtool_is_content(promtool)
    every_alert_is_tested()
    the_runbook_has_all()
    nobody_asks_for_what_is_not_there()
    queries_parse(promtool)
    good, said = run(sys.executable, str(HERE / "grafana/dashboards.py"), "--check")
    if not good:
        wrong.append(said)
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{sum('alert' in r for r in rules())} alerts, each tested and in the runbook; {len(list(queries()))} queries of dashboards parse and ask for what there is")


if __name__ == "__main__":
    main()
