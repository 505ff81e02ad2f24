"""Makes the autoscalers of a rendered overlay fit a test: every time divided by SPEED, and Prometheus at another address.

    python3 faster.py RENDERED_YAML SPEED PROMETHEUS_URL > FASTER_YAML
"""

import sys
from pathlib import Path

import yaml

TIMES = ("pollingInterval", "cooldownPeriod", "stabilizationWindowSeconds", "periodSeconds")


def faster(thing, speed: float):
    if isinstance(thing, list):
        return [faster(each, speed) for each in thing]
    if isinstance(thing, dict):
        return {key: max(1, round(value / speed)) if key in TIMES and value else faster(value, speed) for key, value in thing.items()}
    return thing


def main(rendered: Path, speed: float, prometheus: str) -> None:
    objects = list(yaml.safe_load_all(rendered.read_text()))
    for i, thing in enumerate(objects):
        if thing["kind"] in ("ScaledObject", "HorizontalPodAutoscaler"):
            objects[i] = faster(thing, speed)
            for trigger in objects[i]["spec"].get("triggers", []):
                trigger["metadata"]["serverAddress"] = prometheus
    yaml.safe_dump_all(objects, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
