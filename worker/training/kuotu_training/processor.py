"""The UNet as a processor runs it best: the same weights and the same arithmetic in another order, for the exported file alone.

What differs from nets.py, and why (PyTorch 2.7.1, bf16, measured in ../../BENCHMARKS.md): activations and weights lie channels last, so that oneDNN
turns nothing around between convolutions; attention is written out, since the fused kernel is slower than two products there and the unfused one also
looks for rows that are masked out; normalisation and what scales and shifts after it are one pass, since the built-in one is slow in that layout.
"""

import copy

import torch
import torch.nn as nn
import torch.nn.functional as F

from .nets import Attention, Residual, UNet


class RowNorm(nn.GroupNorm):
    """GroupNorm of a picture [N, C, H, W] that lies channels last; sums are fp32."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows, gain, offset = self.gained(x)
        return as_picture(torch.addcmul(offset[:, None], rows, gain[:, None]), x)

    def gained(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(fp32 rows [N, HW, C], gain [N, C], offset [N, C]): normalised is rows * gain + offset."""
        n, c, h, w = x.shape
        rows = x.permute(0, 2, 3, 1).reshape(n, h * w, c).to(torch.float32)
        mean, square = self._of_group(rows, c), self._of_group(rows * rows, c)
        gain = torch.rsqrt(square - mean * mean + self.eps) * self.weight.to(torch.float32)
        return rows, gain, self.bias.to(torch.float32) - mean * gain

    def _of_group(self, rows: torch.Tensor, channels: int) -> torch.Tensor:
        """The mean of each channel's group, [N, C]."""
        each = channels // self.num_groups
        means = rows.mean(dim=1).reshape(-1, self.num_groups, each).mean(dim=2, keepdim=True)
        return means.expand(-1, -1, each).reshape(-1, channels)


class ProcessorResidual(Residual):
    def forward(self, x: torch.Tensor, e: torch.Tensor) -> torch.Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.condition(e).to(torch.float32).chunk(2, dim=1)
        rows, gain, offset = self.norm2.gained(h)
        gain, offset = gain * (1 + scale), offset * (1 + scale) + shift
        h = as_picture(torch.addcmul(offset[:, None], rows, gain[:, None]), h)
        return self.skip(x) + self.conv2(F.silu(h))


class ProcessorAttention(Attention):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, c, h, w = x.shape
        size = c // self.heads
        qkv = self.qkv(self.norm(x)).permute(0, 2, 3, 1).reshape(n, h * w, 3, self.heads, size).permute(2, 0, 3, 1, 4).contiguous()
        seen = torch.softmax((qkv[0] * size ** -0.5) @ qkv[1].transpose(-1, -2), -1)
        y = (seen @ qkv[2]).transpose(1, 2).reshape(n, h, w, c).permute(0, 3, 1, 2)
        return x + self.out(y)


def as_picture(rows: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    n, c, h, w = like.shape
    return rows.type_as(like).reshape(n, h, w, c).permute(0, 3, 1, 2)  # type_as: a trace would freeze a dtype


FORMS = {nn.GroupNorm: RowNorm, Residual: ProcessorResidual, Attention: ProcessorAttention}


def for_processor(net: UNet) -> UNet:
    """A copy of the network, its parameters in the same order under the same names. Inputs must lie channels last."""
    net = copy.deepcopy(net)
    for module in net.modules():
        if type(module) in FORMS:
            module.__class__ = FORMS[type(module)]
    return net
