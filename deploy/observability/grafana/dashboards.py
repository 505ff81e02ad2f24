#!/usr/bin/env python3
"""Grafana's dashboards, as code. Writes dashboards/*.json beside this file; --check only says whether they are what this would write.

A dashboard is a list of rows, a row a list of panels, a panel a title, a unit of Grafana's and its queries (PromQL, legend).
"""
import json
import sys
from pathlib import Path

OUT = Path(__file__).parent / "dashboards"
SOURCE = {"type": "prometheus", "uid": "${source}"}


def panel(title, unit, *queries, kind="timeseries", stack=False, about="", empty=""):
    """`empty`: why no data may be right (no GPU here, nothing went wrong yet); a check lets such panels be."""
    return {"title": title, "unit": unit, "queries": queries, "kind": kind, "stack": stack, "about": about, "empty": empty}


def quantiles(metric, by, *quantile):
    """A histogram's quantiles by a label."""
    return [(f"histogram_quantile({q}, sum by (le, {by}) (rate({metric}_bucket[$__rate_interval])))", f"{{{{{by}}}}} p{round(q * 100)}") for q in quantile]


def rate(metric, by, where=""):
    return (f"sum by ({by}) (rate({metric}{where}[$__rate_interval]))", "{{" + "}} {{".join(by.split(", ")) + "}}")


G, W = "kuotu_gateway_", "kuotu_worker_"
NOTHING_WRONG = "nothing of the kind has happened"

