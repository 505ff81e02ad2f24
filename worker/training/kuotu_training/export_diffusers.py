"""Makes a bundle of a diffusers inpainting folder (Stable Diffusion 1.5, 2, XL; a UNet of 9 input channels).

    python -m kuotu_training.export_diffusers FOLDER --to BUNDLES --name NAME

FOLDER holds model_index.json, tokenizer/, text_encoder/, vae/, unet/, scheduler/ (and tokenizer_2/, text_encoder_2/ for XL). The bundle is
written beside an old one of its name and swapped in whole. What the worker could not compute as diffusers does is refused here.
"""

import argparse
import inspect
import json
import shutil
from pathlib import Path

import diffusers
import torch
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from .brought import PackedCodec, PackedPrompted, PackedText, save, traced
from .export import write_manifest

SCHEDULERS = {
    "ddim": diffusers.DDIMScheduler, "euler": diffusers.EulerDiscreteScheduler, "dpm++2m": diffusers.DPMSolverMultistepScheduler,
    "lcm": diffusers.LCMScheduler}
SAMPLERS = {cls.__name__: name for name, cls in SCHEDULERS.items()} | {"PNDMScheduler": "dpm++2m"}
PREDICTIONS = {"epsilon": "epsilon", "v_prediction": "velocity"}
# what the worker computes; a scheduler that is set to anything else is refused
NEEDED = {
    "trained_betas": (None,), "thresholding": (False,), "clip_sample": (False,), "use_karras_sigmas": (False, None),
    "use_exponential_sigmas": (False, None), "use_beta_sigmas": (False, None), "use_lu_lambdas": (False, None), "use_flow_sigmas": (False, None),
    "euler_at_final": (False,), "lower_order_final": (True,), "algorithm_type": ("dpmsolver++",), "solver_order": (2,), "solver_type": ("midpoint",),
    "variance_type": (None,), "interpolation_type": ("linear",), "timestep_type": ("discrete",), "sigma_min": (None,), "sigma_max": (None,),
    "original_inference_steps": (50,), "timestep_scaling": (10.0,), "beta_schedule": ("linear", "scaled_linear"),
    "prediction_type": tuple(PREDICTIONS), "timestep_spacing": ("leading", "trailing", "linspace")}


def schedule(config: dict, sampler: str) -> dict:
    """The manifest's schedule for a sampler, read as diffusers reads a config for that scheduler. Raises ValueError for what is not supported."""
    whole = SCHEDULERS[sampler].from_config(config).config
    known = inspect.signature(SCHEDULERS[sampler]).parameters  # a config carries along what another scheduler was told
    for key, allowed in NEEDED.items():
        if key in known and whole[key] not in allowed:
            raise ValueError(f"scheduler.{key} is {whole[key]!r}; the worker's {sampler} knows {', '.join(map(repr, allowed))}")
    lands = whole["set_alpha_to_one"] if "set_alpha_to_one" in known else whole["final_sigmas_type"] == "zero"
    return {
        "kind": whole["beta_schedule"], "timesteps": whole["num_train_timesteps"], "prediction": PREDICTIONS[whole["prediction_type"]],
        "beta_start": whole["beta_start"], "beta_end": whole["beta_end"], "spacing": whole["timestep_spacing"],
        "steps_offset": whole.get("steps_offset", 0), "zero_terminal_snr": whole.get("rescale_betas_zero_snr", False),
        "last": "clean" if lands else "first_timestep"}


class Source:
    """The parts of a folder, each loaded when it is asked for: no two large ones are in memory at once."""

    def __init__(self, folder: Path, dtype: torch.dtype, variant: str | None = None):
        self.folder, self.dtype, self.variant = folder, dtype, variant
        self.index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
        self.is_xl = (folder / "text_encoder_2").is_dir()

    def config(self, part: str, file: str = "config.json") -> dict:
        return json.loads((self.folder / part / file).read_text(encoding="utf-8"))

    def tokenizer(self, part: str = "tokenizer") -> CLIPTokenizer:
        return CLIPTokenizer.from_pretrained(self.folder / part)

    def net(self, cls, part: str, **options) -> torch.nn.Module:
        return cls.from_pretrained(self.folder / part, torch_dtype=self.dtype, variant=self.variant, **options).eval()


