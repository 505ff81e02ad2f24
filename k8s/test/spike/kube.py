"""A few calls to a Kubernetes API server, with a kubeconfig as cluster.sh writes it. One connection a call; any thread."""

import json
import ssl
import urllib.error
import urllib.request
from pathlib import Path

import yaml


class Kube:
    def __init__(self, kubeconfig: Path):
        config = yaml.safe_load(kubeconfig.read_text())
        cluster = config["clusters"][0]["cluster"]
        self.server = cluster["server"]
        self.token = config["users"][0]["user"]["token"]
        self.tls = ssl.create_default_context(cafile=cluster["certificate-authority"])

    def call(self, method: str, path: str, body: dict | None = None, kind: str = "application/json") -> dict:
        """Throws HTTPError, but for what is not there any more, which is {}."""
        request = urllib.request.Request(self.server + path, method=method, data=json.dumps(body).encode() if body is not None else None)
        request.add_header("Authorization", "Bearer " + self.token)
        request.add_header("Content-Type", kind)
        try:
            with urllib.request.urlopen(request, context=self.tls, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as e:
            if e.code in (404, 409):
                return {}
            raise RuntimeError(f"{method} {path}: {e.code} {e.read().decode()[:500]}") from e

    def list(self, path: str) -> list[dict]:
        return self.call("GET", path)["items"]

    def patch_status(self, path: str, status: dict) -> None:
        self.call("PATCH", path + "/status", {"status": status}, "application/strategic-merge-patch+json")
