"""What no schema says of the manifests: names that must agree, pods that are locked down, times and settings that fit Kuotu's code.

    python3 rules.py CHECKOUT RENDERED_YAML SECRETS_YAML...

Prints every problem; ends with 1 if there is one.
"""

import re
import sys
from pathlib import Path

import yaml

SETTINGS = {"gateway": "gateway/src/main/java/io/kuotu/gateway/GatewaySettings.java", "worker": "worker/src/main/java/io/kuotu/worker/WorkerSettings.java"}
COMMON = "common/src/main/java/io/kuotu/common/config"
PROBES = {"startupProbe": "/readyz", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
# what scaling may ask Prometheus for
METRICS = {"kuotu_gateway_share_group_lag", "kuotu_gateway_queue_wait_seconds", "kuotu_gateway_jobs_queued", "kuotu_gateway_jobs_running"}

problems = []


def need(holds: bool, what: str) -> None:
    if not holds:
        problems.append(what)


def setting_exists(root: Path, variable: str) -> bool:
    """KUOTU_STORE_ACCESS_KEY is accessKey() of StoreSettings, KUOTU_WORKER_SLOTS is slots() of WorkerSettings."""
    section, _, rest = variable.removeprefix("KUOTU_").lower().partition("_")
    file = SETTINGS.get(section) or f"{COMMON}/{section.capitalize()}Settings.java"
    words = rest.split("_")
    method = words[0] + "".join(word.capitalize() for word in words[1:])
    return (root / file).exists() and re.search(rf"\b{method}\(\);", (root / file).read_text()) is not None


def selects(selector: dict, labels: dict) -> bool:
    """As Kubernetes does; {} selects everything."""
    wanted = selector.get("matchLabels", {}).items() <= labels.items()
    return wanted and all(labels.get(e["key"]) in e["values"] for e in selector.get("matchExpressions", []) if e["operator"] == "In")


def check_environment(root: Path, name: str, part: str, container: dict, labels: dict) -> int:
    """The seconds for which the program drains."""
    drain = re.search(r'@WithDefault\("PT(\d+)S"\)\s+Duration drainGrace\(\)', (root / SETTINGS[part]).read_text()).group(1)
    for variable in container.get("env", []):
        need(setting_exists(root, variable["name"]), f"{name}: {variable['name']} sets nothing")
        field = variable.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath", "")
        need(not field or re.fullmatch(r"metadata\.labels\['(.*)'\]", field)[1] in labels, f"{name}: {variable['name']} is a label that its pods lack")
        if variable["name"].endswith("_DRAIN_GRACE"):
            drain = re.fullmatch(r"PT(\d+)S", variable["value"])[1]
    return int(drain)


def check_workload(root: Path, deployment: dict, configs: dict, secrets: dict) -> None:
    name = deployment["metadata"]["name"]
    part = deployment["metadata"]["labels"]["app.kubernetes.io/name"]
    spec = deployment["spec"]["template"]["spec"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    [container] = spec["containers"]
    need(deployment["spec"]["selector"]["matchLabels"].items() <= labels.items(), f"{name}: selects other pods than its own")

    pod = spec.get("securityContext", {})
    own = container.get("securityContext", {})
    need(pod.get("runAsNonRoot") is True and pod.get("runAsUser", 0) > 0, f"{name}: may run as root")
    need(pod.get("seccompProfile", {}).get("type") == "RuntimeDefault", f"{name}: no seccomp profile")
    need(own.get("allowPrivilegeEscalation") is False, f"{name}: may gain privileges")
    need(own.get("readOnlyRootFilesystem") is True, f"{name}: root file system is not read-only")
    need(own.get("capabilities", {}).get("drop") == ["ALL"], f"{name}: keeps capabilities")
    need(spec.get("enableServiceLinks") is False, f"{name}: variables of Services could be taken for settings")
    need(spec.get("automountServiceAccountToken") is False, f"{name}: holds a token that it does not need")

    resources = container.get("resources", {})
    need({"cpu", "memory"} <= resources.get("requests", {}).keys() and "memory" in resources.get("limits", {}), f"{name}: lacks requests or a memory limit")
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    exposed = re.findall(r"^EXPOSE (\d+)$", (root / "deploy/docker/Dockerfile").read_text(), re.M)
    for port in ports.values():
        need(str(port) in exposed, f"{name}: the image does not listen on {port}")
        need(deployment["spec"]["template"]["metadata"]["annotations"].get("prometheus.io/port") == str(port), f"{name}: Prometheus would ask another port")
    for probe, path in PROBES.items():
        get = container.get(probe, {}).get("httpGet", {})
        need(get.get("path") == path and get.get("port") in ports, f"{name}: {probe} does not ask {path} at a port of the container")

    for constraint in spec.get("topologySpreadConstraints", []):
        need(selects(constraint["labelSelector"], labels), f"{name}: is spread beside other pods than its own")
    drain = check_environment(root, name, part, container, labels)
    pause = sum(int(word) for word in container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", []) if word.isdigit())
    need(spec["terminationGracePeriodSeconds"] >= pause + drain + 10, f"{name}: killed before it has drained")

    for source in container["envFrom"]:
        [(kind, ref)] = source.items()
        known = configs if kind == "configMapRef" else secrets
        need(ref["name"] in known, f"{name}: there is no {kind} {ref['name']}")
        for variable in known.get(ref["name"], {}):
            need(setting_exists(root, variable), f"{name}: {variable} sets nothing")
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    for mount in container["volumeMounts"]:
        need(mount["name"] in volumes, f"{name}: there is no volume {mount['name']}")
    for volume in volumes.values():
        need("secret" not in volume or volume["secret"]["secretName"] in secrets, f"{name}: there is no Secret for volume {volume['name']}")


def check_scaling(objects: list, deployments: dict) -> None:
    scaled = {}
    for thing in objects:
        if thing["kind"] in ("ScaledObject", "HorizontalPodAutoscaler"):
            target = thing["spec"]["scaleTargetRef"]["name"]
            need(target in deployments, f"{thing['kind']} {thing['metadata']['name']}: there is no Deployment {target}")
            need(target not in scaled, f"{target}: two autoscalers")
            need("replicas" not in deployments.get(target, {}).get("spec", {}), f"{target}: its replicas are said twice")
            scaled[target] = thing
    for name, thing in scaled.items():
        pool = deployments[name]["spec"]["template"]["metadata"]["labels"]["kuotu.io/pool"] if name in deployments else ""
        for trigger in thing["spec"].get("triggers", []):
            query = trigger["metadata"]["query"]
            need(set(re.findall(r"kuotu_\w+", query)) <= METRICS, f"{name}: asks for a metric that nobody has: {query}")
            need(set(re.findall(r'pool="(\w+)"', query)) == {pool}, f"{name}: asks for another pool: {query}")
    if scaled:
        need(scaled.keys() == deployments.keys(), f"autoscalers for {sorted(scaled)}, Deployments are {sorted(deployments)}")


def check_selectors(objects: list, deployments: dict) -> None:
    pods = [d["spec"]["template"]["metadata"]["labels"] for d in deployments.values()]
    for thing in objects:
        title = f"{thing['kind']} {thing['metadata']['name']}"
        spec = thing.get("spec", {})
        if thing["kind"] == "PodDisruptionBudget":
            need(sum(selects(spec["selector"], labels) for labels in pods) == 1, f"{title}: is not of one Deployment's pods")
        elif thing["kind"] in ("NetworkPolicy", "PodMonitor"):
            selector = spec["podSelector"] if thing["kind"] == "NetworkPolicy" else spec["selector"]
            need(any(selects(selector, labels) for labels in pods), f"{title}: selects no pod")
    for name, deployment in deployments.items():
        budgets = [o for o in objects if o["kind"] == "PodDisruptionBudget" and selects(o["spec"]["selector"], deployment["spec"]["template"]["metadata"]["labels"])]
        need(len(budgets) == 1, f"{name}: has {len(budgets)} PodDisruptionBudgets")


def check_services(objects: list, deployments: dict) -> None:
    for service in (o for o in objects if o["kind"] == "Service" and o["metadata"]["name"].startswith("gateway")):
        [gateway] = [d["spec"]["template"] for d in deployments.values() if selects({"matchLabels": service["spec"]["selector"]}, d["spec"]["template"]["metadata"]["labels"])]
        ports = [p["name"] for p in gateway["spec"]["containers"][0]["ports"]]
        for port in service["spec"]["ports"]:
            need(port["targetPort"] in ports, f"Service {service['metadata']['name']}: the gateway has no port {port['targetPort']}")


def main(root: Path, rendered: Path, *examples: Path) -> None:
    objects = list(yaml.safe_load_all(rendered.read_text()))
    secrets = {s["metadata"]["name"]: s["stringData"] for example in examples for s in yaml.safe_load_all(example.read_text())}
    configs = {o["metadata"]["name"]: o["data"] for o in objects if o["kind"] == "ConfigMap"}
    deployments = {o["metadata"]["name"]: o for o in objects if o["kind"] == "Deployment"}

    need(not [o for o in objects if o["kind"] == "Secret"], "a Secret is among what would be applied")
    need({"gateway", "worker"} <= deployments.keys(), f"Deployments are {sorted(deployments)}")
    need(all(o["kind"] == "Namespace" or "namespace" in o["metadata"] for o in objects), "something would go to whatever namespace is the default")
    for deployment in deployments.values():
        check_workload(root, deployment, configs, secrets)
    check_selectors(objects, deployments)
    check_services(objects, deployments)
    check_scaling(objects, deployments)

    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
