"""Image-to-text models of random weights, built from configs in well under a second."""

from pathlib import Path

import torch
from transformers import (
    BertTokenizer,
    BlipConfig,
    BlipForConditionalGeneration,
    BlipImageProcessor,
    BlipProcessor,
    CLIPImageProcessor,
    GitConfig,
    GitForCausalLM,
    GitProcessor,
)

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS += ["a", "red", "blue", "cat", "dog", "on", "mat", "photo", "of", "the", "with", "hat"]
_TEXT = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
_MARKS = {"bos_token_id": 2, "eos_token_id": 3, "pad_token_id": 0}
_EYES = {**_TEXT, "image_size": 32, "patch_size": 16}


def blip(folder: Path) -> Path:
    torch.manual_seed(0)
    text = {**_TEXT, **_MARKS, "vocab_size": len(WORDS), "encoder_hidden_size": 16, "sep_token_id": 3}
    config = BlipConfig(text_config={**text, "max_position_embeddings": 64}, vision_config=_EYES, projection_dim=8)
    BlipForConditionalGeneration(config).eval().save_pretrained(folder)
    BlipProcessor(BlipImageProcessor(size={"height": 32, "width": 32}), _tokenizer()).save_pretrained(folder)
    return folder


def git(folder: Path) -> Path:
    torch.manual_seed(0)
    config = GitConfig(**_TEXT, **_MARKS, vocab_size=len(WORDS), max_position_embeddings=64, vision_config=_EYES)
    GitForCausalLM(config).eval().save_pretrained(folder)
    eyes = CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    GitProcessor(eyes, _tokenizer()).save_pretrained(folder)
    return folder


def _tokenizer() -> BertTokenizer:
    return BertTokenizer(vocab={word: number for number, word in enumerate(WORDS)})
