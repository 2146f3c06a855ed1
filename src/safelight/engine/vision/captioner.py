"""Pictures in words, by any image-to-text model that transformers has: BLIP, GIT, Florence-2, chat models that see."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import torch
from PIL import Image

from safelight.engine.diffusion.devices import free_memory, is_out_of_memory, move
from safelight.engine.diffusion.errors import ModelBroken, OutOfMemory
from safelight.engine.interrupt import interruptible

INSTRUCTION = "Describe this picture in one sentence for training an image model. Say what is seen, without opinions."
"""For chat models."""
_USUAL_WORDS = {
    # What these are told where the person says nothing; they caption nothing without words (source: their cards).
    "florence2": "<DETAILED_CAPTION>",
    "paligemma": "caption en",
    "kosmos-2": "<grounding>An image of",
}
_LEAD_INS = ("a picture of ", "an image of ", "a photo of ", "the image shows ", "the picture shows ", "this is ")


class Captioner:
    """One captioning model on its device. `model_type` is transformers' name of what it is."""

    def __init__(self, model: Any, processor: Any, *, name: str, device: torch.device) -> None:
        self._model, self._processor, self._device = model, processor, device
        self.name = name
        self.model_type = str(model.config.model_type)

    @classmethod
    def load(
        cls,
        path: Path,
        device: str | torch.device,
        dtype: torch.dtype | None = None,
        *,
        make_room: Callable[[], None] = lambda: None,
    ) -> Self:
        """Read a transformers folder; `dtype` None takes bfloat16 or float16 on a GPU, float32 elsewhere.

        Only safetensors are read, and no code of the folder runs. Where the device is full, `make_room` is called once.
        Raises ModelBroken for what transformers cannot load, OutOfMemory.
        """
        from transformers import (  # noqa: PLC0415  seconds of importing that only this job needs
            AutoConfig,
            AutoImageProcessor,
            AutoModelForImageTextToText,
            AutoProcessor,
            AutoTokenizer,
            VisionEncoderDecoderModel,
        )  # fmt: skip

        device = torch.device(device)
        chosen = dtype or _usual_dtype(device)
        kept: dict[str, Any] = {"local_files_only": True}
        try:
            config = AutoConfig.from_pretrained(path, **kept)
            if config.model_type == "vision-encoder-decoder":
                eyes = AutoImageProcessor.from_pretrained(path, **kept)
                processor: Any = _Pair(eyes, AutoTokenizer.from_pretrained(path, **kept))
                kind: Any = VisionEncoderDecoderModel
            else:
                processor, kind = AutoProcessor.from_pretrained(path, **kept), AutoModelForImageTextToText
            model = kind.from_pretrained(path, dtype=chosen, use_safetensors=True, **kept)
        except (OSError, ValueError, KeyError, ImportError, TypeError, AttributeError, RuntimeError) as error:
            raise ModelBroken(
                f"{path.name} cannot be loaded as a captioner: {str(error).splitlines()[0] if str(error) else error!r}",
                hint="Use an image-to-text model that transformers has, with its processor files beside its weights.",
            ) from error
        move(model, device, make_room=make_room, refusal=_too_large(device, path.name))
        model.eval()
        model.requires_grad_(requires_grad=False)
        return cls(model, processor, name=path.name, device=device)

    @property
    def takes_chat(self) -> bool:
        """It is told what to do in a dialogue."""
        tokenizer = getattr(self._processor, "tokenizer", None)
        return bool(getattr(self._processor, "chat_template", None) or getattr(tokenizer, "chat_template", None))

    def caption(
        self,
        images: Sequence[Image.Image],
        *,
        instruction: str | None = None,
        max_new_tokens: int = 60,
        num_beams: int = 1,
        check: Callable[[], None] = lambda: None,
    ) -> list[str]:
        """One caption for each RGB picture, in one line. `check` is asked several times a second and may raise.

        A batch that does not fit into memory is parted. Raises OutOfMemory when not even one picture fits.
        """
        waiting, done = [list(images)], []
        while waiting:
            batch = waiting.pop(0)
            try:
                with interruptible([self._model], check), torch.inference_mode():
                    done += self._words(batch, instruction, max_new_tokens=max_new_tokens, num_beams=num_beams)
            except RuntimeError as error:
                if not is_out_of_memory(error):
                    raise
                del error
            else:
                continue
            free_memory(self._device)  # past the except block: the exception's frames hold the tensors
            if len(batch) == 1:
                raise _too_large(self._device, self.name)
            half = len(batch) // 2
            waiting[:0] = [batch[:half], batch[half:]]
        return done

    def _words(self, images: list[Image.Image], instruction: str | None, **how: Any) -> list[str]:
        usual = _USUAL_WORDS.get(self.model_type)
        if self.takes_chat:
            inputs = self._chat(images, instruction or INSTRUCTION)
        elif told := instruction or usual:
            inputs = self._told(images, told)
        else:
            inputs = self._processor(images=images, return_tensors="pt")
        inputs = inputs.to(self._device)
        for key, value in inputs.items():
            if torch.is_floating_point(value):
                inputs[key] = value.to(self._model.dtype)
        out = self._model.generate(**inputs, **how, do_sample=False)
        if self.takes_chat or usual:
            out = _without_prompt(out, inputs.get("input_ids"))
        task = (instruction or usual or "") if self._is_tasked else ""
        return [self._read(row, image, task) for row, image in zip(out, images, strict=True)]

    @property
    def _is_tasked(self) -> bool:
        return self.model_type == "florence2"

    def _chat(self, images: list[Image.Image], instruction: str) -> Any:
        turn = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": instruction}]}
        text = self._processor.apply_chat_template([turn], add_generation_prompt=True, tokenize=False)
        tokenizer = self._processor.tokenizer
        tokenizer.padding_side = "left"
        tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
        return self._processor(
            text=[text] * len(images), images=[[image] for image in images], padding=True, return_tensors="pt"
        )

    def _told(self, images: list[Image.Image], words: str) -> Any:
        """The first words of the caption, or a task: the same for all, so nothing is padded."""
        if self.model_type == "git":  # its tokenizer would end the caption after these words
            tokenizer = self._processor.tokenizer
            ids = [tokenizer.cls_token_id, *tokenizer(words, add_special_tokens=False).input_ids]
            inputs = self._processor(images=images, return_tensors="pt")
            inputs["input_ids"] = torch.tensor([ids] * len(images))
            inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
            return inputs
        if isinstance(self._processor, _Pair):
            return self._processor(images=images, return_tensors="pt")  # it takes no words
        return self._processor(images=images, text=[words] * len(images), return_tensors="pt")

    def _read(self, row: Any, image: Image.Image, task: str) -> str:
        if task:
            raw = self._processor.batch_decode(row[None], skip_special_tokens=False)[0]
            found = self._processor.post_process_generation(raw, task=task, image_size=image.size)
            value = found.get(task) if isinstance(found, dict) else None
            if isinstance(value, str):
                return one_line(value)
        return one_line(self._processor.batch_decode(row[None], skip_special_tokens=True)[0])


