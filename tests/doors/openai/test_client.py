"""The `openai` client makes its normal calls."""

import asyncio
import base64
import io

import httpx
import openai
import pytest
from PIL import Image

from safelight.kit import exif_text
from safelight.specs.jobs import JobFailure
from tests.doors.openai.conftest import KEY, SOON, Bench, colour_of, until


def picture(made) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(made.b64_json)))


def png(size=(96, 64), colour=(200, 30, 30, 255)) -> bytes:
    target = io.BytesIO()
    Image.new("RGBA", size, colour).save(target, "PNG")
    return target.getvalue()


def test_pictures_come_as_base64_by_openais_own_model_name(bench: Bench) -> None:
    answer, drawing = bench.drawn(
        bench.client().images.generate,
        model="gpt-image-1", prompt="a cat", n=2, size="1536x1024", quality="high", background="transparent",
        moderation="low", user="user-17", extra_body={"seed": 5, "steps": 3, "guidance": 2.5, "unheard_of": [1]},
    )  # fmt: skip

    assert [picture(made).getpixel((0, 0)) for made in answer.data] == [colour_of(5), colour_of(6)]
    assert {made.url for made in answer.data} == {None}
    assert [made.revised_prompt for made in answer.data] == ["a cat"] * 2
    assert (answer.size, answer.quality, answer.background, answer.output_format) == ("96x64", "high", "opaque", "png")
    assert picture(answer.data[0]).size == (96, 64), "the shape that was asked for, as large as the model draws"
    assert answer.created > 1_700_000_000
    assert answer.usage.total_tokens == answer.usage.input_tokens_details.image_tokens == 0

    plan = drawing.plan
    assert (plan.model, plan.num_inference_steps, plan.guidance_scale, plan.n) == ("starter", 3, 2.5, 2)
    assert drawing.requester == "user-17"
    assert plan.kind == "quick"
    assert (drawing.expires_at - drawing.created_at).total_seconds() == pytest.approx(3600, abs=5)
    with httpx.Client(headers={"Authorization": f"Bearer {KEY}"}) as http:
        assert http.get(f"{bench.url}/api/v1/gallery").json()["items"] == []


@pytest.mark.parametrize("asked", [{"model": "dall-e-3"}, {}, {"model": "gpt-image-1", "response_format": "url"}])
def test_a_link_needs_no_key_and_suffers_one(bench: Bench, asked: dict[str, str]) -> None:
    answer, drawing = bench.drawn(bench.client().images.generate, prompt="a cat", style="vivid", quality="hd", **asked)

    url = answer.data[0].url
    assert answer.data[0].b64_json is None
    for headers in ({}, {"Authorization": f"Bearer {KEY}"}):  # Open WebUI sends it along
        fetched = httpx.get(url, headers=headers)
        assert fetched.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(fetched.content)).getpixel((0, 0)) == colour_of(drawing.plan.seed)
    assert httpx.get(url.partition("&signature")[0]).status_code == 403


@pytest.mark.parametrize("output_format", ["jpeg", "webp"])
def test_a_lossy_format_keeps_the_recipe(bench: Bench, output_format: str) -> None:
    ask = {"model": "gpt-image-1", "prompt": "a cat", "output_format": output_format, "extra_body": {"seed": 9}}
    sharp, _ = bench.drawn(bench.client().images.generate, output_compression=90, **ask)
    coarse, drawing = bench.drawn(bench.client().images.generate, output_compression=5, response_format="url", **ask)

    assert picture(sharp.data[0]).format == output_format.upper()
    data = io.BytesIO(base64.b64decode(sharp.data[0].b64_json))
    texts = exif_text.jpeg_texts(data) if output_format == "jpeg" else exif_text.webp_texts(data)
    assert texts["parameters"] == "a cat\nSeed: 9"
    assert '"seed":9' in texts["safelight"]

    fetched = httpx.get(coarse.data[0].url)
    assert fetched.headers["content-type"] == f"image/{output_format}"
    assert len(fetched.content) <= len(data.getvalue())
    stored = [file.key for file in bench.storage.list(f"generations/{drawing.generation_id}")]
    assert len(stored) == 3, "it lies beside the picture and its thumbnail, and goes with them"


