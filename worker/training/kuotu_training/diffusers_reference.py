"""What diffusers' own pipelines make of a bundle's source folder, for the worker's test to compare with.

    python -m kuotu_training.diffusers_reference TINY --to FIXTURES     # for each folder of TINY: FIXTURES/<name>.cases.json and .npz

The pipelines run as they are, with two things put in: the worker's own noise (a function of seed, stream and index), and the mode of the
autoencoder's distribution instead of a random draw from it.
"""

import argparse
import json
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers.pipelines.stable_diffusion import pipeline_stable_diffusion_inpaint as sd
from diffusers.pipelines.stable_diffusion_xl import pipeline_stable_diffusion_xl_inpaint as xl
from diffusers.schedulers import scheduling_lcm
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from .export_diffusers import SCHEDULERS, schedule

WIDTH, HEIGHT = 128, 64
SEED = 20261122
PROMPT, NEGATIVE = "rolling green hills, wide angle", "blurry, low quality"
PROMPTS = [
    "", PROMPT, "A  Photograph\tof the OLD town's streets; it's 1987!", "山水 mountain 🏔️ café naïve", "<|endoftext|> after the end", "lake " * 300,
    "x" * 400, "a\u0000b", "!"]
_GOLDEN, _MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1


def _mix(z: np.ndarray) -> np.ndarray:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def gaussian(seed: int, stream: int, count: int) -> np.ndarray:
    """As the worker's Noise.gaussian."""
    with np.errstate(over="ignore"):
        mixed = lambda value: _mix(np.array([value & _MASK], np.uint64))[0]
        key = mixed(int(mixed(seed + _GOLDEN)) ^ int(mixed(stream * _GOLDEN + 1)))
        i = np.arange(0, count, 2, dtype=np.uint64)
        u1 = ((_mix(key + np.uint64(_GOLDEN) * (i + np.uint64(1))) >> np.uint64(11)).astype(np.float64) + 1) * 2.0**-53
        u2 = (_mix(key + np.uint64(_GOLDEN) * (i + np.uint64(2))) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    radius, angle = np.sqrt(-2 * np.log(u1)), 2 * np.pi * u2
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)[:count].astype(np.float32)


class Draws:
    """Stands in for diffusers' generator: the n-th draw is the worker's stream n."""

    def __init__(self):
        self.stream = 0

    def __call__(self, shape, generator=None, device=None, dtype=None, layout=None) -> torch.Tensor:
        drawn = gaussian(SEED, self.stream, int(np.prod(tuple(shape))))
        self.stream += 1
        return torch.from_numpy(drawn).view(tuple(shape))


