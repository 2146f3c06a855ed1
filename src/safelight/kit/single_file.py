"""Where the configs of a single-file checkpoint come from: the repository whose parts it holds.

The table is diffusers' own (loaders/single_file_utils.py, DIFFUSERS_DEFAULT_PIPELINE_PATHS), for the kinds of
checkpoint that Safelight knows; a test holds it against diffusers.
"""

from pathlib import Path

CONFIGS = ".configs"

CONFIG_REPOS = {
    "v1": "stable-diffusion-v1-5/stable-diffusion-v1-5",
    "v2": "stabilityai/stable-diffusion-2-1",
    "inpainting": "stable-diffusion-v1-5/stable-diffusion-inpainting",
    "inpainting_v2": "stabilityai/stable-diffusion-2-inpainting",
    "instruct-pix2pix": "timbrooks/instruct-pix2pix",
    "upscale": "stabilityai/stable-diffusion-x4-upscaler",
    "xl_base": "stabilityai/stable-diffusion-xl-base-1.0",
    "xl_refiner": "stabilityai/stable-diffusion-xl-refiner-1.0",
    "xl_inpaint": "diffusers/stable-diffusion-xl-1.0-inpainting-0.1",
    "playground-v2-5": "playgroundai/playground-v2.5-1024px-aesthetic",
    "controlnet": "lllyasviel/control_v11p_sd15_canny",
    "controlnet_xl_large": "diffusers/controlnet-canny-sdxl-1.0",
    "controlnet_xl_mid": "diffusers/controlnet-canny-sdxl-1.0-mid",
    "controlnet_xl_small": "diffusers/controlnet-canny-sdxl-1.0-small",
    "sd3": "stabilityai/stable-diffusion-3-medium-diffusers",
    "sd35_large": "stabilityai/stable-diffusion-3.5-large",
    "sd35_medium": "stabilityai/stable-diffusion-3.5-medium",
    "flux-dev": "black-forest-labs/FLUX.1-dev",
    "flux-fill": "black-forest-labs/FLUX.1-Fill-dev",
    "flux-depth": "black-forest-labs/FLUX.1-Depth-dev",
    "flux-schnell": "black-forest-labs/FLUX.1-schnell",
    "auraflow": "fal/AuraFlow-v0.3",
    "chroma": "lodestones/Chroma1-HD",
    "lumina2": "Alpha-VLLM/Lumina-Image-2.0",
    "sana": "Efficient-Large-Model/Sana_1600M_1024px_diffusers",
    "hidream": "HiDream-ai/HiDream-I1-Dev",
}


def configs_dir(models_dir: Path, repo: str) -> Path:
    """Where the configs of a repository lie once they were downloaded with `configs_only`; it may not exist yet.

    Raises ValueError for what is no repository's id.
    """
    parts = repo.split("/")
    if len(parts) > 2 or any(not part or part.startswith(".") or "\\" in part for part in parts):
        raise ValueError(f"{repo!r} is no repository's id")
    return models_dir.joinpath(CONFIGS, *parts)