def test_a_picture_is_drawn_over_where_its_mask_is_transparent(bench: Bench) -> None:
    mask = Image.new("RGBA", (96, 64), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (0, 0, 48, 64))
    target = io.BytesIO()
    mask.save(target, "PNG")
    answer, drawing = bench.drawn(
        bench.client().images.edit,
        model="gpt-image-1", image=("photo.png", png()), mask=("mask.png", target.getvalue()), prompt="a red hat",
        n=1, size="1024x1024", extra_body={"strength": 0.9, "styles": "[]"},
    )  # fmt: skip

    plan = drawing.plan
    assert picture(answer.data[0]).size == (plan.width, plan.height) == (64, 64)
    assert plan.strength == 0.9
    start = Image.open(io.BytesIO(bench.storage.get(plan.image.key)))
    assert (start.size, start.getpixel((0, 0))) == ((96, 64), (200, 30, 30))
    drawn_anew = Image.open(io.BytesIO(bench.storage.get(plan.mask_image.key)))
    assert [drawn_anew.getpixel((x, 30)) for x in (0, 47, 48, 95)] == [(255,) * 3, (255,) * 3, (0,) * 3, (0,) * 3]


def test_a_dall_e_draws_what_is_transparent_in_the_picture_itself(bench: Bench) -> None:
    holed = Image.open(io.BytesIO(png()))
    holed.paste((0, 0, 0, 0), (0, 0, 48, 64))
    target = io.BytesIO()
    holed.save(target, "PNG")
    client = bench.client()
    _, by_dall_e = bench.drawn(client.images.edit, model="dall-e-2", image=("a.png", target.getvalue()), prompt="a hat")
    _, by_gpt = bench.drawn(client.images.edit, model="gpt-image-1", image=("a.png", target.getvalue()), prompt="a hat")

    _, whole = bench.drawn(client.images.edit, model="dall-e-2", image=("a.png", png()), prompt="a hat")
    assert by_gpt.plan.mask_image is None
    assert whole.plan.mask_image is None, "an alpha channel without a hole in it masks nothing"
    mask = Image.open(io.BytesIO(bench.storage.get(by_dall_e.plan.mask_image.key)))
    assert [mask.getpixel((x, 30)) for x in (0, 95)] == [(255,) * 3, (0,) * 3]
    assert by_dall_e.plan.strength == 1.0


def test_an_edit_takes_the_shape_of_its_picture_and_one_picture_alone(bench: Bench) -> None:
    client = bench.client()
    _, drawing = bench.drawn(client.images.edit, image=[("a.png", png((640, 320)))], prompt="at night", size="auto")
    assert (drawing.plan.width, drawing.plan.height) == (80, 64), "no side is shorter than 64"

    with pytest.raises(openai.BadRequestError, match="one picture is taken, and 2 came") as refused:
        client.images.edit(image=[("a.png", png()), ("b.png", png())], prompt="at night")
    assert refused.value.param == "image"
    with pytest.raises(openai.BadRequestError) as refused:
        client.images.edit(image=("a.png", png()), mask=("m.png", png((64, 64))), prompt="at night")
    assert refused.value.param == "mask"
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        client.images.edit(image=("a.png", b"no picture"), prompt="at night")
    assert refused.value.code == "picture_not_an_image"


def test_an_edit_may_be_json(bench: Bench) -> None:
    data = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    client = bench.client()

    def edit(images, **more):
        return client.post("/images/edits", cast_to=object, body={"prompt": "at night", "images": images, **more})

    answer, drawing = bench.drawn(edit, images=[{"image_url": data}], mask={"image_url": data}, seed=None)
    assert answer["data"][0]["b64_json" if "b64_json" in answer["data"][0] else "url"]
    assert drawing.plan.mask_image is not None
    again, second = bench.drawn(edit, images=[{"file_id": input_of(bench)}])
    assert second.plan.image == drawing.plan.image
    assert again["size"] == "64x64"

    for images, words in (
        ([{"image_url": "https://example.org/a.png"}], "nothing is fetched from the web"),
        ([{"image_url": "data:image/png;base64,???"}], "its base64 is damaged"),
        ([{"file_id": "img_none"}], "there is no such input"),
        ([{}], "give image_url or file_id"),
        ([], "there is no picture to edit"),
    ):
        with pytest.raises(openai.BadRequestError, match=words):
            edit(images)


