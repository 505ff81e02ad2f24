"""Starts server.py, sends six requests at once, and holds each answer to that of the same request alone.

    python check.py --bundle ../../../worker/models/scenes-256 [further options of server.py]
"""

import json
import signal
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PORT = 8611
REQUESTS = [{"width": width, "height": 128, "steps": steps, "seed": seed}
            for seed, (width, steps) in enumerate([(128, 4), (192, 6), (128, 2), (128, 6), (192, 3), (128, 5)])]
RELATIVE = 2e-3  # of the sum of the latents' magnitudes: bf16, and other kernels for other batch sizes
MEAN = 2e-3  # of a picture in [0, 1]


def ask(request: dict) -> dict:
    call = urllib.request.Request(f"http://127.0.0.1:{PORT}/predict", json.dumps(request).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(call, timeout=300) as answer:
        return json.load(answer)


def check() -> list[str]:
    with ThreadPoolExecutor(len(REQUESTS)) as senders:
        together = list(senders.map(ask, REQUESTS))
    wrong = []
    for request, found in zip(REQUESTS, together):
        alone = ask(request)
        print(request, "together:", found, "alone:", alone)
        if alone["batch"] != 1:
            wrong.append(f"{request}: a request alone was one of {alone['batch']}")
        if abs(found["latents"] - alone["latents"]) > RELATIVE * alone["latents"] or abs(found["mean"] - alone["mean"]) > MEAN:
            wrong.append(f"{request}: {found} is not {alone}")
    if max(found["batch"] for found in together) < 2:
        wrong.append("no two of six requests at once shared a batch")
    if len({round(found["latents"], 3) for found in together}) < len(REQUESTS):
        wrong.append("different requests gave the same latents")
    return wrong


def main() -> int:
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("server.py")), "--port", str(PORT), "--canvas", "128x128", "192x128", *sys.argv[1:]],
        stdout=subprocess.PIPE, text=True)
    try:
        for line in server.stdout:
            print(line, end="")
            if line.strip() == "ready":
                break
        else:
            return server.wait() or 1
        wrong = check()
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
    print(*wrong, sep="\n")
    print("failed" if wrong else "passed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
