"""A CLIP tokenizer of our own: each word of the drawn world is one token, any other text falls back to bytes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from transformers import CLIPTokenizer

from safelight.engine.starter.world import vocabulary

MAX_TOKENS = 32
END = "</w>"  # marks the last piece of a word


def byte_alphabet() -> list[str]:
    """One printable character per byte, in the order of GPT-2's byte-level BPE."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    spare = iter(range(256, 512))
    names = {b: chr(b) if b in printable else chr(next(spare)) for b in range(256)}
    return [names[b] for b in [*printable, *(b for b in range(256) if b not in printable)]]


def split(word: str, ranks: dict[tuple[str, str], int]) -> list[str]:
    """Byte-pair encoding with the merges known so far: always the earliest-learnt pair first."""
    pieces = [*word[:-1], word[-1] + END]
    while len(pieces) > 1:
        pairs = [(ranks.get(pair, len(ranks)), i) for i, pair in enumerate(pairwise(pieces))]
        rank, i = min(pairs)
        if rank == len(ranks):
            break
        pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    return pieces


def learn_merges(words: Iterable[str]) -> list[tuple[str, str]]:
    """Merges that make each word one token; each is appended after simulating the earlier ones, or words break."""
    ranks: dict[tuple[str, str], int] = {}
    for word in words:
        pieces = split(word, ranks)
        while len(pieces) > 1:
            ranks[pieces[0], pieces[1]] = len(ranks)
            pieces = split(word, ranks)
    return list(ranks)


def build_tokenizer() -> CLIPTokenizer:
    """In memory; `save_pretrained` writes a standard folder."""
    alphabet = byte_alphabet()
    merges = learn_merges(vocabulary())
    pieces = [*alphabet, *(c + END for c in alphabet), *(a + b for a, b in merges), "<|startoftext|>", "<|endoftext|>"]
    vocab = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    pairs: Any = merges  # annotated as strings there, taken as pairs
    return CLIPTokenizer(vocab=vocab, merges=pairs, model_max_length=MAX_TOKENS)
