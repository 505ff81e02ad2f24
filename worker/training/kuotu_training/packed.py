"""TorchScript files with their weights in half precision, that compute in fp32, bf16 or fp16 as the worker asks.

Weights are one flat fp16 buffer; the traced graph takes views of a flat tensor that is made from it once, in the wanted precision
(`prepare`), so a file is half as large and no step pays for a conversion. Inputs and outputs are fp32 in every precision.
"""

import copy
import io
import zipfile
from pathlib import Path

import torch
import torch.nn as nn

from .nets import UNet, timestep_features
from .processor import for_processor

PRECISIONS = ("fp32", "bf16", "fp16")


class Functional(nn.Module):
    """The same computation as `call(net, *inputs)`, its weights cut out of the last argument; only its trace is kept."""

    def __init__(self, net: nn.Module, call, cut=lambda piece, shape: piece.view(shape)):
        super().__init__()
        shapes = {name: p.shape for name, p in net.named_parameters()}
        bare = copy.deepcopy(net)
        self._holes = [_hole(bare, name) for name in shapes]
        self._net, self._call = [bare], call  # in a list: no submodule of ours, so none of the trace
        self._shapes = list(shapes.values())
        self._sizes = [shape.numel() for shape in self._shapes]
        self._cut = cut

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        pieces = inputs[-1].split(self._sizes)
        for (module, name), piece, shape in zip(self._holes, pieces, self._shapes):
            setattr(module, name, self._cut(piece, shape))
        return self._call(self._net[0], *inputs[:-1])


def channels_last(piece: torch.Tensor, shape: torch.Size) -> torch.Tensor:
    """A weight that `Arranged` has laid so."""
    if len(shape) < 4:
        return piece.view(shape)
    return piece.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)


class Arranged(nn.Module):
    """Flat weights -> flat weights, those of convolutions channels last."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self._shapes = [p.shape for p in net.parameters()]

    def forward(self, flat: torch.Tensor) -> torch.Tensor:
        pieces = flat.split([shape.numel() for shape in self._shapes])
        return torch.cat([piece.view(shape).permute(0, 2, 3, 1).reshape(-1) if len(shape) == 4 else piece
                          for piece, shape in zip(pieces, self._shapes)])


def _hole(net: nn.Module, path: str) -> tuple[nn.Module, str]:
    """Takes the parameter out, so that a plain tensor can be put in its place."""
    *parents, name = path.split(".")
    module = net.get_submodule(".".join(parents))
    del module._parameters[name]
    return module, name


class PackedPicture(nn.Module):
    """Tensor in, tensor out: encoder, decoder, upscaler."""

    flat: torch.Tensor

    def __init__(self, body: torch.jit.ScriptModule, stored: torch.Tensor):
        super().__init__()
        self.body = body
        self.register_buffer("stored", stored)
        self.flat = torch.empty(0)

    @torch.jit.export
    def prepare(self, precision: torch.Tensor) -> torch.Tensor:
        """0 = fp32, 1 = bf16, 2 = fp16. Once, before the first forward; returns the number of weights."""
        wanted = [torch.float32, torch.bfloat16, torch.float16][int(precision.item())]
        self.flat = self.stored.to(wanted)
        return torch.tensor(self.flat.numel())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x.to(self.flat.dtype), self.flat).to(torch.float32)


class PackedUNet(nn.Module):
    """(x [N, 9, H, W], timesteps [N]) -> velocity [N, 4, H, W]. `body` runs on GPUs, `processor_body` (processor.py) on processors."""

    flat: torch.Tensor

    def __init__(self, body: torch.jit.ScriptModule, processor_body: torch.jit.ScriptModule, arranged: torch.jit.ScriptModule,
                 stored: torch.Tensor, width: int):
        super().__init__()
        self.body, self.processor_body, self.arranged, self.width = body, processor_body, arranged, width
        self.register_buffer("stored", stored)
        self.flat = torch.empty(0)

    @torch.jit.export
    def prepare(self, precision: torch.Tensor) -> torch.Tensor:
        """0 = fp32, 1 = bf16, 2 = fp16. Once, before the first forward; returns the number of weights."""
        wanted = [torch.float32, torch.bfloat16, torch.float16][int(precision.item())]
        self.flat = self.stored.to(wanted)
        if self.flat.device.type == "cpu":
            self.flat = self.arranged(self.flat)
        return torch.tensor(self.flat.numel())

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        features = timestep_features(t, self.width).to(self.flat.dtype)
        x = x.to(self.flat.dtype)
        if self.flat.device.type == "cpu":
            return self.processor_body(x.contiguous(memory_format=torch.channels_last), features, self.flat).to(torch.float32)
        return self.body(x, features, self.flat).to(torch.float32)


def flat_half(net: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().reshape(-1) for p in net.parameters()]).half()


@torch.no_grad()
def pack(net: nn.Module, call, examples: tuple[torch.Tensor, ...]) -> nn.Module:
    """A scripted module around the trace of `call(net, *examples)`; shapes stay dynamic in N, H and W."""
    stored = flat_half(net)
    traced = torch.jit.trace(Functional(net, call), (*examples, stored.float()), check_trace=False)
    if isinstance(net, UNet):
        arranged = torch.jit.trace(Arranged(net), (stored.float(),), check_trace=False)
        fast = Functional(for_processor(net), call, channels_last)
        inputs = (examples[0].contiguous(memory_format=torch.channels_last), *examples[1:], arranged(stored.float()))
        return torch.jit.script(PackedUNet(traced, torch.jit.trace(fast, inputs, check_trace=False), arranged, stored, net.width))
    return torch.jit.script(PackedPicture(traced, stored))


def save(module: nn.Module, file: Path) -> None:
    """Without the debug files that hold stack traces: smaller, and no path of the exporting machine."""
    buffer = io.BytesIO()
    torch.jit.save(module, buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            if not name.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source.read(name))


def stored_weights(file: Path) -> torch.Tensor:
    """The flat fp16 weights of a saved file, to start training again from what was shipped."""
    return torch.jit.load(str(file), map_location="cpu").stored.detach().clone()


def unflatten(net: nn.Module, flat: torch.Tensor) -> None:
    """Puts flat weights into a network of the same architecture. Raises ValueError when they do not fit."""
    total = sum(p.numel() for p in net.parameters())
    if flat.numel() != total:
        raise ValueError(f"{flat.numel()} weights do not fit a network of {total}")
    at = 0
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(flat[at:at + p.numel()].view(p.shape))
            at += p.numel()