class TextEncoders(torch.nn.Module):
    """One encoder (its last layer), or SDXL's two (their layers before the last, and the second's projection of the whole text)."""

    def __init__(self, source: Source):
        super().__init__()
        eager = {"attn_implementation": "eager"}
        self.first = source.net(CLIPTextModel, "text_encoder", **eager)
        self.second = source.net(CLIPTextModelWithProjection, "text_encoder_2", **eager) if source.is_xl else None
        self.tokens = self.first.config.max_position_embeddings
        self.context = self.first.config.hidden_size + (self.second.config.hidden_size if self.second else 0)
        self.end = source.tokenizer().eos_token_id
        if source.is_xl and source.tokenizer().get_vocab() != source.tokenizer("tokenizer_2").get_vocab():
            raise ValueError("tokenizer and tokenizer_2 have different vocabularies; the worker tokenizes once for both encoders")
        self.pad = source.tokenizer("tokenizer_2").pad_token_id if source.is_xl else 0
        self.causal = torch.full((1, 1, self.tokens, self.tokens), torch.finfo(torch.float32).min).triu(1)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        if self.second is None:
            return self.first(ids, attention_mask=self.causal).last_hidden_state.flatten(1)
        padding = (ids == self.end).cumsum(1) > 1  # all after the text's end; the two tokenizers differ in nothing else
        one = self.first(ids, attention_mask=self.causal, output_hidden_states=True)
        two = self.second(torch.where(padding, torch.full_like(ids, self.pad), ids), attention_mask=self.causal, output_hidden_states=True)
        return torch.cat([torch.cat([one.hidden_states[-2], two.hidden_states[-2]], -1).flatten(1), two.text_embeds], 1)


class Half(torch.nn.Module):
    """Encoder or decoder of an autoencoder with the convolution between it and the latents."""

    def __init__(self, net: torch.nn.Module, quant: torch.nn.Module | None):
        super().__init__()
        self.net, self.quant = net, quant or torch.nn.Identity()


def export_text(source: Source, folder: Path) -> TextEncoders:
    encoders = TextEncoders(source)
    body, stored = traced(encoders, lambda net, ids: net(ids), (torch.zeros(1, encoders.tokens, dtype=torch.int64),), source.dtype)
    save(torch.jit.script(PackedText(body, stored)), folder / "text_encoder.pt")
    backend = source.tokenizer().backend_tokenizer
    backend.no_padding()
    backend.enable_truncation(encoders.tokens)
    backend.save(str(folder / "tokenizer.json"))
    return encoders


def export_vae(source: Source, folder: Path) -> int:
    """Returns px per latent cell. Pixels are [0, 1] on both sides, latents of unit scale."""
    vae = source.net(diffusers.AutoencoderKL, "vae")
    channels, scale, shift = vae.config.latent_channels, vae.config.scaling_factor, vae.config.shift_factor or 0.0
    factor = 2 ** (len(vae.config.block_out_channels) - 1)
    encoder, decoder = Half(vae.encoder, vae.quant_conv), Half(vae.decoder, vae.post_quant_conv)
    encode = lambda half, x: (half.quant(half.net(x * 2 - 1))[:, :channels] - shift) * scale  # the distribution's mode
    decode = lambda half, z: half.net(half.quant(z / scale + shift)) / 2 + 0.5
    for name, half, call, example in (("encoder", encoder, encode, torch.rand(2, 3, 8 * factor, 16 * factor)),
                                      ("decoder", decoder, decode, torch.randn(2, channels, 8, 16))):
        body, stored = traced(half, call, (example,), source.dtype)
        save(torch.jit.script(PackedCodec(body, stored)), folder / f"{name}.pt")
    return factor


