"""Words with weights, and prompts beyond an encoder's limit: (word:1.3), (word), [word] and BREAK.

For pipelines that read by CLIP alone; others are given plain words. What uses none of this is left to the pipeline.
"""

import inspect
import re
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from safelight.kit.errors import shorten
from safelight.specs.generation import GenerationPlan

STEP = 1.1
"""What a pair of bare brackets multiplies or divides by, as is the custom."""
MAX_WEIGHT = 100.0
"""Beyond it nothing is emphasised further, and brackets in brackets leave what half precision can hold."""
_LONGEST_WEIGHT = 60  # characters: a longer number, looked for in every bracket of many, would take minutes
_WEIGHT = re.compile(r":\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*$")
_PARTNER = {")": "(", "]": "["}


@dataclass(frozen=True)
class Piece:
    """Words of one weight."""

    text: str
    weight: float = 1.0


Chunk = list[Piece]


def parse(prompt: str) -> list[Chunk]:
    r"""The pieces of a prompt, in the chunks that BREAK parts. `\(` is a bracket itself, as is one without partner."""
    pairs = _pairs(prompt)
    closing = {end: start for start, end in pairs.items()}
    pieces: list[Piece] = []
    weights, words, at, ends = [1.0], "", 0, dict[int, int]()
    while at < len(prompt):
        letter = prompt[at]
        if letter == "\\" and prompt[at + 1 : at + 2] in tuple("()[]\\"):
            words, at = words + prompt[at + 1], at + 2
            continue
        if at in pairs or at in closing or at in ends:
            pieces.append(Piece(words, weights[-1]))
            words = ""
        if at in ends:  # the number at the end of round brackets
            at = ends[at]
            continue
        if at in pairs:
            tail = max(at + 1, pairs[at] - _LONGEST_WEIGHT)
            stated = _WEIGHT.search(prompt[tail : pairs[at]]) if letter == "(" else None
            factor = STEP if letter == "(" else 1 / STEP
            if stated:
                factor = float(stated[1])
                ends[tail + stated.start()] = pairs[at]
            weights.append(min(max(weights[-1] * factor, -MAX_WEIGHT), MAX_WEIGHT))
        elif at in closing:
            weights.pop()
        else:
            words += letter
        at += 1
    return _chunks([*pieces, Piece(words, weights[-1])])


def plain(prompt: str) -> str:
    """The prompt without its syntax."""
    return " ".join("".join(piece.text for piece in chunk).strip() for chunk in parse(prompt)).strip()


def is_weighted(prompt: str) -> bool:
    """Whether it says more than its words."""
    chunks = parse(prompt)
    return len(chunks) > 1 or any(piece.weight != 1 for chunk in chunks for piece in chunk)


def encoded(pipeline: Any, plan: GenerationPlan, warnings: list[str]) -> dict[str, Any]:
    """What the pipeline is told to draw: words, or their embeddings of batch 1 where it could not read them so."""
    negative = {"negative_prompt": plan.negative_prompt} if plan.negative_prompt else {}
    asked = {"prompt": plan.prompt, **negative}
    if plan.prompt_weighting == "off":
        warnings += too_long(pipeline, plan.prompt)
        return _embeddings(pipeline, plan) if are_embedded(pipeline, plan) else asked
    if are_embedded(pipeline, plan):
        return _embeddings(pipeline, plan)
    words = {name: plain(text) for name, text in asked.items()}
    if any(is_weighted(text) for text in asked.values()):
        warnings.append("This model takes no weights of words; the prompt was read without them.")
    warnings += too_long(pipeline, words["prompt"])
    return words


def are_embedded(pipeline: Any, plan: GenerationPlan) -> bool:
    """Whether the pipeline could not read the words of this plan itself."""
    if not _reads_by_clip(pipeline):
        return False
    # diffusers 0.42 looks for CLIP's last norm where transformers 5 has it no more, so it cannot skip layers itself.
    if plan.clip_skip is not None or plan.prompt_weighting == "off":
        return plan.clip_skip is not None
    texts = (plan.prompt, plan.negative_prompt)
    return any(is_weighted(text) or bool(too_long(pipeline, plain(text))) for text in texts)


def too_long(pipeline: Any, prompt: str) -> list[str]:
    """Tell what no text encoder will read. If one of several reads it all (T5 beside CLIP), nothing is lost."""
    ends: list[tuple[int, int, Any, list[int]]] = []
    sequence = inspect.signature(type(pipeline).__call__).parameters.get("max_sequence_length")
    for name in ("tokenizer", "tokenizer_2", "tokenizer_3"):
        tokenizer = getattr(pipeline, name, None)
        if tokenizer is None:
            continue
        limit = tokenizer.model_max_length
        if sequence is not None and "T5" in type(tokenizer).__name__:
            limit = min(limit, sequence.default)
        ids = tokenizer(prompt, truncation=False, verbose=False).input_ids
        if len(ids) <= limit:
            return []
        ends.append((limit, len(ids), tokenizer, ids))
    if not ends:
        return []
    limit, count, tokenizer, ids = max(ends, key=lambda end: end[0])
    lost = tokenizer.decode(ids[limit - 1 : -1])  # the last place of those kept is the end mark's
    return [f"The prompt has {count} tokens and the model reads {limit}; left out: {shorten(lost)!r}."]


def _reads_by_clip(pipeline: Any) -> bool:
    """Cross-attention over CLIP's states can be of any length; the joint attention of others mixes in T5's."""
    encoders = [type(getattr(pipeline, name, None)).__name__ for name in ("text_encoder", "text_encoder_2")]
    return (
        encoders[0] == "CLIPTextModel"
        and encoders[1] in {"NoneType", "CLIPTextModelWithProjection"}
        and getattr(pipeline, "unet", None) is not None
        and "prompt_embeds" in inspect.signature(type(pipeline).__call__).parameters
    )


