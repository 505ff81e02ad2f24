"""TorchScript of networks that others wrote: traced with their weights as one flat tensor, free of any dtype or device of the exporting machine.

The forms are those of `packed.py`: `prepare` makes the weights in the wanted precision once, inputs and outputs are fp32. Networks may be
large (SD 1.5's UNet has 860 M weights), so nothing here holds more than one extra copy of them.
"""

import shutil
import tempfile
import zipfile
from pathlib import Path

import torch
import torch.nn as nn
from torch.overrides import TorchFunctionMode

from .nets import timestep_features


class PackedCodec(nn.Module):
    """Tensor in, tensor out: encoder and decoder."""

    flat: torch.Tensor

    def __init__(self, body: torch.jit.ScriptModule, stored: torch.Tensor):
        super().__init__()
        self.body = body
        self.register_buffer("stored", stored)
        self.flat = torch.empty(0)

    @torch.jit.export
    def prepare(self, precision: torch.Tensor) -> torch.Tensor:
        """0 = fp32, 1 = bf16, 2 = fp16. Once, before the first forward; what was stored is let go of. Returns the number of weights."""
        wanted = [torch.float32, torch.bfloat16, torch.float16][int(precision.item())]
        self.flat = self.stored.to(wanted)
        self.stored = torch.empty(0)
        return torch.tensor(self.flat.numel())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x.to(self.flat.dtype), self.flat).to(torch.float32)


class PackedText(nn.Module):
    """Token ids [N, T] -> one row of features for each text [N, F]. In fp32 whatever is asked for: it runs once for a job."""

    flat: torch.Tensor

    def __init__(self, body: torch.jit.ScriptModule, stored: torch.Tensor):
        super().__init__()
        self.body = body
        self.register_buffer("stored", stored)
        self.flat = torch.empty(0)

    @torch.jit.export
    def prepare(self, precision: torch.Tensor) -> torch.Tensor:
        self.flat = self.stored.to(torch.float32)
        self.stored = torch.empty(0)
        return torch.tensor(self.flat.numel())

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.body(ids, self.flat)


class PackedPrompted(nn.Module):
    """(x [N, 9, H, W], timesteps [N], text features [N, F]) -> what the network predicts [N, 4, H, W].

    A text's features are its tokens' (context) followed, in SDXL, by those of the whole text; SDXL is told the canvas' size, too.
    """

    flat: torch.Tensor

    def __init__(self, body: torch.jit.ScriptModule, stored: torch.Tensor, width: int, tokens: int, context: int, size_width: int, factor: int):
        super().__init__()
        self.body, self.width, self.tokens, self.context = body, width, tokens, context
        self.size_width, self.factor = size_width, factor
        self.register_buffer("stored", stored)
        self.flat = torch.empty(0)

    @torch.jit.export
    def prepare(self, precision: torch.Tensor) -> torch.Tensor:
        """0 = fp32, 1 = bf16, 2 = fp16. Once, before the first forward; what was stored is let go of. Returns the number of weights."""
        wanted = [torch.float32, torch.bfloat16, torch.float16][int(precision.item())]
        self.flat = self.stored.to(wanted)
        self.stored = torch.empty(0)
        return torch.tensor(self.flat.numel())

    def forward(self, x: torch.Tensor, t: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        dtype = self.flat.dtype
        n = x.shape[0]
        time = timestep_features(t, self.width).to(dtype)
        context = text[:, :self.tokens * self.context].reshape(n, self.tokens, self.context).to(dtype)
        whole = text[:, self.tokens * self.context:]
        if self.size_width > 0:  # original size, crop, target size, as the pipelines tell it
            height, width = float(x.shape[2] * self.factor), float(x.shape[3] * self.factor)
            sizes = torch.tensor([height, width, 0.0, 0.0, height, width], device=x.device)
            told = timestep_features(sizes, self.size_width).reshape(1, -1).expand(n, -1)
            whole = torch.cat([whole, told], 1)
        return self.body(x.to(dtype), time, context, whole.to(dtype), self.flat).to(torch.float32)


class _Unmoved(TorchFunctionMode):
    """While it is on, no tensor of real numbers is cast or moved: a trace would keep the exporter's dtype and device for ever."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        if func in (torch.Tensor.to, torch.Tensor.float, torch.Tensor.half) and args[0].is_floating_point():
            return args[0]
        return func(*args, **(kwargs or {}))


class _Functional(nn.Module):
    """`call(net, *inputs)` with the weights cut out of the last argument; only its trace is kept, and the network's own are left empty."""

    def __init__(self, net: nn.Module, call, shapes: list[torch.Size]):
        super().__init__()
        self._net, self._call = [net], call  # in a list: no submodule of ours, so none of the trace
        self._holes = [(net.get_submodule(path.rpartition(".")[0]), path.rpartition(".")[2]) for path, _ in net.named_parameters()]
        self._shapes, self._sizes = shapes, [shape.numel() for shape in shapes]

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        pieces = inputs[-1].split(self._sizes)
        for (module, name), piece, shape in zip(self._holes, pieces, self._shapes):
            module._parameters[name] = piece.view(shape)  # past the check that a parameter is a Parameter: this is a piece of the input
        return self._call(self._net[0], *inputs[:-1])


@torch.no_grad()
def traced(net: nn.Module, call, examples: tuple[torch.Tensor, ...], dtype: torch.dtype) -> tuple[torch.jit.ScriptModule, torch.Tensor]:
    """The trace of `call(net, *examples)` and its flat weights in `dtype`. The network is used up: its weights are held once."""
    shapes = [p.shape for p in net.parameters()]
    stored = torch.empty(sum(shape.numel() for shape in shapes), dtype=dtype)
    at = 0
    for p in net.parameters():
        stored[at:at + p.numel()].copy_(p.detach().reshape(-1))
        at += p.numel()
        p.data = torch.empty(0)
    inputs = (*examples, stored.float())
    with _Unmoved():
        body = torch.jit.trace(_Functional(net, call, shapes), inputs, check_trace=False)
    _refuse_ties(body)
    return body, stored


def _refuse_ties(body: torch.jit.ScriptModule) -> None:
    """Raises ValueError where the trace would cast to a fixed dtype what depends on the weights; casts of constants and ids are harmless."""
    graph = str(body.inlined_graph)
    for line in graph.splitlines():
        if "aten::to(" in line and "Float(" in line.partition("=")[0] and "Float(" in line.partition("aten::to(")[2]:
            raise ValueError("the trace has a cast of its own: " + line.strip())


def save(module: nn.Module, file: Path) -> None:
    """Without the debug files that hold stack traces: smaller, and no path of the exporting machine. By way of the disk: it may be large."""
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part") as raw:
        torch.jit.save(module, raw.name)
        with zipfile.ZipFile(raw.name) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target:
            for name in source.namelist():
                if not name.endswith(".debug_pkl"):
                    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                    entry.file_size = source.getinfo(name).file_size
                    with source.open(name) as content, target.open(entry, "w", force_zip64=entry.file_size >= 2**31) as out:
                        shutil.copyfileobj(content, out, 1 << 24)
