"""Every parser of foreign bytes, with honest files to begin from; what it does not take it refuses in words."""

import atexit
import io
import json
import math
import struct
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import IO, Any

from PIL import Image
from pydantic import ValidationError

from safelight.doors.a1111.pictures import decoded
from safelight.doors.live import websocket
from safelight.doors.openai.editing import _from_json
from safelight.features.characters.repository import _comes_after
from safelight.features.characters.service import unpacking
from safelight.features.classifiers.router import predict
from safelight.features.classifiers.service import exchange
from safelight.features.datasets.service import archives as dataset_archives
from safelight.features.generations.service import materials
from safelight.features.recipes.service import a1111, comfyui, others
from safelight.features.styles.schemas import StyleCreate
from safelight.features.styles.service import exchange as styles
from safelight.kit import exif_text, infotext, lora_keys, picture_text, png_text
from safelight.kit.credentials import secrets_of
from safelight.kit.errors import SafelightError
from safelight.kit.identify import identify, identify_header
from safelight.kit.lora_export import adapter_configs, stated_alphas, to_kohya
from safelight.kit.lora_import import to_diffusers
from safelight.kit.pictures import PictureIntake, PictureLimits, safe_name
from safelight.kit.pictures.names import MAX_LENGTH
from safelight.kit.pictures.sniff import sniff, webp_canvas, webp_is_lossless
from safelight.kit.safetensors_header import BITS, Header, TensorInfo, read_header
from safelight.kit.signing import LinkSigner
from safelight.settings import Settings
from safelight.specs.generation import GenerationSpec, Recipe
from tests import hostile
from tests.fuzz.mutations import mended_png, mutated

GOLDEN = Path(__file__).parents[1] / "golden"
REFUSALS: tuple[type[Exception], ...] = (SafelightError, ValidationError)
"""What tells a person why; anything else that comes out of a parser is a defect."""


@dataclass(frozen=True)
class Target:
    """A parser; `share` is how many of all inputs it gets, by how fast it is."""

    feed: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    words: tuple[bytes, ...] = ()
    share: float = 1.0
    mend: Callable[[bytes], bytes] | None = None

    def input(self, chance: Random) -> bytes:
        """One input."""
        data = mutated(chance, self.seeds(), self.words)
        return self.mend(data) if self.mend and chance.random() < 0.7 else data

    def run(self, data: bytes) -> bool:
        """Whether it was taken; False if refused in words. Raises what is neither."""
        try:
            self.feed(data)
        except REFUSALS as error:
            str(error)
            return False
        return True