def _embeddings(pipeline: Any, plan: GenerationPlan) -> dict[str, Any]:
    """prompt_embeds and negative_prompt_embeds (1, length, width), and the pooled ones of SDXL (1, width)."""
    off = plan.prompt_weighting == "off"
    texts = {"": plan.prompt, "negative_": plan.negative_prompt}
    pairs = [("tokenizer", "text_encoder"), ("tokenizer_2", "text_encoder_2")]
    encoders = [
        (getattr(pipeline, a), getattr(pipeline, b)) for a, b in pairs if getattr(pipeline, b, None) is not None
    ]
    rows = {
        (side, at): _rows(tokenizer, _spelled(pipeline, tokenizer, [[Piece(text)]] if off else parse(text)))
        for side, text in texts.items()
        for at, (tokenizer, _) in enumerate(encoders)
    }
    longest = 1 if off else max(len(row) for row in rows.values())
    told: dict[str, Any] = {}
    for side in texts:
        states, pooled = [], None
        for at, (tokenizer, encoder) in enumerate(encoders):
            padded = rows[side, at][:longest] + _rows(tokenizer, [[Piece("")]]) * (longest - len(rows[side, at]))
            state, pooled = _encode(pipeline, tokenizer, encoder, padded, plan.clip_skip, several=len(encoders) > 1)
            states.append(state)
        told[f"{side}prompt_embeds"] = torch.cat(states, dim=-1)
        if len(encoders) > 1:
            told[f"{side}pooled_prompt_embeds"] = pooled
    if len(encoders) > 1 and not plan.negative_prompt and pipeline.config.get("force_zeros_for_empty_prompt"):
        told |= {name: torch.zeros_like(value) for name, value in told.items() if name.startswith("negative_")}
    return told


def _spelled(pipeline: Any, tokenizer: Any, chunks: list[Chunk]) -> list[Chunk]:
    """The chunks with embeddings of several vectors written out, as pipelines do."""
    if not hasattr(pipeline, "maybe_convert_prompt"):
        return chunks
    return [[Piece(pipeline.maybe_convert_prompt(p.text, tokenizer), p.weight) for p in chunk] for chunk in chunks]


Row = list[tuple[int, float]]  # tokens of one reading of the encoder, with their weights


def _rows(tokenizer: Any, chunks: list[Chunk]) -> list[Row]:
    """Every chunk in rows of the encoder's length, each with its marks of beginning and end."""
    room = tokenizer.model_max_length - 2
    rows = []
    for chunk in chunks:
        tokens = [
            (token, piece.weight)
            for piece in chunk
            for token in tokenizer(piece.text, add_special_tokens=False, truncation=False, verbose=False).input_ids
        ]
        for start in range(0, max(1, len(tokens)), room):
            row = [(tokenizer.bos_token_id, 1.0), *tokens[start : start + room], (tokenizer.eos_token_id, 1.0)]
            rows.append(row + [(tokenizer.pad_token_id, 1.0)] * (tokenizer.model_max_length - len(row)))
    return rows


@torch.no_grad()
def _encode(
    pipeline: Any, tokenizer: Any, encoder: Any, rows: list[Row], clip_skip: int | None, *, several: bool
) -> tuple[Tensor, Tensor | None]:
    """The rows' states (1, rows * length, width) with the weights in them, and what the first row says pooled."""
    empty = _rows(tokenizer, [[Piece("")]])[0]
    device = pipeline._execution_device  # noqa: SLF001  diffusers' own, the only one that knows of offloading
    ids = torch.tensor([[token for token, _ in row] for row in [*rows, empty]], device=device)
    weights = torch.tensor([[weight for _, weight in row] for row in rows], device=device).unsqueeze(-1)
    found = encoder(ids, output_hidden_states=True)
    if several:  # SDXL reads the last layer but one
        states = found.hidden_states[-((clip_skip or 0) + 2)]
    elif clip_skip is None:
        states = found.last_hidden_state
    else:
        states = getattr(encoder, "text_model", encoder).final_layer_norm(found.hidden_states[-(clip_skip + 1)])
    words, nothing = states[:-1], states[-1:]
    # From what no words say towards what the words say, and beyond; a weight of 1 changes no bit.
    heavy = torch.where(weights == 1, words, nothing + (words - nothing) * weights.to(words.dtype))
    pooled = found.text_embeds[:1] if hasattr(found, "text_embeds") else None
    return heavy.flatten(0, 1).unsqueeze(0), pooled


def _pairs(prompt: str) -> dict[int, int]:
    """Where brackets open, and where each closes; escaped ones and those without partner are letters."""
    pairs, waiting, at = {}, list[int](), 0
    while at < len(prompt):
        letter = prompt[at]
        if letter == "\\":
            at += 1
        elif letter in "([":
            waiting.append(at)
        elif letter in _PARTNER:
            opened = next((start for start in reversed(waiting) if prompt[start] == _PARTNER[letter]), None)
            if opened is not None:
                pairs[opened] = at
                waiting = [start for start in waiting if start < opened]
        at += 1
    return pairs


def _chunks(pieces: list[Piece]) -> list[Chunk]:
    chunks: list[Chunk] = [[]]
    for piece in pieces:
        first, *rest = re.split(r"\s*\bBREAK\b\s*", piece.text)
        chunks[-1].append(Piece(first, piece.weight))
        chunks += [[Piece(text, piece.weight)] for text in rest]
    return [[piece for piece in chunk if piece.text] for chunk in chunks if any(p.text.strip() for p in chunk)] or [[]]