def input_of(bench: Bench) -> str:
    items = httpx.get(f"{bench.url}/api/v1/inputs", headers={"Authorization": f"Bearer {KEY}"}).json()["items"]
    return next(item["id"] for item in items if item["filename"] == "image.png")


def test_all_that_draws_is_a_model(bench: Bench) -> None:
    bench.add_character("Pip")
    bench.add_character("Draft", lora_key=None, lora_sha256=None)
    client = bench.client()

    cards = {card.id: card for card in client.models.list()}
    assert list(cards)[:3] == ["starter", "Pip", "starter:watercolour"]
    assert {"gpt-image-1", "dall-e-2", "dall-e-3"} < set(cards)
    assert "Draft" not in cards
    for name in ("starter", "Pip", "starter:watercolour", "gpt-image-1"):
        assert client.models.retrieve(name).to_dict() == cards[name].to_dict()
    assert cards["Pip"].to_dict()["root"] == "starter"

    _, plain = bench.drawn(client.images.generate, model="starter", prompt="a cat")
    _, pip = bench.drawn(client.images.generate, model="pip", prompt="on a hill")
    _, lora = bench.drawn(client.images.generate, model="starter:watercolour", prompt="a cat")
    _, both = bench.drawn(client.images.generate, model="Pip:watercolour", prompt="a cat")
    assert (plain.plan.loras, pip.plan.prompt) == ([], "pip, on a hill")
    assert [use.name for use in lora.plan.loras] == ["watercolour"]
    assert [use.name for use in both.plan.loras] == ["Pip", "watercolour"]


@pytest.mark.parametrize("more", [{"model_aliases": {"gpt-image-1": "Pip:watercolour", "house": "nobody"}}])
def test_an_alias_is_what_the_settings_say(bench: Bench) -> None:
    bench.add_character("Pip")
    client = bench.client()

    _, drawing = bench.drawn(client.images.generate, model="gpt-image-1", prompt="a cat")
    assert [use.name for use in drawing.plan.loras] == ["Pip", "watercolour"]
    assert client.models.retrieve("dall-e-3").to_dict()["root"] == "starter", "the others are as they were"
    assert "house" not in {card.id for card in client.models.list()}, "it leads nowhere"
    bench.add_character("house")
    assert client.models.retrieve("house").id == "house", "the name of a thing is stronger than an alias"


def test_an_unknown_model_is_told_as_openai_does(bench: Bench) -> None:
    client = bench.client()
    for name in ("nobody", "starter:nothing", ":", "a:", ":a", "watercolour", "gpt-image-1:nothing", "../x"):
        with pytest.raises(openai.NotFoundError) as missing:
            client.images.generate(model=name, prompt="a cat")
        error = missing.value
        assert (error.code, error.param, error.type) == ("model_not_found", "model", "invalid_request_error"), name
    assert bench.states() == []


def test_a_character_in_training_is_no_missing_model(bench: Bench) -> None:
    bench.add_character("Draft", lora_key=None, lora_sha256=None)
    with pytest.raises(openai.ConflictError, match="it is a draft"):
        bench.client(max_retries=2).images.generate(model="Draft", prompt="a cat")


BAD: list[tuple[dict[str, object], str]] = [
    ({"prompt": ""}, "prompt"), ({"prompt": "x" * 40_000}, "prompt"), ({"n": 0}, "n"), ({"n": "many"}, "n"),
    ({"size": "huge"}, "size"), ({"size": "0x64"}, "size"), ({"size": "64x6400"}, "size"),
    ({"response_format": "gif"}, "response_format"), ({"output_compression": 101}, "output_compression"),
    ({"extra_body": {"steps": 0}}, "steps"), ({"extra_body": {"scheduler": "magic"}}, "scheduler"),
    ({"extra_body": {"width": 65}}, "width"), ({"extra_body": {"loras": [{"name": "x"}]}}, "loras[0].name"),
    ({"stream": True, "partial_images": 9}, "partial_images"), ({"stream": True, "size": "huge"}, "size"),
    ({"extra_body": {"seed": [1]}}, "seed"), ({"extra_body": {"seed": -2}}, "seed"), ({"model": 5}, "model"),
    ({"prompt": None}, "prompt"), ({"extra_body": {"loras": "x"}}, "loras"), ({"size": 1024}, "size"),
]  # fmt: skip


