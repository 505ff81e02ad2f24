"""Plays what a cluster would be besides its control plane: nodes, kubelets, whoever adds nodes, clients, gateways and workers.

    python3 world.py FOLDER KUBECONFIG DAY_CSV SPEED METRICS_PORT USAGE_PORT

Gateways and workers are sums: jobs come as the day says, each ready worker makes them at SLOTS / JOB_SECONDS, the rest waits. The
gateways' metrics of that are at http://127.0.0.1:METRICS_PORT/metrics, for Prometheus; what processor time gateways take is at
https://127.0.0.1:USAGE_PORT/apis/metrics.k8s.io/v1beta1, for the autoscaler. Time runs SPEED times as fast as the clock. Writes
FOLDER/history.csv, a line each few seconds. Main thread: all state; the servers' threads read what it published last.
"""

import csv
import http.server
import json
import math
import ssl
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from kube import Kube

# Made up, of a size that a GPU may have; nothing was measured on one.
SLOTS = 8  # jobs that a worker holds
JOB_SECONDS = {"default": 20, "sdxl": 30}
NODE_SECONDS = 180  # from a pod that fits nowhere to a node for it
START_SECONDS = {"worker": 60, "gateway": 15}  # of a pod on its node
DRAIN_SECONDS = {"worker": 20, "gateway": 10}
CORES_PER_REQUEST = 0.004
TIERS = ("interactive", "standard", "bulk")  # the more urgent first
PODS = "/api/v1/namespaces/kuotu/pods"


@dataclass
class Pool:
    """Jobs that wait and run, by tier: fluid, so not whole numbers."""

    seconds: float
    waiting: dict = field(default_factory=lambda: dict.fromkeys(TIERS, 0.0))
    running: dict = field(default_factory=lambda: dict.fromkeys(TIERS, 0.0))
    workers: int = 0

    def step(self, dt: float, arrivals: dict, workers: int) -> None:
        self.workers = workers
        for tier in TIERS:
            self.waiting[tier] += arrivals.get(tier, 0) * dt
            self.running[tier] *= max(0.0, 1 - dt / self.seconds)
        room = workers * SLOTS - sum(self.running.values())
        for tier in TIERS:
            begin = min(self.waiting[tier], max(room, 0.0))
            self.waiting[tier] -= begin
            self.running[tier] += begin
            room -= begin
        for tier in reversed(TIERS):  # their worker has gone: handed back
            back = min(self.running[tier], max(-room, 0.0))
            self.running[tier] -= back
            self.waiting[tier] += back
            room += back
        for held in (self.waiting, self.running):
            for tier in TIERS:
                if held[tier] < 0.05:  # no tenth of a job holds a worker
                    held[tier] = 0.0

    def wait(self, tier: str) -> float:
        """Of a job that came now; NaN where no worker serves."""
        if self.workers == 0:
            return math.nan
        before = sum(self.waiting[t] for t in TIERS[: TIERS.index(tier) + 1])
        return before * self.seconds / (self.workers * SLOTS)

    def lag(self, tier: str) -> float:
        return math.ceil(self.waiting[tier] + self.running[tier])


class Day:
    def __init__(self, file: Path):
        rows = csv.DictReader(line for line in file.read_text().splitlines() if not line.startswith("#"))
        self.rows = [{name: float(value) for name, value in row.items()} for row in rows]
        self.seconds = self.rows[-1]["minute"] * 60

    def at(self, second: float) -> dict:
        """Jobs and requests, a second."""
        minute = second / 60
        after = next((i for i, row in enumerate(self.rows) if row["minute"] > minute), len(self.rows) - 1)
        a, b = self.rows[after - 1], self.rows[after]
        part = min(1.0, (minute - a["minute"]) / (b["minute"] - a["minute"]))
        now = {name: a[name] + (b[name] - a[name]) * part for name in a}
        return {name: value if name == "requests" else value / 60 for name, value in now.items()}


