import json
from pathlib import Path

import pytest

from safelight.kit.errors import InvalidInput
from safelight.kit.model_card import read_model_card


def folder(root: Path, **files: object) -> Path:
    index = {"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "X"], "safety_checker": [None, None]}
    for name, content in {"model_index": index, **files}.items():
        file = root / f"{name.replace('__', '/')}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
    return root


def test_what_the_configs_tell(tmp_path: Path) -> None:
    vae = {"block_out_channels": [1, 2, 3, 4]}
    (tmp_path / "unet").mkdir()
    (tmp_path / "unet/x.safetensors").write_bytes(bytes(50))
    card = read_model_card(folder(tmp_path, unet__config={"sample_size": 64}, vae__config=vae))
    assert card.class_name == "StableDiffusionPipeline"
    assert card.components == ("unet",)
    assert card.defaults == {"width": 512, "height": 512}
    assert card.weight_bytes == 50
    assert (card.family, card.training) == (None, {})


def test_our_card_overrules_and_adds(tmp_path: Path) -> None:
    card = {"family": "sd", "name": "Starter", "defaults": {"width": 64, "guidance_scale": 4}, "training": {"rank": 4}}
    read = read_model_card(folder(tmp_path, safelight=card))
    assert (read.family, read.name, read.training) == ("sd", "Starter", {"rank": 4})
    assert read.defaults == {"width": 64, "guidance_scale": 4}


def test_flow_matching_models_default_to_their_own_sampler(tmp_path: Path) -> None:
    index = {"_class_name": "FluxPipeline", "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"]}
    assert read_model_card(folder(tmp_path, model_index=index)).defaults == {"scheduler": "euler"}


def test_what_is_no_model_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no model_index\.json"):
        read_model_card(tmp_path)
    with pytest.raises(InvalidInput, match=r"safelight\.json is not valid JSON"):
        read_model_card(folder(tmp_path, safelight="{"))
    with pytest.raises(InvalidInput, match="not a JSON object"):
        read_model_card(folder(tmp_path, safelight=[]))


FLUX = """---
language: en
license: other
license_name: flux-1-dev-non-commercial-license
license_link: LICENSE.md
---

![banner](./grid.jpg)

# Key features
1. Good

`FLUX.1 [dev]` is a **12 billion** parameter model, see [our blog](https://example.org).
It draws.

More.
"""


@pytest.mark.parametrize(
    ("readme", "licence", "description"),
    [
        (
            FLUX,
            "flux-1-dev-non-commercial-license",
            "FLUX.1 [dev] is a 12 billion parameter model, see our blog. It draws.",
        ),
        ('---\r\nlicense: "openrail++"  # as it was\r\n---\r\nA model.', "openrail++", "A model."),
        ("---\nlicense: other\n---\n", "other", None),
        ("---\ntags: [x]\n---\n| a | b |\n\n<p>x</p>\n\n- one", None, None),
        ("---\nlicense: mit", None, None),
        ("", None, None),
        ("word " * 100, None, ("word " * 60).rstrip() + " …"),
    ],
    ids=["owner's licence", "windows", "other", "no prose", "front matter without end", "empty", "long"],
)
def test_the_readme_of_the_hub_tells_licence_and_purpose(
    tmp_path: Path, readme: str, licence: str | None, description: str | None
) -> None:
    folder(tmp_path)
    (tmp_path / "README.md").write_bytes(readme.encode())
    card = read_model_card(tmp_path)
    assert card.licence == licence
    assert card.description == description


def test_our_card_knows_better_than_the_readme(tmp_path: Path) -> None:
    folder(tmp_path, safelight={"description": "Ours", "licence": "MIT"})
    (tmp_path / "README.md").write_bytes(b"---\nlicense: other\n---\nTheirs. \xff")
    card = read_model_card(tmp_path)
    assert (card.licence, card.description) == ("MIT", "Ours")
