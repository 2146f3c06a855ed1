"""The graph that ComfyUI writes into pictures, read backwards from the sampler; what is not understood is said.

A file can hold any graph: rings, long chains and nonsense are walked within a bound and never an error.
"""

import re
from typing import Any

from safelight.features.recipes.service.comfy_graph import Graph, Node
from safelight.features.recipes.service.parameters import NamedLora, Parameters, to_number
from safelight.specs.generation import MAX_PROMPT, SchedulerName

SAMPLERS: dict[str, SchedulerName] = {
    "ddim": "ddim", "ddpm": "ddpm", "deis": "deis", "dpm_2": "kdpm2", "dpm_2_ancestral": "kdpm2_a",
    "dpmpp_2m": "dpmpp_2m", "dpmpp_2m_gpu": "dpmpp_2m", "dpmpp_2m_sde": "dpmpp_2m_sde",
    "dpmpp_2m_sde_gpu": "dpmpp_2m_sde", "dpmpp_sde": "dpmpp_sde", "dpmpp_sde_gpu": "dpmpp_sde", "euler": "euler",
    "euler_ancestral": "euler_a", "heun": "heun", "lcm": "lcm", "lms": "lms", "sa_solver": "sa_solver",
    "uni_pc": "unipc", "uni_pc_bh2": "unipc",
}  # fmt: skip
# Custom samplers take the spacing of the steps from a node of its own.
_SIGMAS = {
    "KarrasScheduler": "karras", "ExponentialScheduler": "exponential", "BetaSamplingScheduler": "beta",
    "PolyexponentialScheduler": "exponential", "SDTurboScheduler": "trailing", "SgmUniformScheduler": "sgm_uniform",
}  # fmt: skip
_OUTPUTS = ("SaveImage", "PreviewImage", "SaveImageWebsocket", "VAEDecode")
_CONDITIONING = ("conditioning", "conditioning_to", "conditioning_1", "positive")
_TEXTS = ("text", "prompt", "t5xxl", "text_g", "clip_l", "clip_g", "text_l", "llama", "positive", "text_positive")
_PLAIN_MODEL_NODES = {"Reroute", "LoraLoader", "LoraLoaderModelOnly", "FluxGuidance"}
_LORA_TAG = re.compile(r"<lora:([^:<>]{1,200})(?::([0-9.\-]{1,10}))?[^<>]{0,60}>")


def parse(prompt: str | None, workflow: str | None) -> Parameters:
    """Understand the graph as it was run (`prompt`), or else as it was drawn on the canvas (`workflow`)."""
    found = Parameters()
    graph = Graph.as_run(prompt) or Graph.as_drawn(workflow)
    if graph is None:
        found.miss("prompt", "The graph of ComfyUI in the file cannot be read.", "Use the file as it was saved.")
        return found
    samplers = _chain(_last_sampler(graph))
    if not samplers:
        found.miss("prompt", "The graph of ComfyUI in the file has no sampler that is known here.", "Write a prompt.")
        return found
    _take_sampler(found, samplers[0])
    _take_conditioning(found, samplers[0])
    _take_model(found, samplers[0])
    _take_latent(found, samplers[0])
    _take_second_pass(found, samplers)
    if graph.is_exhausted:
        found.miss("prompt", "The graph is longer than what is read of one.", "Look whether all was understood.")
    return found


def _last_sampler(graph: Graph) -> Node | None:
    """The sampler that a saved picture comes from; any, if no picture is saved."""
    for kind in _OUTPUTS:
        for node in graph.of_kind(kind):
            for name in ("images", "samples"):
                sampler = node.upstream(name, until=_is_sampler)
                if sampler is not None:
                    return sampler
    return next((node for node in graph.nodes() if _is_sampler(node)), None)


def _is_sampler(node: Node) -> bool:
    return node.is_link("latent_image") and (
        "sampler" in node.kind.casefold() or node.has("steps") or node.has("sigmas")
    )


