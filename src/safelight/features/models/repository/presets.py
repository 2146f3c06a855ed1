"""What the families do best when nobody says; a model's safelight.json overrides it.

Drawing: as their model cards advise. Training: where the trainers that people use agree.
"""

from typing import Any

from safelight.kit.identify import Identity

_BY_FAMILY: dict[str | None, dict[str, Any]] = {
    "sd": {"num_inference_steps": 30, "guidance_scale": 7.5, "width": 512, "height": 512},
    "sdxl": {"num_inference_steps": 30, "guidance_scale": 6.0, "width": 1024, "height": 1024},
    "sd3": {"num_inference_steps": 28, "guidance_scale": 5.0, "width": 1024, "height": 1024, "scheduler": "euler"},
    "flux": {"num_inference_steps": 28, "guidance_scale": 3.5, "width": 1024, "height": 1024, "scheduler": "euler"},
    "svd": {"num_inference_steps": 25, "guidance_scale": 3.0, "width": 1024, "height": 576, "scheduler": "euler"},
}
_BY_VERSION: dict[tuple[str | None, str | None], dict[str, Any]] = {
    ("sd", "2.x"): {"width": 768, "height": 768},
    ("sdxl", "playground-2.5"): {"guidance_scale": 3.0},
    ("sd3", "3"): {"guidance_scale": 7.0},
    ("sd3", "3.5-large"): {"guidance_scale": 3.5},
    ("sd3", "3.5-medium"): {"num_inference_steps": 40, "guidance_scale": 4.5},
    ("flux", "schnell"): {"num_inference_steps": 4, "guidance_scale": 0.0},
    ("flux", "kontext"): {"guidance_scale": 2.5},
    ("flux", "fill"): {"num_inference_steps": 50, "guidance_scale": 30.0},
    ("flux", "control"): {"num_inference_steps": 50, "guidance_scale": 10.0},
}
# Latent consistency: the guidance is a condition, and few steps are enough.
_CONSISTENCY = {"num_inference_steps": 6, "guidance_scale": 8.0, "scheduler": "lcm"}
_FLOW = {"scheduler": "euler"}  # of the samplers, flow-matching models take this one


def defaults_of(identity: Identity) -> dict[str, Any]:
    """Fields of ModelDefaults for a model of which only its files are known."""
    found = _BY_FAMILY.get(identity.family, {}) | _BY_VERSION.get((identity.family, identity.version), {})
    if identity.distilled and identity.family in {"sd", "sdxl"}:
        found |= _CONSISTENCY
    if identity.prediction_type == "flow_prediction":
        found |= _FLOW
    return found


# TrainSpec's own defaults are those of Stable Diffusion (rank 16 = alpha, learning rate 1e-4, min-SNR 5); here is what
# others do otherwise. Steps are for about 20 pictures.
_TRAINING: dict[str | None, dict[str, Any]] = {
    # kohya sd-scripts' documentation: dim 32, alpha 16
    "sdxl": {"rank": 32, "alpha": 16.0},
    # ai-toolkit: 2000 steps; diffusers' script: logit_normal. min-SNR has no meaning in flow matching.
    "sd3": {"max_train_steps": 2000, "weighting_scheme": "logit_normal", "snr_gamma": None},
    # ai-toolkit: 2000 steps; kohya and diffusers' README: guidance 1; OneTrainer: 768 pixels, between the 512 of
    # diffusers' README, which lose faces, and 1024, which take twice the memory.
    "flux": {
        "max_train_steps": 2000,
        "weighting_scheme": "logit_normal",
        "guidance_scale": 1.0,
        "resolution": 768,
        "snr_gamma": None,
    },
}


def training_of(identity: Identity) -> dict[str, Any]:
    """Fields of TrainSpec for a model of which only its files are known."""
    return _TRAINING.get(identity.family, {})
