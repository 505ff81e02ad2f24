"""What no schema says of the manifests: names that must agree, pods that are locked down, times and settings that fit Kuotu's code.

    python3 rules.py CHECKOUT RENDERED_YAML SECRETS_YAML

Prints every problem; ends with 1 if there is one.
"""

import re
import sys
from pathlib import Path

import yaml

SETTINGS = {"gateway": "gateway/src/main/java/io/kuotu/gateway/GatewaySettings.java", "worker": "worker/src/main/java/io/kuotu/worker/WorkerSettings.java"}
COMMON = "common/src/main/java/io/kuotu/common/config"
PROBES = {"startupProbe": "/readyz", "livenessProbe": "/livez", "readinessProbe": "/readyz"}

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


def check_workload(root: Path, deployment: dict, configs: dict, secrets: dict) -> None:
    name = deployment["metadata"]["name"]
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

    drain = re.search(r'@WithDefault\("PT(\d+)S"\)\s+Duration drainGrace\(\)', (root / SETTINGS[name]).read_text())
    pause = sum(int(word) for word in container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", []) if word.isdigit())
    need(drain is not None and spec["terminationGracePeriodSeconds"] >= pause + int(drain.group(1)) + 10, f"{name}: killed before it has drained")

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


def main(root: Path, rendered: Path, examples: Path) -> None:
    objects = list(yaml.safe_load_all(rendered.read_text()))
    secrets = {secret["metadata"]["name"]: secret["stringData"] for secret in yaml.safe_load_all(examples.read_text())}
    of = lambda kind: [o for o in objects if o["kind"] == kind]
    configs = {config["metadata"]["name"]: config["data"] for config in of("ConfigMap")}
    deployments = {deployment["metadata"]["name"]: deployment for deployment in of("Deployment")}

    need(not of("Secret"), "a Secret is among what would be applied")
    need(deployments.keys() == {"gateway", "worker"}, f"Deployments are {sorted(deployments)}")
    for deployment in deployments.values():
        check_workload(root, deployment, configs, secrets)
    for thing in of("Service") + of("PodDisruptionBudget"):
        selector = thing["spec"]["selector"]
        pods = deployments["gateway"]["spec"]["template"]
        need(selector.get("matchLabels", selector).items() <= pods["metadata"]["labels"].items(), f"{thing['kind']}: selects no gateway")
        for port in thing["spec"].get("ports", []):
            need(port["targetPort"] in [p["name"] for p in pods["spec"]["containers"][0]["ports"]], f"Service: the gateway has no port {port['targetPort']}")

    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