def test_a_bad_field_is_named_and_nothing_begins(bench: Bench) -> None:
    client = bench.client(max_retries=2)
    for fields, param in BAD:
        with pytest.raises(openai.BadRequestError) as refused:
            client.images.generate(**{"model": "gpt-image-1", "prompt": "a cat", **fields})
        assert (refused.value.param, refused.value.type) == (param, "invalid_request_error")
        assert refused.value.code
        assert len(refused.value.response.content) < 2000
    assert bench.states() == []


def test_a_wrong_key_and_a_wrong_address_are_told_in_the_same_shape(bench: Bench) -> None:
    with pytest.raises(openai.AuthenticationError) as stranger:
        bench.client(api_key="sk-wrong").images.generate(prompt="a cat")
    assert stranger.value.code == "invalid_api_key"
    with pytest.raises(openai.NotFoundError) as nowhere:
        bench.client().chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": "hi"}])
    assert (nowhere.value.code, nowhere.value.type) == ("unknown_url", "invalid_request_error")
    with pytest.raises(openai.APIStatusError, match="takes POST, not GET") as wrong:
        bench.client().get("/images/generations", cast_to=object)
    assert wrong.value.status_code == 405
    with pytest.raises(openai.BadRequestError, match="not valid JSON") as broken:
        bench.client().post("/images/generations", cast_to=object, content=b"{", options={"headers": JSON})
    assert broken.value.code == "invalid_json"


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("more", [{"max_upload_total_mb": 1}])
def test_a_body_that_is_too_large_is_refused(bench: Bench) -> None:
    with pytest.raises(openai.APIStatusError) as large:
        bench.client().images.edit(image=("a.png", bytes(1_100_000)), prompt="a cat")
    assert (large.value.status_code, large.value.code) == (413, "body_too_large")


@pytest.mark.parametrize("more", [{"max_queued_jobs": 1}])
def test_a_full_queue_says_when_to_come_again(bench: Bench) -> None:
    client = bench.client()
    first = bench.call(client.images.generate, prompt="a cat")
    until(bench.states, "it waits")
    with pytest.raises(openai.RateLimitError) as full:
        client.images.generate(prompt="a cat")
    assert int(full.value.response.headers["retry-after"]) > 0
    assert full.value.response.headers["x-should-retry"] == "true"
    assert full.value.code == "queue_full"
    bench.take().finish()
    assert first.result(SOON).data[0].url


def test_a_failed_picture_gives_its_reason_and_is_not_drawn_thrice(bench: Bench) -> None:
    called = bench.call(bench.client(max_retries=2).images.generate, prompt="a cat")
    bench.take().fail(JobFailure(code="out_of_memory", message="The GPU is full.", hint="Draw a smaller picture."))
    with pytest.raises(openai.InternalServerError, match=r"The GPU is full. Draw a smaller picture.") as failed:
        called.result(SOON)
    assert (failed.value.code, failed.value.type) == ("out_of_memory", "server_error")
    assert bench.states() == ["failed"]


def test_a_picture_that_somebody_cancels_is_told(bench: Bench) -> None:
    called = bench.call(bench.client(max_retries=2).images.generate, prompt="a cat")
    until(bench.states, "it waits")
    with httpx.Client(base_url=bench.url, headers={"Authorization": f"Bearer {KEY}"}) as http:
        job = http.get("/api/v1/jobs").json()["items"][0]["id"]
        http.post(f"/api/v1/jobs/{job}/cancel")
    with pytest.raises(openai.ConflictError) as cancelled:
        called.result(SOON)
    assert cancelled.value.code == "generation_cancelled"


def test_the_client_of_asyncio_draws_many_at_once(bench: Bench) -> None:
    async def four() -> list[int]:
        async with openai.AsyncOpenAI(api_key=KEY, base_url=f"{bench.url}/v1", timeout=SOON) as client:
            asked = [client.images.generate(model="starter", prompt="a cat", extra_body={"seed": s}) for s in range(4)]
            return [picture(answer.data[0]).getpixel((0, 0))[0] for answer in await asyncio.gather(*asked)]

    called = bench.call(lambda: asyncio.run(four()))
    drawings = [bench.take() for _ in range(4)]
    for drawing in reversed(drawings):
        drawing.finish()
    assert called.result(SOON) == [0, 1, 2, 3], "each gets its own"