def _chain(last: Node | None) -> list[Node]:
    """A sampler and those whose latent picture it goes on with, the first of them first."""
    chain: list[Node] = []
    while last is not None and last not in chain:
        chain.insert(0, last)
        last = last.upstream("latent_image", until=_is_sampler)
    return chain


def _take_sampler(found: Parameters, node: Node) -> None:
    noise = node.linked("noise")
    seeds = [each for each in (node, noise) if each is not None]
    seed = next(
        (value for each in seeds for name in ("seed", "noise_seed") if (value := each.value(name)) is not None), None
    )
    if seed is not None:
        found.number("seed", seed)
    sigmas, chosen = node.linked("sigmas"), node.linked("sampler")
    steps = (sigmas or node).value("steps")
    if steps is not None:
        found.number("num_inference_steps", steps, label="steps")
    name = (chosen or node).value("sampler_name")
    spacing = (sigmas or node).value("scheduler")
    if spacing is None and sigmas is not None:
        spacing = _SIGMAS.get(sigmas.kind, "")
        if sigmas.kind not in _SIGMAS:
            found.miss("scheduler", f"The steps are spaced by {sigmas.kind[:80]}.", "The usual spacing was taken.")
    if isinstance(name, str):
        found.sampler(name, str(spacing or ""), known=SAMPLERS, label="sampler_name")


def _take_conditioning(found: Parameters, node: Node) -> None:
    guider = node.linked("guider") or node
    cfg = to_number(guider.value("cfg"), float)
    positive = guider.linked("positive") or guider.linked("conditioning")
    negative = guider.linked("negative")
    texts = [_text_of(found, each, "prompt") for each in (positive, negative)]
    for match in _LORA_TAG.finditer(texts[0]):  # some nodes read them as AUTOMATIC1111 does
        found.loras.append(NamedLora(match[1].strip(), to_number(match[2] or "1", float) or 1.0))
    found.prompts(_LORA_TAG.sub("", texts[0]), texts[1])
    distilled = _guidance_of(positive)
    if distilled is not None:
        found.number("guidance_scale", distilled, label="guidance")
        if cfg is not None and cfg > 1:
            found.number("true_cfg_scale", cfg, label="cfg")
    elif cfg is not None:
        found.number("guidance_scale", cfg, label="cfg")
    skipping = positive.upstream("clip", until=lambda each: each.kind == "CLIPSetLastLayer") if positive else None
    layer = to_number(skipping.value("stop_at_clip_layer"), int) if skipping is not None else None
    if layer is not None and layer != -1:
        found.number("clip_skip", -layer - 1, label="stop_at_clip_layer")


def _text_of(found: Parameters, start: Node | None, name: str) -> str:
    """What a conditioning says: the text nearest to the sampler."""
    node = start
    for _ in range(64):
        if node is None or node.kind == "ConditioningZeroOut":
            return ""
        texts = [text for each in _TEXTS if isinstance(text := node.value(each), str) and text.strip()]
        if texts and not any(node.is_link(each) for each in _CONDITIONING[:3]):
            if len(set(texts)) > 1:
                found.miss(name, "Several text encoders were told different things.", "The first of them was taken.")
            return texts[0][: 2 * MAX_PROMPT]
        if node.kind not in {"Reroute", "FluxGuidance"}:
            found.miss(
                name, f"The prompt goes through {node.kind[:80]}.", "That was left out; the picture will differ."
            )
        node = next((after for each in _CONDITIONING if (after := node.linked(each)) is not None), node.only_linked())
    return ""


def _guidance_of(start: Node | None) -> Any:
    """The guidance that is distilled into a model (Flux), which its conditioning carries."""
    node = start
    for _ in range(64):
        if node is None:
            return None
        if (guidance := node.value("guidance")) is not None:
            return guidance
        node = next((after for each in _CONDITIONING if (after := node.linked(each)) is not None), None)
    return None