def pipeline(folder: Path):
    index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    parts = {
        "vae": diffusers.AutoencoderKL.from_pretrained(folder / "vae"), "unet": diffusers.UNet2DConditionModel.from_pretrained(folder / "unet"),
        "tokenizer": CLIPTokenizer.from_pretrained(folder / "tokenizer"), "text_encoder": CLIPTextModel.from_pretrained(folder / "text_encoder"),
        "scheduler": diffusers.DDIMScheduler.from_pretrained(folder / "scheduler")}
    for part in parts.values():
        if isinstance(part, torch.nn.Module):
            part.eval()
    if index["_class_name"] == "StableDiffusionXLInpaintPipeline":
        second = CLIPTextModelWithProjection.from_pretrained(folder / "text_encoder_2").eval()
        return diffusers.StableDiffusionXLInpaintPipeline(
            **parts, text_encoder_2=second, tokenizer_2=CLIPTokenizer.from_pretrained(folder / "tokenizer_2"),
            force_zeros_for_empty_prompt=index["force_zeros_for_empty_prompt"])
    return diffusers.StableDiffusionInpaintPipeline(**parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def cases(config: dict) -> list[dict]:
    plain = {"steps": 20, "strength": 1.0, "guidance": 7.5, "prompt": PROMPT, "negative": NEGATIVE}
    made = []
    for sampler in SCHEDULERS:
        spacings = ("leading", "trailing", "linspace") if sampler != "lcm" else ("leading",)  # it has timesteps of its own
        for spacing in spacings:
            made.append({**plain, "sampler": sampler, "config": {**config, "timestep_spacing": spacing}})
        made.append({**plain, "sampler": sampler, "steps": 25, "strength": 0.8, "config": config})  # 20 of 25 steps
        made.append({**plain, "sampler": sampler, "guidance": 1.0, "config": config})
    made.append({**plain, "sampler": "ddim", "config": {**config, "set_alpha_to_one": True}})
    made.append({**plain, "sampler": "dpm++2m", "config": {**config, "final_sigmas_type": "sigma_min"}})
    made.append({**plain, "sampler": "ddim", "negative": "", "steps": 7, "config": config})
    if config["prediction_type"] == "v_prediction":  # noise that ends in no signal at all
        for sampler in ("ddim", "euler", "dpm++2m"):
            made.append({**plain, "sampler": sampler, "config": {**config, "timestep_spacing": "trailing", "rescale_betas_zero_snr": True}})
    return made


@torch.no_grad()
def reference(folder: Path, to: Path) -> None:
    pipe = pipeline(folder)
    pipe.set_progress_bar_config(disable=True)
    rows, columns = torch.meshgrid(torch.linspace(0, 3, HEIGHT), torch.linspace(0, 7, WIDTH), indexing="ij")
    picture = torch.stack([0.5 + 0.4 * torch.sin(rows * k + columns) for k in (1, 2, 3)])
    mask = torch.zeros(HEIGHT, WIDTH)
    mask[:, 72:] = 1  # px; cells of 8
    mask[:16] = 1
    config = {**json.loads((folder / "scheduler" / "scheduler_config.json").read_text()), "clip_sample": False}
    config = {"prediction_type": "epsilon", **{k: v for k, v in config.items() if not k.startswith("_")}}
    arrays, told = {"canvas": picture, "mask": mask[::8, ::8].contiguous()}, []
    for number, case in enumerate(cases(config)):
        pipe.scheduler = SCHEDULERS[case["sampler"]].from_config(case["config"])
        sd.randn_tensor = xl.randn_tensor = scheduling_lcm.randn_tensor = Draws()
        sd.retrieve_latents = xl.retrieve_latents = lambda output, generator=None, sample_mode=None: output.latent_dist.mode()
        latents = pipe(
            prompt=case["prompt"], negative_prompt=case["negative"] or None, image=picture[None], mask_image=mask[None, None], height=HEIGHT, width=WIDTH,
            strength=case["strength"], num_inference_steps=case["steps"], guidance_scale=case["guidance"], output_type="latent").images
        arrays[f"latents_{number}"] = latents
        told.append({**{k: v for k, v in case.items() if k != "config"}, "seed": SEED, "schedule": schedule(case["config"], case["sampler"])})
    arrays["decoded"] = pipe.vae.decode(arrays["latents_0"] / pipe.vae.config.scaling_factor).sample / 2 + 0.5
    ids = [pipe.tokenizer(p, padding="max_length", max_length=77, truncation=True).input_ids for p in PROMPTS]
    np.savez_compressed(to / f"{folder.name}.npz", **{name: a.numpy().astype(np.float32) for name, a in arrays.items()})
    text = [{"prompt": p, "ids": i} for p, i in zip(PROMPTS, ids)]
    (to / f"{folder.name}.cases.json").write_text(json.dumps({"width": WIDTH, "height": HEIGHT, "cases": told, "text": text}, indent=1), encoding="utf-8")
    print(f"{folder.name}: {len(told)} cases, largest latent {max(float(a.abs().max()) for n, a in arrays.items() if n.startswith('latents')):.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tiny", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)  # tiny models: threads would wait for each other
    options.to.mkdir(parents=True, exist_ok=True)
    for folder in sorted(f for f in options.tiny.iterdir() if f.is_dir()):
        reference(folder, options.to)


if __name__ == "__main__":
    main()
