"""Diffusers folders of tiny, randomly initialised models of exactly the architectures that users bring, to check the exporter and the worker with.

    python -m kuotu_training.tiny_diffusers FOLDER      # makes FOLDER/sd15, FOLDER/sd2, FOLDER/sdxl

Every block, option and order of things is that of the real model; only widths, depths of the text encoder and the vocabulary are small.
"""

import argparse
import functools
import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, EulerDiscreteScheduler, PNDMScheduler, UNet2DConditionModel
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

TOKENS = 77
BOS, EOS = "<|startoftext|>", "<|endoftext|>"
TEXT_TO_LEARN_WORDS_FROM = [
    "a photograph of a quiet mountain lake in the morning light", "rolling green hills under a cloudy sky, wide angle",
    "the old town with narrow streets and red roofs", "grass, rocks and water, highly detailed", "blurry, low quality, text, watermark"]


@functools.cache  # two trainings can differ where pairs are equally frequent, and SDXL's tokenizers must not
def vocabulary() -> tuple[dict[str, int], list[tuple[str, str]]]:
    """A byte-level BPE like CLIP's: 256 bytes, 256 bytes at a word's end, merges, the two marks last."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=700, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False)
    tokenizer.train_from_iterator(TEXT_TO_LEARN_WORDS_FROM, trainer)
    merges = [tuple(m) for m in json.loads(tokenizer.to_str())["model"]["merges"]]
    words = alphabet + [c + "</w>" for c in alphabet]
    seen = set(words)
    for left, right in merges:
        for piece in (left, right, left + right):
            if piece not in seen:
                seen.add(piece)
                words.append(piece)
    words += [BOS, EOS]
    return {word: i for i, word in enumerate(words)}, merges


def tokenizer(pad: str) -> CLIPTokenizer:
    vocab, merges = vocabulary()
    return CLIPTokenizer(vocab=vocab, merges=merges, pad_token=pad, model_max_length=TOKENS)


def text_config(tok: CLIPTokenizer, width: int, act: str, layers: int) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(tok), hidden_size=width, intermediate_size=2 * width, num_hidden_layers=layers, num_attention_heads=4,
        max_position_embeddings=TOKENS, hidden_act=act, projection_dim=width, bos_token_id=tok.bos_token_id, eos_token_id=tok.eos_token_id,
        pad_token_id=tok.pad_token_id)


def vae(scaling: float) -> AutoencoderKL:
    blocks = 4
    return AutoencoderKL(
        in_channels=3, out_channels=3, latent_channels=4, layers_per_block=2, norm_num_groups=4, sample_size=64, scaling_factor=scaling,
        block_out_channels=(8, 8, 8, 8), down_block_types=("DownEncoderBlock2D",) * blocks, up_block_types=("UpDecoderBlock2D",) * blocks)


def sd_unet(context: int, **options) -> UNet2DConditionModel:
    cross = ("CrossAttnDownBlock2D",) * 3
    return UNet2DConditionModel(
        sample_size=8, in_channels=9, out_channels=4, layers_per_block=2, norm_num_groups=8, block_out_channels=(16, 16, 24, 24),
        cross_attention_dim=context, down_block_types=(*cross, "DownBlock2D"), up_block_types=("UpBlock2D", *("CrossAttnUpBlock2D",) * 3), **options)


def sdxl_unet(context: int, pooled: int) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=8, in_channels=9, out_channels=4, layers_per_block=2, norm_num_groups=8, block_out_channels=(16, 16, 24),
        cross_attention_dim=context, attention_head_dim=[2, 2, 3], transformer_layers_per_block=[1, 1, 2], use_linear_projection=True,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        addition_embed_type="text_time", addition_time_embed_dim=8, projection_class_embeddings_input_dim=6 * 8 + pooled)


def shaken(net: torch.nn.Module) -> torch.nn.Module:
    """Biases and norms start as zeros and ones in a fresh network; then a place where they are mixed up would not show."""
    with torch.no_grad():
        for p in net.parameters():
            if p.ndim == 1:
                p.add_(0.1 * torch.randn_like(p))
    return net.eval()


SCALED = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}


def write(folder: Path, index: dict, **parts) -> None:
    for name, part in parts.items():
        part.save_pretrained(folder / name)
    (folder / "model_index.json").write_text(json.dumps(index, indent=2), encoding="utf-8")


def sd15(folder: Path) -> None:
    tok = tokenizer(EOS)
    write(folder, {"_class_name": "StableDiffusionInpaintPipeline"}, tokenizer=tok, vae=shaken(vae(0.18215)),
          text_encoder=shaken(CLIPTextModel(text_config(tok, 32, "quick_gelu", 2))), unet=shaken(sd_unet(32, attention_head_dim=8)),
          scheduler=PNDMScheduler(**SCALED, skip_prk_steps=True, set_alpha_to_one=False, steps_offset=1))


def sd2(folder: Path) -> None:
    tok = tokenizer("!")
    unet = sd_unet(32, attention_head_dim=[2, 4, 3, 3], use_linear_projection=True)
    write(folder, {"_class_name": "StableDiffusionInpaintPipeline"}, tokenizer=tok, vae=shaken(vae(0.18215)),
          text_encoder=shaken(CLIPTextModel(text_config(tok, 32, "gelu", 3))), unet=shaken(unet),
          scheduler=DDIMScheduler(**SCALED, prediction_type="v_prediction", clip_sample=False, set_alpha_to_one=False, steps_offset=1))


def sdxl(folder: Path) -> None:
    first, second = tokenizer(EOS), tokenizer("!")
    write(folder, {"_class_name": "StableDiffusionXLInpaintPipeline", "force_zeros_for_empty_prompt": True}, tokenizer=first, tokenizer_2=second,
          text_encoder=shaken(CLIPTextModel(text_config(first, 16, "quick_gelu", 3))),
          text_encoder_2=shaken(CLIPTextModelWithProjection(text_config(second, 32, "gelu", 3))),
          vae=shaken(vae(0.13025)), unet=shaken(sdxl_unet(16 + 32, 32)), scheduler=EulerDiscreteScheduler(**SCALED, steps_offset=1, timestep_spacing="leading"))


def sd15_full(folder: Path) -> None:
    """Stable Diffusion 1.5 inpainting at its real size (860 M weights in the UNet, 123 M in the text encoder, 84 M in the autoencoder), in fp16."""
    tok = tokenizer(EOS)
    torch.set_default_dtype(torch.float16)
    blocks = ("DownEncoderBlock2D",) * 4, ("UpDecoderBlock2D",) * 4
    autoencoder = AutoencoderKL(
        latent_channels=4, layers_per_block=2, sample_size=512, scaling_factor=0.18215, block_out_channels=(128, 256, 512, 512),
        down_block_types=blocks[0], up_block_types=blocks[1])
    text = CLIPTextConfig(
        vocab_size=49408, hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, projection_dim=768,
        bos_token_id=tok.bos_token_id, eos_token_id=tok.eos_token_id, pad_token_id=tok.pad_token_id)
    write(folder, {"_class_name": "StableDiffusionInpaintPipeline"}, tokenizer=tok, vae=autoencoder, text_encoder=CLIPTextModel(text),
          unet=UNet2DConditionModel(sample_size=64, in_channels=9, cross_attention_dim=768, attention_head_dim=8),
          scheduler=PNDMScheduler(**SCALED, skip_prk_steps=True, set_alpha_to_one=False, steps_offset=1))


ARCHITECTURES = {"sd15": sd15, "sd2": sd2, "sdxl": sdxl}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full-size", action="store_true", help="one SD 1.5 at its real size instead: FOLDER/sd15-full")
    options = parser.parse_args()
    if options.full_size:
        sd15_full(options.folder / "sd15-full")
        return
    for seed, (name, make) in enumerate(ARCHITECTURES.items()):
        torch.manual_seed(seed)
        make(options.folder / name)


if __name__ == "__main__":
    main()
