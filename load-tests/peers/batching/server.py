"""A LitServe server (https://lightning.ai/docs/litserve) of the same model that batches requests as its documentation says: max_batch_size, batch_timeout.

    python server.py --port 8600 --bundle ../../../worker/models/scenes-256 --threads 2

POST /predict {"width": 480, "height": 256, "steps": 12, "seed": 7, "start": 0.8} (px, multiples of 32; start is how much noise sampling begins
with, 0.8 where not said) makes a grey canvas, encodes it, denoises it with DDIM and decodes it. Answered is
{"seconds": of the whole batch, "batch": requests in it, "mean": of the picture, "latents": sum of their magnitudes}, so no picture's transfer counts.
Prints `ready` when every batch size has run.
"""

import argparse
import threading
import time
import urllib.request
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import litserve
import torch

from model import FORMS, LATENT_CHANNELS, Pictures, ddim, latent_size, load_unet, timesteps

PRECISION = "bf16"


@dataclass(frozen=True)
class Order:
    """What one request asks for; `path` is the timesteps that its latents visit."""

    width: int
    height: int
    seed: int
    path: list[int]

    @staticmethod
    def of(request: dict) -> "Order":
        latent_size(int(request["width"]), int(request["height"]))
        path = timesteps(int(request["steps"]), float(request.get("start", 0.8)))
        return Order(int(request["width"]), int(request["height"]), int(request["seed"]), path)

    def noise(self) -> torch.Tensor:
        rows, columns = latent_size(self.width, self.height)
        return torch.randn(1, LATENT_CHANNELS, rows, columns, generator=torch.Generator().manual_seed(self.seed))


class Engine:
    """The model, a batch at a time. One thread."""

    def __init__(self, bundle: Path, form: str):
        self.unet, self.pictures = load_unet(bundle, form, PRECISION), Pictures(bundle, PRECISION)

    @torch.inference_mode()
    def run(self, orders: list[Order]) -> list[dict]:
        """Orders of one canvas size share a tensor; sizes run one after another. All are answered when the last has ended."""
        begun, answers = time.perf_counter(), [{} for _ in orders]
        by_canvas = defaultdict(list)
        for i, order in enumerate(orders):
            by_canvas[order.width, order.height].append(i)
        for (width, height), places in by_canvas.items():
            latents, pictures = self._canvas(width, height, [orders[i] for i in places])
            for i, z, picture in zip(places, latents, pictures):
                answers[i] = {"mean": picture.mean().item(), "latents": z.abs().sum().item()}
        seconds = time.perf_counter() - begun
        return [{"seconds": seconds, "batch": len(orders), **answer} for answer in answers]

    def _canvas(self, width: int, height: int, orders: list[Order]) -> tuple[torch.Tensor, torch.Tensor]:
        rows, columns = latent_size(width, height)
        shown = self.pictures.encode(torch.full((len(orders), 3, height, width), 0.5))
        latents = self._denoise(torch.ones(len(orders), 1, rows, columns), shown, orders)
        return latents, self.pictures.decode(latents)

    def _denoise(self, mask: torch.Tensor, shown: torch.Tensor, orders: list[Order]) -> torch.Tensor:
        """Samples that have done their steps are left out of what remains: a batch at a time costs no more than that."""
        begin = torch.tensor([float(order.path[0]) for order in orders])
        noise = torch.cat([order.noise() for order in orders])
        angle = (begin + 1) / 1000 * (torch.pi / 2)
        x = torch.cos(angle)[:, None, None, None] * shown + torch.sin(angle)[:, None, None, None] * noise
        for k in range(max(len(order.path) for order in orders)):
            going = [i for i, order in enumerate(orders) if k < len(order.path)]
            now = torch.tensor([float(orders[i].path[k]) for i in going])
            after = torch.tensor([float(orders[i].path[k + 1]) if k + 1 < len(orders[i].path) else -1.0 for i in going])
            part = x[going]
            v = self.unet(torch.cat([part, mask[going], shown[going]], 1), now)
            x[going] = ddim(part, v, now, after)
        return x

    def warm(self, canvases: list[tuple[int, int]], most: int) -> None:
        """Every batch size and canvas once, so that no request waits for a compilation."""
        for width, height in canvases:
            for batch in range(most, 0, -1):
                order = Order.of({"width": width, "height": height, "steps": 2, "seed": 0})
                self.run([order] * batch)


class Service(litserve.LitAPI):
    """LitServe calls `setup` in its one worker process, then `predict` with what `batch` made of up to max_batch_size requests."""

    def __init__(self, options: argparse.Namespace):
        super().__init__(max_batch_size=options.max_batch, batch_timeout=options.timeout)
        self.options = options

    def setup(self, device: str) -> None:
        torch.set_num_threads(self.options.threads)
        self.engine = Engine(self.options.bundle, self.options.form)
        self.engine.warm(self.options.canvas, self.options.max_batch)

    def decode_request(self, request: dict) -> Order:
        return Order.of(request)

    def batch(self, inputs: list[Order]) -> list[Order]:
        return inputs

    def predict(self, orders: list[Order] | Order) -> list[dict] | dict:
        if isinstance(orders, Order):  # max_batch_size 1: LitServe does not batch then
            return self.engine.run([orders])[0]
        return self.engine.run(orders)

    def unbatch(self, output: list[dict]) -> list[dict]:
        return output

    def encode_response(self, output: dict) -> dict:
        return output


def announce(port: int) -> None:
    """LitServe answers /health with 200 once its worker's setup has ended."""
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                if answer.status == 200:
                    print("ready", flush=True)
                    return
        except OSError:
            pass
        time.sleep(0.2)


def canvas_of(text: str) -> tuple[int, int]:
    width, height = map(int, text.split("x"))
    latent_size(width, height)
    return width, height


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--max-batch", type=int, default=8)
    parser.add_argument("--timeout", type=float, default=0.05, help="seconds that a batch waits to be filled")
    parser.add_argument("--canvas", type=canvas_of, nargs="+", default=[(480, 256)], help="WIDTHxHEIGHT px, to be warmed up; others work too")
    parser.add_argument("--form", choices=FORMS, default="eager")
    options = parser.parse_args()
    threading.Thread(target=announce, args=(options.port,), daemon=True).start()
    server = litserve.LitServer(Service(options), accelerator="cpu", workers_per_device=1, timeout=False)
    server.run(host="127.0.0.1", port=options.port, num_api_servers=1, generate_client_file=False, log_level="warning")


if __name__ == "__main__":
    main()