CLUSTER = {
    "Now": [
        panel("Workers that take jobs", "none", (f"max by (pool) ({G}workers)", "{{pool}}"), kind="stat"),
        panel("Jobs that wait", "none", (f"sum(max by (pool, tier) ({G}jobs_queued))", "waiting"), kind="stat"),
        panel("Jobs that run", "none", (f"sum(max by (pool, tier) ({G}jobs_running))", "running"), kind="stat"),
        panel("Dead letters in a day", "none", (f"sum(increase({W}dead_letters_total[1d]))", "dead"), kind="stat"),
    ],
    "Queue": [
        panel("Jobs that wait", "none", (f"max by (pool, tier) ({G}jobs_queued)", "{{pool}} {{tier}}"), stack=True),
        panel("Estimated wait of a job that came now", "s", (f"max by (pool, tier) ({G}queue_wait_seconds)", "{{pool}} {{tier}}"), about="No value where no worker serves."),
        panel("Records that the share groups have not finished", "none", (f"max by (pool, tier) ({G}share_group_lag)", "{{pool}} {{tier}}"), stack=True),
    ],
    "In and out": [
        panel("Jobs let in, a second", "ops", rate(G + "admitted_total", "tier"), stack=True),
        panel("Submissions refused, a second", "ops", rate(G + "refused_total", "reason"), rate(G + "demoted_total", "reason"), stack=True, empty=NOTHING_WRONG),
        panel("Jobs that left workers, a second", "ops", rate(W + "jobs_total", "outcome"), stack=True),
    ],
    "Time of a job": [
        panel("Half of the jobs take at most", "s", *quantiles(W + "job_phase_seconds", "phase", 0.5), about="Slot, steps and decode are of each sample of a job."),
        panel("19 of 20 jobs take at most", "s", *quantiles(W + "job_phase_seconds", "phase", 0.95)),
        panel("Work served, pixel steps a second", "short", (f"max({G}pixel_steps_per_second)", "served"), (f"sum(max by (tier) ({G}queue_pixel_steps)) / 60", "waiting, if it took a minute")),
    ],
    "Error budgets": [
        panel("Submissions answered with a 5xx", "percentunit", ("cluster:kuotu_accept_errors:ratio_rate1h", "1 h"), ("cluster:kuotu_accept_errors:ratio_rate6h", "6 h"), ("vector(0.005)", "objective")),
        panel("Jobs that failed by our fault", "percentunit", ("cluster:kuotu_job_errors:ratio_rate1h", "1 h"), ("cluster:kuotu_job_errors:ratio_rate6h", "6 h"), ("vector(0.005)", "objective")),
        panel("Alerts that fire", "none", ('sum by (alertname, severity) (ALERTS{alertstate="firing", alertname=~"Kuotu.*"})', "{{alertname}} ({{severity}})"), empty=NOTHING_WRONG),
    ],
}
GATEWAY = {
    "HTTP": [
        panel("Requests a second", "reqps", rate(G + "http_request_seconds_count", "operation"), stack=True),
        panel("19 of 20 requests take at most", "s", *quantiles(G + "http_request_seconds", "operation", 0.95)),
        panel("Problems told, a second", "ops", rate(G + "http_problems_total", "code"), stack=True, empty=NOTHING_WRONG),
    ],
    "Admission": [
        panel("Let in, a second", "ops", rate(G + "admitted_total", "tier"), stack=True),
        panel("Refused by reason, a second", "ops", rate(G + "refused_total", "reason"), stack=True),
        panel("Keys and shared runs, a second", "ops", rate(G + "claims_total", "outcome"), stack=True, empty="no request had a key or could share a run"),
    ],
    "Events": [
        panel("Events not read yet", "none", (f"{G}event_lag_records", "{{instance}}")),
        panel("Connections that wait for events", "none", (f"sum by (transport) ({G}event_connections)", "{{transport}}"), stack=True, empty="nobody has listened yet"),
        panel("Readers dropped, a second", "ops", rate(G + "event_readers_dropped_total", "transport"), empty=NOTHING_WRONG),
    ],
    "Store and broker": [
        panel("19 of 20 store calls take at most", "s", *quantiles('kuotu_store_call_seconds', "call", 0.95)),
        panel("Store calls that failed, a second", "ops", rate("kuotu_store_call_seconds_count", "instance, call", '{outcome="failed"}')),
        panel("19 of 20 records reach the broker within", "s", *quantiles("kuotu_record_send_seconds", "topic", 0.95)),
        panel("Records that failed, a second", "ops", rate("kuotu_record_send_seconds_count", "instance, topic", '{outcome="failed"}')),
    ],
    "Duties and process": [
        panel("Shares of the duties", "none", (f"{G}duty_shares", "{{instance}}"), stack=True),
        panel("Deleted for its age, bytes a second", "Bps", rate(G + "swept_bytes_total", "kind"), empty="nothing is old yet"),
        panel("Heap", "bytes", ('jvm_memory_bytes_used{job="gateway", area="heap"}', "{{instance}} used"), ('jvm_memory_bytes_max{job="gateway", area="heap"}', "{{instance}} most")),
        panel("Resident memory", "bytes", ('process_resident_memory_bytes{job="gateway"}', "{{instance}}")),
        panel("Processors in use", "none", ('rate(process_cpu_seconds_total{job="gateway"}[$__rate_interval])', "{{instance}}")),
    ],
}
WORKERS = {
    "Devices": [
        panel("Share of time that devices work", "percentunit", (f"sum by (instance, device) (rate({W}device_busy_seconds_total[$__rate_interval]))", "{{instance}} {{device}}")),
        panel("What they do", "percentunit", (f"sum by (device, work) (rate({W}device_busy_seconds_total[$__rate_interval]))", "{{device}} {{work}}"), stack=True),
        panel("Time inside of the model, of the time at work", "percentunit", (f"sum by (work) (rate({W}model_forward_seconds_total[$__rate_interval])) / sum by (work) (rate({W}device_busy_seconds_total[$__rate_interval]))", "{{work}}")),
    ],
    "Batches": [
        panel("Samples in a call, mean", "none", (f"sum by (device, work) (rate({W}batch_size_sum[$__rate_interval])) / sum by (device, work) (rate({W}batch_size_count[$__rate_interval]))", "{{device}} {{work}}")),
        panel("Fill of a call, mean", "percentunit", (f"sum by (device, work) (rate({W}batch_fill_sum[$__rate_interval])) / sum by (device, work) (rate({W}batch_fill_count[$__rate_interval]))", "{{device}} {{work}}")),
        panel("Slots in use", "none", (f"{W}samples_active", "{{instance}} {{device}}"), (f"{W}slots", "{{instance}} {{device}} slots")),
        panel("Samples that wait for a slot", "none", (f"sum by (tier) ({W}samples_waiting)", "{{tier}}"), stack=True),
    ],
    "Jobs": [
        panel("Half of the jobs take at most", "s", *quantiles(W + "job_phase_seconds", "phase", 0.5)),
        panel("Jobs that left, a second", "ops", rate(W + "jobs_total", "outcome"), stack=True),
        panel("Jobs held", "none", (f"{W}jobs_held", "{{instance}}"), stack=True),
        panel("State", "none", (f'{W}state{{state!="gone"}}', "{{instance}} {{state}}")),
    ],
    "Records": [
        panel("Records taken, a second", "ops", rate(W + "deliveries_total", "topic"), stack=True),
        panel("Taken again, a second", "ops", rate(W + "redeliveries_total", "topic")),
        panel("Leases renewed, a second", "ops", rate(W + "leases_renewed_total", "topic")),
        panel("Leases lost, a second", "ops", rate(W + "leases_lost_total", "topic")),
    ],
    "Trouble and memory": [
        panel("Calls of a model that failed, a second", "ops", rate(W + "model_failures_total", "device, reason")),
        panel("Dead letters in an hour", "none", (f"sum by (instance) (increase({W}dead_letters_total[1h]))", "{{instance}}")),
        panel("Memory of pictures", "bytes", (f"{W}picture_memory_bytes", "{{instance}} set aside"), (f"{W}picture_memory_limit_bytes", "{{instance}} most")),
        panel("Memory of GPUs", "bytes", (f"{W}device_memory_used_bytes", "{{instance}} {{device}} used"), (f"{W}device_memory_limit_bytes", "{{instance}} {{device}} most"), empty="there is no GPU"),
        panel("Tensors held", "none", (f"{W}device_tensors", "{{instance}} {{device}}"), about="Goes up and down with the jobs; must not grow."),
        panel("Heap and resident memory", "bytes", ('jvm_memory_bytes_used{job="worker", area="heap"}', "{{instance}} heap"), ('process_resident_memory_bytes{job="worker"}', "{{instance}} resident")),
    ],
    "As measured at the start": [
        panel("One call", "s", (f"{W}profile_seconds", "{{device}} {{bundle}} {{work}} {{batch}}"), kind="table"),
        panel("Batch sizes in use", "none", (f"{W}batch_class == 1", "{{device}} {{bundle}} {{work}} {{batch}}"), kind="table"),
    ],
}
WEBHOOKS = {
    "Deliveries": [
        panel("Still to be made", "none", (f"max({G}webhooks_pending)", "pending"), kind="stat"),
        panel("Given up", "none", (f"max({G}webhooks_dead)", "dead"), kind="stat"),
        panel("Age of the oldest", "s", (f"max({G}webhook_oldest_pending_seconds)", "oldest"), kind="stat"),
    ],
    "Calls": [
        panel("Calls a second, by what came of them", "ops", rate(G + "webhook_call_seconds_count", "result"), stack=True, empty="no job had a webhook"),
        panel("19 of 20 calls take at most", "s", *quantiles(G + "webhook_call_seconds", "result", 0.95), empty="no job had a webhook"),
        panel("Still to be made", "none", (f"max({G}webhooks_pending)", "pending"), (f"max({G}webhooks_dead)", "dead")),
    ],
    "Delivery of pictures and events": [
        panel("Outputs fetched, a second", "reqps", rate(G + "http_request_seconds_count", "operation", '{operation=~"getOutput|getPreview|getManifest"}'), empty="nobody has fetched yet"),
        panel("Streams begun, a second", "reqps", rate(G + "http_request_seconds_count", "operation", '{operation=~"getJobEvents|openStream"}'), empty="nobody has listened yet"),
        panel("Connections that wait for events", "none", (f"sum by (transport) ({G}event_connections)", "{{transport}}"), stack=True, empty="nobody has listened yet"),
        panel("Uploads begun, a second", "reqps", rate(G + "http_request_seconds_count", "operation", '{operation="createUpload"}'), empty="no upload was begun"),
    ],
}
ALL = {
    "kuotu-cluster": ("Kuotu: cluster", CLUSTER),
    "kuotu-gateway": ("Kuotu: gateways", GATEWAY),
    "kuotu-workers": ("Kuotu: workers and devices", WORKERS),
    "kuotu-webhooks": ("Kuotu: webhooks and delivery", WEBHOOKS),
}