class Machines:
    """Nodes and kubelets, by calls to the API server."""

    def __init__(self, kube: Kube):
        self.kube = kube
        self.ordered: list[float] = []  # when each node comes
        self.gpus = 0
        self.due: dict[str, float] = {}  # by uid of a pod: when it is ready, or gone
        for i in range(3):
            self.add(f"plain-{i}", "abc"[i], False)
        for _ in range(2):
            self.add_gpu()

    def add_gpu(self) -> None:
        self.add(f"gpu-{self.gpus}", "abc"[self.gpus % 3], True)
        self.gpus += 1

    def add(self, name: str, zone: str, gpu: bool) -> None:
        labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone}
        taints = []
        if gpu:
            labels["nvidia.com/gpu.present"] = "true"
            taints = [{"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}]
        self.kube.call("POST", "/api/v1/nodes", {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": {"taints": taints}})
        capacity = {"cpu": "16", "memory": "64Gi", "pods": "110", "ephemeral-storage": "200Gi"} | ({"nvidia.com/gpu": "1"} if gpu else {})
        ready = {"type": "Ready", "status": "True", "reason": "Played", "lastHeartbeatTime": stamp(), "lastTransitionTime": stamp()}
        self.kube.patch_status(f"/api/v1/nodes/{name}", {"capacity": capacity, "allocatable": capacity, "conditions": [ready]})

    def step(self, now: float) -> list[dict]:
        """All pods; those that are ready have a condition that says so."""
        pods = self.kube.list(PODS)
        for pod in pods:
            self.tend(pod, now)
        homeless = sum("nodeName" not in p["spec"] and part(p) == "worker" for p in pods)
        while len(self.ordered) < homeless:
            self.ordered.append(now + NODE_SECONDS)
        while self.ordered and self.ordered[0] <= now < math.inf:
            self.ordered.pop(0)
            self.add_gpu()
        return pods

    def tend(self, pod: dict, now: float) -> None:
        uid, path = pod["metadata"]["uid"], f"{PODS}/{pod['metadata']['name']}"
        if "deletionTimestamp" in pod["metadata"]:
            due = self.due.setdefault(uid + "/gone", now + DRAIN_SECONDS[part(pod)])
            if now >= due:
                self.kube.call("DELETE", path, {"gracePeriodSeconds": 0})
        elif "nodeName" in pod["spec"] and not is_ready(pod):
            due = self.due.setdefault(uid, now + START_SECONDS[part(pod)])
            if now >= due:
                self.kube.patch_status(path, running(pod))


def part(pod: dict) -> str:
    return pod["metadata"]["labels"]["app.kubernetes.io/name"]


def pool(pod: dict) -> str:
    return pod["metadata"]["labels"]["kuotu.io/pool"]


def is_ready(pod: dict) -> bool:
    return any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", []))


def serving(pods: list[dict], what: str, whose: str) -> list[dict]:
    return [p for p in pods if part(p) == what and pool(p) == whose and is_ready(p) and "deletionTimestamp" not in p["metadata"]]


def stamp() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def running(pod: dict) -> dict:
    conditions = [{"type": t, "status": "True", "lastTransitionTime": stamp()} for t in ("Initialized", "ContainersReady", "Ready")]
    containers = [
        {"name": c["name"], "image": c["image"], "imageID": "played", "ready": True, "started": True, "restartCount": 0, "state": {"running": {"startedAt": stamp()}}}
        for c in pod["spec"]["containers"]
    ]
    return {"phase": "Running", "startTime": stamp(), "conditions": conditions, "containerStatuses": containers}


def exposition(pools: dict[str, Pool]) -> str:
    """As a gateway tells it at /metrics."""
    lines = []
    for name, value in (
        ("kuotu_gateway_share_group_lag", lambda p, t: p.lag(t)),
        ("kuotu_gateway_queue_wait_seconds", lambda p, t: p.wait(t)),
        ("kuotu_gateway_jobs_queued", lambda p, t: math.ceil(p.waiting[t])),
        ("kuotu_gateway_jobs_running", lambda p, t: math.ceil(p.running[t])),
    ):
        lines.append(f"# TYPE {name} gauge")
        for pool_name, of in pools.items():
            lines += [f'{name}{{pool="{pool_name}",tier="{tier}"}} {value(of, tier)}' for tier in TIERS]
    return "\n".join(lines).replace("nan", "NaN") + "\n"


def usage(pods: list[dict], requests: float) -> dict:
    """As metrics-server tells it: all requests go to the pool default's gateways, evenly."""
    busy = serving(pods, "gateway", "default")
    items = []
    for pod in pods:
        if is_ready(pod):
            cores = 0.03 + (requests * CORES_PER_REQUEST / len(busy) if pod in busy else 0)
            container = {"name": pod["spec"]["containers"][0]["name"], "usage": {"cpu": f"{int(cores * 1000)}m", "memory": "512Mi"}}
            meta = {"name": pod["metadata"]["name"], "namespace": "kuotu", "labels": pod["metadata"]["labels"]}
            items.append({"metadata": meta, "timestamp": stamp(), "window": "10s", "containers": [container]})
    return {"kind": "PodMetricsList", "apiVersion": "metrics.k8s.io/v1beta1", "metadata": {}, "items": items}


RESOURCES = {
    "kind": "APIResourceList",
    "apiVersion": "v1",
    "groupVersion": "metrics.k8s.io/v1beta1",
    "resources": [{"name": "pods", "singularName": "", "namespaced": True, "kind": "PodMetrics", "verbs": ["get", "list"]}],
}


def chosen(everything: dict, path: str) -> dict:
    """By the labelSelector of the request, of which autoscalers use a=b,c=d alone."""
    query = urllib.parse.parse_qs(urllib.parse.urlparse(path).query)
    wanted = dict(part.split("=") for part in query.get("labelSelector", [""])[0].split(",") if part)
    return everything | {"items": [item for item in everything["items"] if wanted.items() <= item["metadata"]["labels"].items()]}


class Published:
    """What the servers' threads answer: replaced as a whole by the main thread."""

    metrics = ""
    usage: dict = {}


def serve(published: Published, port: int, certs: Path | None) -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/metrics":
                body, kind = published.metrics, "text/plain; version=0.0.4"
            else:
                path = self.path.partition("?")[0].rstrip("/")
                found = RESOURCES if path.endswith("v1beta1") else chosen(published.usage, self.path)
                body, kind = json.dumps(found), "application/json"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    if certs:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certs / "tls.crt", certs / "tls.key")
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def replicas(kube: Kube) -> dict[str, int]:
    """What the Deployments are told to have."""
    found = kube.list("/apis/apps/v1/namespaces/kuotu/deployments")
    return {d["metadata"]["name"]: d["spec"]["replicas"] for d in found}


def wanted(of: Pool) -> int:
    """Workers by the triggers of the pool default, as components/autoscaling says them: for the judge, who holds it against what is."""
    jobs = of.lag("interactive") + of.lag("standard") + min(of.lag("bulk"), 24)
    wait = 0 if of.workers == 0 else max(of.wait("interactive"), of.wait("standard"))
    return max(math.ceil(jobs / 6), math.ceil(of.workers * wait / 30))


def line(now: float, told: dict, pods: list[dict], pools: dict[str, Pool], asked: dict) -> dict:
    row = {"second": round(now), "jobs_per_minute": round(60 * sum(asked[t] for t in TIERS), 1), "requests": round(asked["requests"])}
    for name, of in pools.items():
        suffix = "" if name == "default" else "-" + name
        row[f"lag_{name}"] = round(sum(of.lag(t) for t in TIERS))
        row[f"wait_{name}"] = round(of.wait("standard"), 1)
        row[f"wanted_{name}"] = wanted(of)
        row[f"worker_{name}"] = told["worker" + suffix]
        row[f"ready_{name}"] = len(serving(pods, "worker", name))
        row[f"gateway_{name}"] = told["gateway" + suffix]
    return row


def settle(machines: Machines, pools: dict[str, Pool], published: Published) -> None:
    """The day begins with the first workers ready, else it would begin with a queue."""
    ready = 0
    while ready < 2:
        pods = machines.step(math.inf)
        machines.ordered.clear()
        ready = len(serving(pods, "worker", "default"))
        pools["default"].step(0, {}, ready)
        published.metrics, published.usage = exposition(pools), usage(pods, 0)
        time.sleep(0.25)
    machines.due.clear()


def main(folder: Path, kubeconfig: Path, day_csv: Path, speed: float, metrics_port: int, usage_port: int) -> None:
    kube, day, published = Kube(kubeconfig), Day(day_csv), Published()
    machines = Machines(kube)
    pools = {name: Pool(seconds) for name, seconds in JOB_SECONDS.items()}
    published.metrics, published.usage = exposition(pools), usage([], 0)
    serve(published, metrics_port, None)
    serve(published, usage_port, kubeconfig.parent / "certs")
    settle(machines, pools, published)
    begun, last, told_at = time.monotonic(), 0.0, -1e9
    with (folder / "history.csv").open("w", newline="") as file:
        history = None
        while last < day.seconds:
            now = (time.monotonic() - begun) * speed
            asked = day.at(now)
            pods = machines.step(now)
            pools["default"].step(now - last, asked, len(serving(pods, "worker", "default")))
            pools["sdxl"].step(now - last, {"standard": asked["sdxl"]}, len(serving(pods, "worker", "sdxl")))
            published.metrics, published.usage = exposition(pools), usage(pods, asked["requests"])
            if now - told_at >= 5:
                row = line(now, replicas(kube), pools=pools, pods=pods, asked=asked)
                history = history or csv.DictWriter(file, row.keys())
                if told_at < 0:
                    history.writeheader()
                history.writerow(row)
                file.flush()
                told_at = now
            last = now
            time.sleep(0.25)


if __name__ == "__main__":
    folder, kubeconfig, day_csv, speed, metrics_port, usage_port = sys.argv[1:]
    main(Path(folder), Path(kubeconfig), Path(day_csv), float(speed), int(metrics_port), int(usage_port))
