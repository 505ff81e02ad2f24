#!/usr/bin/env python3
"""Do the dashboards show anything? A cluster under a little load, a real Prometheus that scrapes it, and each panel's queries asked of it.

    live.py --prometheus /usr/bin/prometheus --out FOLDER [--minutes 2] [--up COMMAND]

Fails where a query has no data, unless its panel says why that may be right. Leaves FOLDER/dashboards.html: each panel as a plain plot, to look at. This is not
Grafana: it shows that queries, legends and figures are right, not what Grafana makes of them.
"""
import argparse
import html
import http.server
import json
import math
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COLOURS = ["#3366cc", "#dc3912", "#ff9900", "#109618", "#990099", "#0099c6", "#dd4477", "#66aa00", "#b82e2e", "#316395"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return answer.read()


def until(what, seconds, look):
    end = time.time() + seconds
    while time.time() < end:
        found = look()
        if found:
            return found
        time.sleep(0.5)
    sys.exit(f"{what}: not within {seconds} s")


class Cluster:
    """`./kuotu up` in a temporary folder, ended at the end."""

    def __init__(self, command, folder):
        self.log = folder / "cluster.log"
        self.process = subprocess.Popen(
            [*command, "up", "--port", "0", "--data", str(folder / "data"), "--call-here"], cwd=ROOT, stdout=self.log.open("w"), stderr=subprocess.STDOUT
        )
        until("the cluster's start", 600, self._is_up)
        said = self.log.read_text()
        self.url = re.search(r"^Kuotu is up at (\S+)", said, re.M).group(1)
        self.key = re.search(r"API key\s+(\S+)", said).group(1)
        self.metrics = re.findall(r"http://[\d.:a-z]+/metrics", said)

    def _is_up(self):
        if self.process.poll() is not None:
            sys.exit(f"the cluster ended:\n{self.log.read_text()[-4000:]}")
        return "Ctrl-C stops it" in self.log.read_text()

    def call(self, path, body=None, **headers):
        request = urllib.request.Request(
            self.url + path, data=None if body is None else json.dumps(body).encode(), headers={"Authorization": f"Bearer {self.key}", **({"Content-Type": "application/json"} if body is not None else {}), **headers}
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.read()
        except urllib.error.HTTPError as e:
            raise Refused(f"{path}: {e.read().decode()}") from e


class Refused(Exception):
    """With the problem that was told."""


class Hook(http.server.BaseHTTPRequestHandler):
    """Takes webhooks."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def picture():
    import base64

    photo = ROOT / "deploy/samples/picos-de-europa.jpg"
    return "data:image/jpeg;base64," + base64.b64encode(photo.read_bytes()).decode()


def load(cluster, hook, end):
    """A little of everything that panels show, one job after another, until the time has come."""
    image, n = picture(), 0
    while time.time() < end or n < 2:
        n += 1
        wish = {"image": image, "margins": {"left": "20%", "right": "20%"}, "steps": 2, "seed": n, "tier": ["standard", "interactive"][n % 2], "preview": True, "webhook": {"url": hook}}
        job = json.loads(cluster.call("/v1/expansions", wish, **{"Idempotency-Key": f"live-{n}"}))
        cluster.call(f"/v1/jobs/{job['id']}/events")  # until its end
        end_of_it = json.loads(cluster.call(f"/v1/jobs/{job['id']}"))
        if end_of_it["state"] != "succeeded":
            sys.exit(f"a job ended as {end_of_it}")
        cluster.call(f"/v1/jobs/{job['id']}/outputs/0?inline=true")
        cluster.call("/v1/uploads", {"bytes": 1000})
        try:
            cluster.call("/v1/expansions", {"image": image, "margins": {"left": "1%"}, "colour": "red"})
            sys.exit("an unknown field was taken")
        except Refused:
            pass  # as it should
    small = {"image": image, "factor": 2}
    job = json.loads(cluster.call("/v1/upscales", small))
    cluster.call(f"/v1/jobs/{job['id']}/events")
    return n


class Prometheus:
    def __init__(self, binary, cluster, folder):
        gateway, *workers = [re.sub(r"http://|/metrics", "", m) for m in cluster.metrics]
        config = folder / "prometheus.yml"
        config.write_text(
            json.dumps(
                {
                    "global": {"scrape_interval": "2s", "evaluation_interval": "5s"},
                    "rule_files": [str(HERE / "prometheus/*.yaml")],
                    "scrape_configs": [
                        {"job_name": "gateway", "static_configs": [{"targets": [gateway]}]},
                        {"job_name": "worker", "static_configs": [{"targets": workers}]},
                    ],
                }
            )
        )
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            [binary, f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address={self.url[7:]}"],
            stdout=(folder / "prometheus.log").open("w"),
            stderr=subprocess.STDOUT,
        )
        until("Prometheus' start", 60, self._is_up)

    def _is_up(self):
        try:
            return get(self.url + "/-/ready")
        except OSError:
            return None

    def ask(self, expr, start, end):
        asked = urllib.parse.urlencode({"query": expr, "start": start, "end": end, "step": max(1, (end - start) / 200)})
        try:
            return json.loads(get(f"{self.url}/api/v1/query_range?{asked}"))["data"]["result"]
        except urllib.error.HTTPError as e:
            sys.exit(f"{expr}: {e.read().decode()}")


def points(series):
    return [(float(t), float(v)) for t, v in series["values"] if not math.isnan(float(v))]


def name(legend, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda m: labels.get(m.group(1), ""), legend)


def plot(panel, found, start, end):
    """An SVG of all series, as lines; the largest value beside the axis."""
    series = [(n, points(s)) for n, s in found]
    series = [(n, p) for n, p in series if p]
    top = max((v for _, p in series for _, v in p), default=0) or 1
    lines = []
    for i, (_, p) in enumerate(series):
        path = " ".join(f"{(t - start) / (end - start) * 360:.1f},{120 - v / top * 110:.1f}" for t, v in p)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[i % len(COLOURS)]}" stroke-width="1.5"/>')
    legend = "".join(f'<span style="color:{COLOURS[i % len(COLOURS)]}">{html.escape(n)} <b>{p[-1][1]:.4g}</b></span> ' for i, (n, p) in enumerate(series))
    return f'<div class=p><h4>{html.escape(panel["title"])}</h4><svg viewBox="0 0 360 122"><text x="2" y="10">{top:.4g} {panel["fieldConfig"]["defaults"]["unit"]}</text>{"".join(lines)}</svg><p>{legend or "no data"}</p></div>'


def look(prometheus, start, end):
    """The page, and what has no data though it should."""
    pages, missing, asked = [], [], 0
    for file in sorted((HERE / "grafana/dashboards").glob("*.json")):
        board = json.loads(file.read_text())
        pages.append(f"<h1>{html.escape(board['title'])}</h1>")
        for panel in board["panels"]:
            if panel["type"] == "row":
                pages.append(f"<h3>{html.escape(panel['title'])}</h3>")
                continue
            found = []
            for target in panel["targets"]:
                asked += 1
                series = prometheus.ask(target["expr"].replace("$__rate_interval", "30s"), start, end)
                if not any(points(s) for s in series) and "May be empty" not in panel["description"]:
                    missing.append(f"{board['title']} / {panel['title']}: {target['expr']}")
                found += [(name(target["legendFormat"], s["metric"]), s) for s in series]
            pages.append(plot(panel, found, start, end))
    style = "body{font:13px sans-serif;width:1200px}.p{display:inline-block;width:380px;margin:5px;vertical-align:top;border:1px solid #ddd;padding:4px}h4{margin:2px}h1{margin:20px 0 0}h3{margin:8px 0 0}svg text{font-size:9px}p{font-size:10px;margin:0;max-height:90px;overflow:hidden}"
    return f"<meta charset=utf-8><style>{style}</style>" + "\n".join(pages), missing, asked


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--prometheus", default="prometheus")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--minutes", type=float, default=2)
    options.add_argument("--up", default=str(ROOT / "kuotu"), help="what starts Kuotu, in words")
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # what was started is ended too
    running = []
    hooks = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=hooks.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as temporary:
        try:
            cluster = Cluster(shlex.split(given.up), Path(temporary))
            running.append(cluster.process)
            prometheus = Prometheus(given.prometheus, cluster, Path(temporary))
            running.append(prometheus.process)
            start = time.time()
            jobs = load(cluster, f"http://127.0.0.1:{hooks.server_port}/hook", start + 60 * given.minutes)
            time.sleep(15)
            for i, url in enumerate(cluster.metrics):
                (given.out / f"metrics-{i}.txt").write_bytes(get(url))
            page, missing, asked = look(prometheus, start, time.time())
            (given.out / "dashboards.html").write_text(page)
            print(f"{asked} queries after {jobs} expansions; {given.out / 'dashboards.html'}")
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait(60)
    if missing:
        sys.exit("no data, and no reason for it:\n  " + "\n  ".join(missing))


if __name__ == "__main__":
    main()