@cache
def _folder() -> Path:
    place = tempfile.TemporaryDirectory(prefix="safelight-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
    atexit.register(place.cleanup)
    return Path(place.name)


@cache
def _intake() -> PictureIntake:
    intake = PictureIntake(PictureLimits(max_pixels=2_000_000, min_side=1, timeout_seconds=5))
    atexit.register(intake.close)
    return intake


class _File:
    """A file as a form brings it."""

    def __init__(self, filename: str, data: bytes) -> None:
        self.filename, self.data = filename, data

    def read(self, limit: int) -> bytes:
        return self.data[:limit]

    def stream(self) -> IO[bytes]:
        return io.BytesIO(self.data)


# Pictures


@cache
def _pictures() -> list[bytes]:
    small = hostile.picture(24, 16)
    makers = (
        hostile.exif_rotated_jpeg, hostile.png_with_text, hostile.jpeg_with_profile, hostile.cmyk_jpeg,
        hostile.grey_alpha_png, hostile.sixteen_bit_png, hostile.sixteen_bit_rgb_png, hostile.one_bit_png,
        hostile.palette_png_with_transparency, hostile.animated_webp, hostile.animated_png, hostile.animated_gif,
        hostile.avif, hostile.heic,
    )  # fmt: skip
    plain = [hostile.encoded(small, kind) for kind in ("PNG", "JPEG", "WEBP")]
    plain += [hostile.encoded(small, "WEBP", lossless=True), hostile.encoded(small, "JPEG", progressive=True)]
    return plain + [make() for make in makers]


def _taken_in(data: bytes) -> None:
    picture = _intake().accept(data, filename="a.png", any_size=True, with_look=len(data) % 3 == 0)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.size == (picture.width, picture.height)
        assert image.mode == "RGB"
        assert not set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def _sniffed(data: bytes) -> None:
    sniff(data)
    webp_canvas(data)
    webp_is_lossless(data)


# What pictures say


@cache
def _texts() -> list[dict[str, str]]:
    return [json.loads(file.read_text())["texts"] for file in sorted((GOLDEN / "recipes").glob("*.json"))]


@cache
def _pngs() -> list[bytes]:
    image = Image.new("RGB", (4, 4))
    known = [png_text.write(image, texts) for texts in _texts()]
    packed = hostile.png_with_text()
    return [*known, packed, *(hostile.png_with_chunk(kind) for kind in (b"zTXt", b"iTXt", b"tEXt"))]


@cache
def _exifs() -> list[bytes]:
    texts = {"safelight": json.dumps({"prompt": "a"}), "parameters": "a fox\nSteps: 3, Seed: 1, CFG scale: 7"}
    image = hostile.picture(16, 16)
    exif = exif_text.exif_for(texts)
    return [exif_text.write_webp(image, texts), hostile.encoded(image, "JPEG", exif=exif), hostile.exif_rotated_jpeg()]


def _said(data: bytes) -> None:
    texts = picture_text.texts(io.BytesIO(data))
    assert all(isinstance(text, str) for pair in texts.items() for text in pair)
    _understood(texts)


def _exif_block(data: bytes) -> None:
    texts = exif_text.texts_of(data)
    assert all(isinstance(text, str) for pair in texts.items() for text in pair)


def _understood(texts: dict[str, str]) -> None:
    if "safelight" in texts:
        Recipe.model_validate_json(texts["safelight"])
        return
    found = others.parse(texts)
    parameters = found[1] if found else None
    if parameters is None and "parameters" in texts:
        parameters = a1111.parse(texts["parameters"])
    if parameters is None and ("prompt" in texts or "workflow" in texts):
        parameters = comfyui.parse(texts.get("prompt"), texts.get("workflow"))
    if parameters is not None and "prompt" in parameters.values:
        GenerationSpec(**parameters.values)
        assert all(math.isfinite(each.scale) for each in parameters.loras)


def _recipe_seeds() -> list[bytes]:
    return [json.dumps(texts).encode() for texts in _texts()]


def _recipes(data: bytes) -> None:
    try:
        found = json.loads(data.decode(errors="replace"))
    except (ValueError, RecursionError):
        return
    if isinstance(found, dict):
        _understood({key: value for key, value in found.items() if isinstance(value, str)})


def _infotext(data: bytes) -> None:
    text = data.decode(errors="replace")
    a1111.parse(text)
    parts = infotext.split(text)
    infotext.split(infotext.join(parts.prompt, parts.negative_prompt, parts.settings))


@cache
def _infotexts() -> list[bytes]:
    known = [texts["parameters"].encode() for texts in _texts() if "parameters" in texts]
    return [
        *known,
        b"""a <lora:fox:0.8:0.5> fox
Negative prompt: bad
Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, Model: "a, \\"b\\"", Hires upscale: 2, Denoising strength: 0.5""",
    ]


# Weights


@cache
def _key_tables() -> list[dict[str, list[int]]]:
    tables = [json.loads(file.read_text()) for file in sorted((GOLDEN / "lora_keys").glob("*.json"))]
    found = [table.get("tensors", table) for table in tables if isinstance(table, dict)]
    cut = [{key: shape for key, shape in list(table.items())[:12] if isinstance(shape, list)} for table in found]
    return [table for table in cut if table] + [
        {
            f"{stem}{ending}": shape
            for ending, shape in ((f".{down}.weight", [4, 320]), (f".{up}.weight", [320, 4]), (".alpha", []))
        }
        for stem, down, up in (
            ("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k", "lora_down", "lora_up"),
            ("unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k", "lora_A", "lora_B"),
            ("lora_te1_text_model_encoder_layers_0_mlp_fc1", "lora_down", "lora_up"),
            ("diffusion_model.double_blocks.0.img_attn.qkv", "lora_A", "lora_B"),
            ("lora_unet_double_blocks_0_img_attn_qkv", "lora_down", "lora_up"),
            ("transformer.transformer_blocks.0.attn.to_q", "lora_A", "lora_B"),
        )
    ]


def mended_weights(data: bytes) -> bytes:
    """The header that is there, with offsets, length and numbers that fit it."""
    try:
        header = json.loads(data[8 : data.rfind(b"}") + 1])
        entries = [value for key, value in header.items() if key != "__metadata__"]
        at = 0
        for each in entries:
            size = int(math.prod(each["shape"])) * BITS[each["dtype"]] // 8
            each["data_offsets"] = [at, at + size]
            at += size
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, MemoryError):
        return data
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(range(256)) * (min(max(at, 0), 100_000) // 256) + bytes(at % 256)


def _weights(table: dict[str, list[int]], metadata: dict[str, str]) -> bytes:
    header: dict[str, Any] = {"__metadata__": metadata}
    at = 0
    for key, shape in table.items():
        size = math.prod(shape) * 2
        header[key] = {"dtype": "F16", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(min(at, 4000))


@cache
def _safetensors() -> list[bytes]:
    small = [{key: [min(side, 8) for side in shape] for key, shape in table.items()} for table in _key_tables()]
    small = [
        {
            key: shape
            if not shape
            else [4, *shape[1:]]
            if "down" in key or "lora_A" in key
            else [*shape[:1], 4, *shape[2:]]
            for key, shape in table.items()
        }
        for table in small
    ]
    said = {"ss_network_alpha": "4", "ss_network_dim": "4", "modelspec.title": "fox", "safelight_trigger": "sks"}
    config = {"lora_adapter_metadata": json.dumps({"unet.r": 4, "unet.lora_alpha": 4, "unet.rank_pattern": {"a": 2}})}
    return [_weights(table, metadata) for table in small for metadata in (said, config)]


def _read_weights(data: bytes) -> None:
    path = _folder() / "a.safetensors"
    path.write_bytes(data)
    header = read_header(path)
    assert header.tensor_bytes <= len(data)
    lora_keys.describe(header)
    identify_header(header)


_BASE = {
    "unet": {"mid_block.attentions.0.transformer_blocks.0.attn2.to_k": (8, 8), "conv_in": (8, 4, 3, 3)},
    "text_encoder": {"encoder.layers.0.mlp.fc1": (8, 8)},
}
_FLUX = {"transformer": {f"transformer_blocks.0.attn.{name}": (8, 8) for name in ("to_q", "to_k", "to_v")}}


def _rewritten(data: bytes) -> None:
    path, target = _folder() / "b.safetensors", _folder() / "c.safetensors"
    path.write_bytes(data)
    header = read_header(path)
    for base in (_BASE, _FLUX):
        try:
            to_diffusers(path, target, lora_keys.check_fits(header, base, base_name="base"))
            read_header(target)
        except SafelightError:
            continue
    to_kohya(path, target, has_second_encoder=False)
    read_header(target)


def _keys(data: bytes) -> None:
    """A table of names and shapes, without the file around it."""
    try:
        found = json.loads(data.decode(errors="replace"))
    except (ValueError, RecursionError):
        return
    if not isinstance(found, dict):
        return
    said = found.pop("__metadata__", {})
    kinds = list(BITS)
    tensors = {
        key: TensorInfo(kinds[len(key) % len(kinds)], tuple(shape), 0, 0)
        for key, shape in found.items()
        if isinstance(shape, list) and all(type(side) is int and side >= 0 for side in shape)
    }
    metadata = {k: v for k, v in said.items() if isinstance(v, str)} if isinstance(said, dict) else {}
    header = Header(tensors=tensors, metadata=metadata)
    lora_keys.describe(header)
    stated_alphas(header)
    adapter_configs(header)
    for base in (_BASE, _FLUX):
        lora_keys.match(header, base)
    identify_header(header)


def _key_seeds() -> list[bytes]:
    said = {"ss_network_alpha": "4", "lora_adapter_metadata": json.dumps({"unet.r": 4, "unet.lora_alpha": 8})}
    return [json.dumps({"__metadata__": said, **table}).encode() for table in _key_tables()]


def _metadata_seeds() -> list[bytes]:
    said = {"unet.r": 4, "unet.lora_alpha": 8, "unet.alpha_pattern": {"attn2.to_k": 2}, "unet.use_rslora": True}
    return [json.dumps(said).encode()]


def _lora_metadata(data: bytes) -> None:
    text = data.decode(errors="replace")
    key = "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k"
    tensors = {
        f"{key}.lora_A.weight": TensorInfo("F16", (4, 8), 0, 64),
        f"{key}.lora_B.weight": TensorInfo("F16", (8, 4), 64, 128),
    }
    header = Header(tensors=tensors, metadata={"lora_adapter_metadata": text, "ss_network_alpha": text})
    lora_keys.describe(header)
    identify_header(header)
    lora_keys.describe(Header(tensors=tensors, metadata={"ss_network_alpha": text}))
    stated_alphas(header)


def _model_folder(data: bytes) -> None:
    folder = _folder() / "model"
    folder.mkdir(exist_ok=True)
    for name in ("model_index.json", "config.json", "adapter_config.json"):
        (folder / name).unlink(missing_ok=True)
    name, _, text = data.partition(b"\n")
    (folder / ("model_index.json" if b"index" in name else "config.json")).write_bytes(text)
    identify(folder)


def _folder_seeds() -> list[bytes]:
    index = {
        "_class_name": "StableDiffusionPipeline",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": [None, None],
    }
    config = {"_class_name": "UNet2DConditionModel", "cross_attention_dim": 768, "in_channels": 4}
    vit = {"architectures": ["ViTForImageClassification"], "model_type": "vit", "id2label": {"0": "cat"}}
    return [
        b"index\n" + json.dumps(index).encode(),
        *(b"config\n" + json.dumps(each).encode() for each in (config, vit)),
    ]


# Archives, and what is written beside pictures

_CAPTIONS = {
    "1_fox/a.txt": b"a fox", "metadata.jsonl": b'{"file_name": "a.png", "text": "a fox"}\n{"image": "b"}',
    "meta.json": b'{"a.png": "a fox", "b.png": {"caption": "b", "tags": "c, d"}}', "3_x/a.png": b"\x89PNG\r\n",
}  # fmt: skip


@cache
def _zips() -> list[bytes]:
    found = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", method) as archive:
            for name, text in _CAPTIONS.items():
                archive.writestr(name, text)
            archive.writestr("result.json", b'{"labels": ["a"]}')
            archive.writestr("predictions-val.jsonl", b'{"label": 0}\n')
            archive.comment = b"made by hand"
        found.append(target.getvalue())
    return found


def _unzipped(data: bytes) -> None:
    try:
        unpacking.read_files([_File("a.zip", data)])
    except SafelightError as error:
        str(error)
    try:
        with tempfile.TemporaryDirectory(dir=_folder()) as folder:
            exchange.unpacked(io.BytesIO(data), Path(folder))
    except SafelightError as error:
        str(error)
    if dataset_archives.is_archive(io.BytesIO(data), "a.zip"):
        with dataset_archives.opened(io.BytesIO(data), "a.zip") as archive:
            for entry in archive.infolist()[:50]:
                assert len(dataset_archives.read(archive, entry, 10_000)) <= 10_001 + 200


def _captions(data: bytes) -> None:
    for name in ("a.jsonl", "a.json", "a.txt", "a.caption", "a.zip"):
        try:
            found = unpacking.read_files([_File(name, data)])
        except SafelightError as error:
            str(error)
            continue
        assert all(isinstance(text, str) for pair in found.captions.items() for text in pair)


def _style_file(data: bytes) -> None:
    for entry in styles.read(data)[:50]:
        try:
            StyleCreate(**entry.values)
        except (ValidationError, TypeError) as error:  # as the service takes it
            styles._reason(error)


def _style_seeds() -> list[bytes]:
    ours = {
        "safelight_styles": 1,
        "styles": [{"name": "a", "group": "b", "prompt": "{prompt}, x", "negative_prompt": ""}],
    }
    return [json.dumps(ours).encode(), b'name,prompt,negative_prompt\n"--- A ---",,\n"a","b, ""c""","d"\n']


# Words, settings, and what comes with a request


def _prompt(data: bytes) -> None:
    from safelight.engine.diffusion import prompts

    text = data.decode(errors="replace")[:4000]
    assert all(math.isfinite(piece.weight) for chunk in prompts.parse(text) for piece in chunk)
    prompts.plain(text)
    materials.without_tags(text)


def _settings(data: bytes) -> None:
    name, _, text = data.decode(errors="replace").partition("=")
    Settings(_env_file=None, **{name.lower(): text})


def _setting_seeds() -> list[bytes]:
    given = {
        "model_aliases": '{"dall-e-3": "tiny"}', "only": "api,web", "host": "127.0.0.1", "port": "8000",
        "database_url": "postgresql://a:b@c/d", "download_hosts": "a.b,*.c", "public_url": "https://a.b/c",
        "storage_url": "s3://bucket/prefix", "worker_devices": "cuda:0,cpu", "webhook_hosts": "10.0.0.0/8",
        "max_upload_mb": "40", "model_roots": "/a:/b", "job_retention_days": "30", "traces_to": "http://a:4317",
    }  # fmt: skip
    known = {name: text for name, text in given.items() if name in Settings.model_fields}
    every = dict.fromkeys(Settings.model_fields, "1") | known
    return [f"{name}={text}".encode() for name, text in every.items()]


def _request(data: bytes) -> None:
    text = data.decode("latin-1")
    list(secrets_of(text, [text, text.replace("=", ",")]))
    wide = data.decode(errors="replace")
    assert 0 < len(safe_name(wide)) <= MAX_LENGTH
    for sort in ("name", "last_used"):
        try:
            _comes_after(sort, wide)
        except SafelightError as error:
            str(error)
    parts = wide.split("|", 2)
    try:
        LinkSigner(b"0" * 32).verify(parts[0], parts[-1], wide, parts[1] if len(parts) > 2 else None)
    except SafelightError as error:
        str(error)
    decoded(wide, field="image")


_REQUESTS = [
    b"Bearer sl_abc", b"Basic YTpi", b"bearer.YTpi, safelight.key.abc", b"W1siYSIsICJjaGFyXzEiXV0=",
    b"WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwgIngiXQ==", b"key|name|1790000000", b"data:image/png;base64,iVBORw0KGgo=",
    b"../../etc/passwd", "ein Bild \u202egnp.exe".encode(), b"CON.png", b"a" * 300 + b".png",
]  # fmt: skip


def _json_bodies(data: bytes) -> None:
    for read in (predict._from_json, _from_json):
        try:
            read(data)
        except REFUSALS as error:
            str(error)
    websocket._topics(websocket._read({"type": "websocket.receive", "text": data.decode(errors="replace")}))


_BODIES = [
    b'{"images": ["data:image/png;base64,iVBORw0KGgo=", "in_1"], "top_k": 3}',
    b'{"prompt": "a fox", "images": [{"image_url": "data:image/png;base64,iVBORw0KGgo="}], "mask": {"file_id": "a"}}',
    b'{"type": "subscribe", "topics": ["jobs", "job:job_1"]}',
]
_JSON_WORDS = (b'{"a":', b"[[", b'"\\ud83d"', b"1E400", b"-1", b"9007199254740993", b'"__proto__"', b"Infinity")
_PNG_WORDS = (
    b"IHDR",
    b"IDAT",
    b"IEND",
    b"tEXt",
    b"zTXt",
    b"iTXt",
    b"iCCP",
    b"eXIf",
    b"acTL",
    b"fcTL",
    b"tRNS",
    b"PLTE",
)
_RIFF_WORDS = (
    b"RIFF",
    b"WEBP",
    b"VP8X",
    b"VP8L",
    b"ALPH",
    b"ANIM",
    b"ANMF",
    b"EXIF",
    b"Exif\0\0",
    b"\xff\xd8",
    b"\xff\xe1",
)
_ZIP_WORDS = (b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7", b"\x0e\0", b"\x0c\0", b"\1\0\x18\0")
_PROMPT_WORDS = (
    b"((((",
    b"))))",
    b"[[[[",
    b":1.5)",
    b":-9)",
    b"(a:",
    b"BREAK",
    b"<lora:a:1>",
    b"\\(",
    b":99999999999)",
    b"()",
)
_INFO_WORDS = (
    b"Negative prompt: ",
    b"Steps: 20, ",
    b'"\\',
    b", Size: 1x",
    b"<lora:",
    b":",
    b"[a:b:",
    b" AND ",
    b"Seed: ",
)

TARGETS: dict[str, Target] = {
    "pictures": Target(_taken_in, _pictures, (*_PNG_WORDS, *_RIFF_WORDS), share=0.5, mend=mended_png),
    "kinds of files": Target(_sniffed, _pictures, _RIFF_WORDS),
    "texts in PNG": Target(_said, _pngs, _PNG_WORDS, mend=mended_png),
    "texts in WebP and JPEG": Target(_said, _exifs, _RIFF_WORDS),
    "EXIF": Target(
        _exif_block, lambda: [exif_text.exif_of("safelight:{}", "a fox"), hostile.exif_rotated_jpeg()[24:]], ()
    ),
    "recipes": Target(_recipes, _recipe_seeds, _JSON_WORDS),
    "infotext": Target(_infotext, _infotexts, _INFO_WORDS),
    "safetensors": Target(_read_weights, _safetensors, _JSON_WORDS, mend=mended_weights),
    "LoRA files rewritten": Target(_rewritten, _safetensors, _JSON_WORDS, share=0.5, mend=mended_weights),
    "LoRA metadata": Target(_lora_metadata, _metadata_seeds, _JSON_WORDS),
    "LoRA keys": Target(_keys, _key_seeds, (*_JSON_WORDS, b".lora_down.weight", b".alpha", b"lora_te_", b"hada_w1")),
    "model folders": Target(_model_folder, _folder_seeds, _JSON_WORDS),
    "zip": Target(_unzipped, _zips, _ZIP_WORDS, share=0.5),
    "captions": Target(_captions, lambda: list(_CAPTIONS.values()), _JSON_WORDS),
    "styles": Target(_style_file, _style_seeds, (*_JSON_WORDS, b'""', b"\r", b"\n,,,\n")),
    "prompts": Target(_prompt, lambda: [b"a (fox:1.3) in [the] ((snow)) BREAK <lora:a:0.5>, \\(b\\)"], _PROMPT_WORDS),
    "settings": Target(_settings, _setting_seeds, (b",", b"://", b"@", b"[::1]", b"=")),
    "headers and names": Target(_request, lambda: _REQUESTS, (b"Basic ", b"bearer.", b"|", b"=", b"./")),
    "JSON bodies": Target(_json_bodies, lambda: _BODIES, _JSON_WORDS),
}
