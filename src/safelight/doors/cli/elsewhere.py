"""Options as other programs call them, and what they are called here."""

from collections.abc import Iterable, Sequence

# What it is called here, as it is typed, then the names from elsewhere; - and _ are the same.
_NAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("--size WxH", ("--width", "--height", "--resolution", "-W", "-H")),
    ("--to WxH", ("--width", "--height", "--size", "-W", "-H")),
    ("--steps N", ("--num-steps", "--num-inference-steps", "--sampling-steps", "--max-train-steps", "--train-steps")),
    ("--guidance N", ("--cfg", "--cfg-scale", "--guidance-scale", "--scale")),
    ("--negative TEXT", ("--negative-prompt", "--neg", "--neg-prompt")),
    ("--scheduler NAME", ("--sampler", "--sampler-name", "--sampling-method")),
    ("-n N", ("--num-images", "--n-samples", "--num-samples", "--batch-size", "--batch-count", "--count", "--number")),
    ("--strength N", ("--denoise", "--denoising", "--denoising-strength")),
    ("--image PNG", ("--init-image", "--init-img", "--init", "--input", "--img")),
    ("--mask PNG", ("--mask-image", "--mask-img", "--inpaint-mask")),
    ("--model NAME", ("--checkpoint", "--ckpt", "--base-model", "--base")),
    ("--base MODEL", ("--model", "--base-model", "--checkpoint", "--ckpt")),
    ("--control NAME=PICTURE", ("--controlnet", "--control-net", "--control-image")),
    ("--lora NAME:SCALE", ("--loras", "--lora-weights", "--lora-path")),
    ("--output PATH", ("--out", "--outdir", "--out-dir", "--output-dir", "--output-path", "--save-to")),
    ("--lr N", ("--learning-rate",)),
    ("--rank N", ("--network-dim", "--dim", "--lora-rank")),
    ("--trigger TEXT", ("--trigger-word", "--instance-prompt", "--token")),
)


def here(asked: str, options: Iterable[str]) -> Sequence[str]:
    """How the options of a command are typed that other programs call `asked`; nothing if it has none such."""
    known, name = set(options), asked if len(asked) == 2 else asked.lower().replace("_", "-")
    return [typed for typed, names in _NAMES if name in names and typed.partition(" ")[0] in known]