def export_unet(source: Source, folder: Path, encoders: TextEncoders, factor: int) -> diffusers.configuration_utils.FrozenDict:
    unet = source.net(diffusers.UNet2DConditionModel, "unet")
    config = unet.config
    if config.in_channels != 9 or config.out_channels != 4:
        raise ValueError(f"unet: {config.in_channels} input channels; an inpainting UNet has 9 (noisy latents 4, mask 1, masked picture 4)")
    for key, wanted in (("flip_sin_to_cos", True), ("freq_shift", 0), ("time_cond_proj_dim", None), ("class_embed_type", None)):
        if config[key] != wanted:
            raise ValueError(f"unet.{key} is {config[key]!r}; the worker knows {wanted!r} only")
    if config.addition_embed_type not in (None, "text_time"):
        raise ValueError(f"unet.addition_embed_type is {config.addition_embed_type!r}; the worker knows text_time only")
    xl = config.addition_embed_type == "text_time"
    width, size_width = config.block_out_channels[0], config.addition_time_embed_dim if xl else 0
    extra = config.projection_class_embeddings_input_dim if xl else 0
    # features of timesteps and sizes come from outside of the trace, in fp32
    unet.get_time_embed = lambda sample, timestep: timestep
    if xl:
        unet.get_aug_embed = lambda emb, encoder_hidden_states, added_cond_kwargs: unet.add_embedding(added_cond_kwargs["whole"])
    call = lambda net, x, time, context, whole: net(x, time, context, added_cond_kwargs={"whole": whole}, return_dict=False)[0]
    side = 2 ** (len(config.block_out_channels) - 1)
    examples = (torch.randn(2, 9, side, 2 * side), torch.randn(2, width), torch.randn(2, encoders.tokens, encoders.context), torch.randn(2, extra))
    body, stored = traced(unet, call, examples, source.dtype)
    packed = PackedPrompted(body, stored, width, encoders.tokens, encoders.context, size_width, factor)
    save(torch.jit.script(packed), folder / "unet.pt")
    return config


def description(source: Source, name: str, sampler: str | None, creativity: float) -> dict:
    """The manifest's, but for sizes. Raises ValueError for a scheduler that has no equal here."""
    config = source.config("scheduler", "scheduler_config.json")
    sampler = sampler or SAMPLERS.get(config["_class_name"])
    if sampler is None:
        raise ValueError(f"scheduler {config['_class_name']} has no equal here; choose one: --sampler {'|'.join(SCHEDULERS)}")
    tokenizer = source.tokenizer()
    zeros = source.is_xl and source.index.get("force_zeros_for_empty_prompt", True)
    few = sampler == "lcm"
    return {"name": name, "task": "outpaint", "outpaint": {
        "latent_channels": 4, "shown": "grey", "schedule": schedule(config, sampler),
        "text": {"tokens": tokenizer.model_max_length, "pad": tokenizer.pad_token_id, "empty_negative": "zeros" if zeros else "encoded"},
        "defaults": {"steps": 4 if few else 20, "sampler": sampler, "creativity": creativity, "guidance": 1.0 if few else 7.5},
        "limits": {"steps": 50 if few else 100}}}


@torch.no_grad()
def export(source: Source, folder: Path, whole: dict, licence: str) -> None:
    torch.manual_seed(0)
    encoders = export_text(source, folder)
    if encoders.tokens != whole["outpaint"]["text"]["tokens"]:
        raise ValueError(f"the tokenizer makes {whole['outpaint']['text']['tokens']} tokens, the text encoder takes {encoders.tokens}")
    factor = export_vae(source, folder)
    config = export_unet(source, folder, encoders, factor)
    size = factor * (config.sample_size if isinstance(config.sample_size, int) else min(config.sample_size))
    sizes = {"native_size": size, "largest": size * 3 // 2, "factor": factor, "multiple": factor * 2 ** (len(config.block_out_channels) - 1)}
    write_manifest(folder, {**whole, "outpaint": {**sizes, **whole["outpaint"]}}, licence)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--to", type=Path, required=True, help="folder of bundles")
    parser.add_argument("--name", required=True, help="by which requests ask for it")
    parser.add_argument("--licence", default="the model's own; see where it came from")
    parser.add_argument("--sampler", choices=tuple(SCHEDULERS), help="instead of the folder's scheduler")
    parser.add_argument("--creativity", type=float, default=1.0, help="where a request is silent; diffusers calls it strength")
    parser.add_argument("--variant", help="of the weight files, such as fp16")
    parser.add_argument("--fp32", action="store_true", help="keep weights in fp32: twice the size")
    options = parser.parse_args()

    source = Source(options.folder, torch.float32 if options.fp32 else torch.float16, options.variant)
    whole = description(source, options.name, options.sampler, options.creativity)
    part = options.to / f".{options.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    export(source, part, whole, options.licence)
    target = options.to / options.name
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    for file in sorted(target.iterdir()):
        print(f"{file.stat().st_size:>13} {file}")


if __name__ == "__main__":
    main()