class _Pair:
    """An image processor and a tokenizer that come apart, as one."""

    chat_template = None

    def __init__(self, eyes: Any, tokenizer: Any) -> None:
        self._eyes, self.tokenizer = eyes, tokenizer

    def __call__(self, *, images: Sequence[Image.Image], return_tensors: str) -> Any:
        return self._eyes(images=images, return_tensors=return_tensors)

    def batch_decode(self, ids: Any, *, skip_special_tokens: bool) -> list[str]:
        return list(self.tokenizer.batch_decode(ids, skip_special_tokens=skip_special_tokens))


def one_line(text: str) -> str:
    """A caption without line breaks, quotes around it, a full stop at its end, or "an image of" at its beginning."""
    plain = " ".join(text.split()).strip("\"'“” ")
    for lead in _LEAD_INS:
        if plain.lower().startswith(lead) and len(plain) > len(lead):
            plain = plain[len(lead) :]
            break
    return plain.removesuffix(".").strip()


def _too_large(device: torch.device, name: str) -> OutOfMemory:
    return OutOfMemory(
        f"{device} has not enough memory for the captioner {name}.",
        hint="Unload other models, or use a smaller captioner.",
    )


def _without_prompt(out: Any, prompt: Any) -> Any:
    """What was generated, where the model gives back what it was told as well."""
    if prompt is None or out.shape[1] <= prompt.shape[1] or not torch.equal(out[:, : prompt.shape[1]], prompt):
        return out
    return out[:, prompt.shape[1] :]


def _usual_dtype(device: torch.device) -> torch.dtype:
    if device.type == "cpu":
        return torch.float32
    return torch.bfloat16 if device.type == "cuda" and torch.cuda.is_bf16_supported() else torch.float16