def _take_model(found: Parameters, sampler: Node) -> None:
    start = sampler.linked("guider") or sampler
    others: list[str] = []
    for node in start.along("model"):
        for name in ("ckpt_name", "unet_name", "model_name"):
            if isinstance(file := node.value(name), str) and found.model is None:
                found.model = stem(file)
        found.loras += _loras_of(node)
        if found.model is not None:
            break
        if node.kind not in _PLAIN_MODEL_NODES and not _loras_of(node):
            others.append(node.kind[:80])
    if others:
        found.miss(
            "model",
            f"The model goes through {', '.join(dict.fromkeys(others))}.",
            "That was left out; the picture will differ.",
        )


def _loras_of(node: Node) -> list[NamedLora]:
    """Of a loader of one, or of several that are told as a name and a strength each."""
    name = node.value("lora_name")
    if isinstance(name, str) and name != "None":
        scales = [to_number(node.value(each), float) for each in ("strength_model", "strength_clip")]
        first = 1.0 if scales[0] is None else scales[0]
        return [NamedLora(stem(name), first, scales[1] if scales[1] != first else None)]
    found = []
    for value in node.inputs.values():
        if isinstance(value, dict) and isinstance(value.get("lora"), str) and value.get("on") is not False:
            scale = to_number(value.get("strength"), float)
            found.append(NamedLora(stem(value["lora"]), 1.0 if scale is None else scale))
    return found


def _take_latent(found: Parameters, sampler: Node) -> None:
    nodes = list(sampler.along("latent_image", "samples", "latent", "pixels", "image"))
    canvas = next((node for node in nodes if node.has("width") and node.has("height") and "Empty" in node.kind), None)
    if canvas is not None:
        found.size(canvas.value("width"), canvas.value("height"), label="latent")
        if (count := to_number(canvas.value("batch_size"), int)) is not None and count > 1:
            found.miss(
                "seed",
                f"It is one of {count:.0f} pictures of one batch, which share a seed there.",
                "Only the first of such a batch has the noise of its seed here.",
            )
    elif any("LoadImage" in node.kind or node.kind.startswith("VAEEncode") for node in nodes):
        strength = to_number(sampler.value("denoise"), float)
        with_strength = f" (denoise {strength:g})" if strength is not None else ""
        found.miss(
            "image",
            f"It was drawn over another picture{with_strength}.",
            "Give that picture as `image`, and this number as `strength`.",
        )
    for node in nodes:
        if node.kind in {"SetLatentNoiseMask", "VAEEncodeForInpaint", "InpaintModelConditioning"}:
            found.miss("mask_image", "Only a part of it was drawn anew.", "Give the mask as `mask_image`.")


def _take_second_pass(found: Parameters, samplers: list[Node]) -> None:
    if len(samplers) == 1:
        return
    second = samplers[1]
    enlarged = next((node for node in second.along("latent_image", "samples") if "Upscale" in node.kind), None)
    strength = to_number((second.linked("sigmas") or second).value("denoise"), float)
    usable = len(samplers) == 2 and enlarged is not None and strength is not None and 0 < strength <= 1
    if usable and enlarged is not None:
        hires: dict[str, Any] = {"strength": strength, "upscaler": "latent"}
        steps = to_number(second.value("steps"), int)
        scale = to_number(enlarged.value("scale_by"), float)
        size = [to_number(enlarged.value(side), int) for side in ("width", "height")]
        if steps is not None and 1 <= steps <= 150:
            hires["num_inference_steps"] = steps
        if scale is not None and 1 < scale <= 4:
            found.values["hires"] = {**hires, "scale": scale}
            return
        if all(side is not None and 64 <= side <= 4096 and side % 8 == 0 for side in size):
            found.values["hires"] = {**hires, "width": size[0], "height": size[1]}
            return
    found.miss("hires", f"It was drawn in {len(samplers)} passes.", "The first of them was taken; set `hires`.")


def stem(file: str) -> str:
    """A file of a model without its folders and its ending."""
    name = re.split(r"[/\\]", file[:400])[-1]
    return re.sub(r"\.(safetensors|ckpt|pt|pth|bin|gguf|sft)$", "", name, flags=re.IGNORECASE)