def grafana_panel(number, spec, place):
    stacking = {"stacking": {"mode": "normal" if spec["stack"] else "none"}, "fillOpacity": 25 if spec["stack"] else 5, "showPoints": "never"}
    instant = spec["kind"] in ("table", "stat")
    return {
        "id": number,
        "type": spec["kind"],
        "title": spec["title"],
        "description": " ".join(filter(None, [spec["about"], f"May be empty: {spec['empty']}." if spec["empty"] else ""])),
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": spec["unit"], "min": 0, "custom": stacking if spec["kind"] == "timeseries" else {}}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}} if spec["kind"] == "timeseries" else {},
        "targets": [
            {"refId": chr(ord("A") + i), "datasource": SOURCE, "expr": expr, "legendFormat": legend, "instant": instant, "range": not instant, "format": "table" if spec["kind"] == "table" else "time_series"}
            for i, (expr, legend) in enumerate(spec["queries"])
        ],
    }


def dashboard(uid, title, rows):
    panels, y = [], 0
    for row, specs in rows.items():
        panels.append({"id": len(panels) + 1, "type": "row", "title": row, "collapsed": False, "panels": [], "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}})
        height = 4 if all(s["kind"] == "stat" for s in specs) else 8
        for i, spec in enumerate(specs):
            width = 24 // len(specs)
            panels.append(grafana_panel(len(panels) + 1, spec, {"x": i * width, "y": y + 1, "w": width, "h": height}))
        y += 1 + height
    return {
        "uid": uid,
        "title": title,
        "tags": ["kuotu"],
        "schemaVersion": 39,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {"list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}]},
        "links": [{"type": "dashboards", "title": "Kuotu", "tags": ["kuotu"], "asDropdown": False, "includeVars": False, "keepTime": True}],
        "panels": panels,
    }


def written():
    return {OUT / f"{uid}.json": json.dumps(dashboard(uid, title, rows), indent=2) + "\n" for uid, (title, rows) in ALL.items()}


def main():
    if "--check" in sys.argv:
        stale = [p.name for p, text in written().items() if not p.exists() or p.read_text() != text]
        if stale:
            sys.exit(f"not what {Path(__file__).name} writes: {', '.join(stale)}; run it")
        return
    OUT.mkdir(exist_ok=True)
    for path, text in written().items():
        path.write_text(text)


if __name__ == "__main__":
    main()
