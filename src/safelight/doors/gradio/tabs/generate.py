"""Create pictures: a prompt, a character, styles; the pictures as they develop, and when they are there."""

from collections.abc import AsyncIterator

import gradio as gr
from fastapi.concurrency import run_in_threadpool

from safelight.doors.gradio.desk import Desk
from safelight.doors.gradio.shared import Outcome, Shared, link_for, told_to_the_person
from safelight.doors.gradio.words import meter
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import MAX_STYLES, GenerationSpec

NOBODY = ""


def generate_tab(shared: Shared) -> tuple[gr.Dropdown, gr.Dropdown]:
    """Lay out the tab; gives back the lists of characters and of styles, which others renew."""
    desk = shared.desk
    prompt = gr.Textbox(label="What to draw", lines=3, placeholder="a red cat on a blue background")
    with gr.Row():
        character = gr.Dropdown(ready(desk), value=NOBODY, label="Character")
        styles = gr.Dropdown(known_styles(desk), label="Styles", multiselect=True, max_choices=MAX_STYLES)
    avoid = gr.Textbox(label="What to avoid", lines=1)
    with gr.Row():
        count = gr.Slider(1, 8, 1, step=1, label="How many", scale=2)
        likeness = gr.Slider(0, 2, 1, step=0.05, label="Likeness", info="Strength of the character's LoRA", scale=2)
        create = gr.Button("Create", variant="primary")
        stop = gr.Button("Stop", interactive=False)
    progress = gr.HTML()
    pictures = gr.Gallery(label="Pictures", columns=4, fit_columns=False, height=420, object_fit="contain",
                          buttons=["download", "fullscreen"])  # fmt: skip
    with gr.Accordion("Recipe", open=False):
        recipe = gr.JSON(label="All that made the picture", show_label=False)
    job = gr.State("")

    async def draw(
        prompt: str, character: str, styles: list[str] | None, avoid: str, count: float, likeness: float, model: str,
        width: float, height: float, seed: str, steps: float, guidance: float, sampler: str,
        request: gr.Request,
    ) -> AsyncIterator[Outcome]:  # fmt: skip
        with told_to_the_person():
            if not prompt.strip():
                raise InvalidInput.of("prompt", prompt, "say what to draw")
            spec = GenerationSpec(
                prompt=prompt, character_id=character or None, styles=styles or [], negative_prompt=avoid,
                n=int(count), lora_scale=likeness, model=None if character else model, width=int(width),
                height=int(height), seed=seed.strip() or None, num_inference_steps=int(steps),
                guidance_scale=guidance, scheduler=sampler,
            )  # fmt: skip
            async for view in desk.draw(spec):
                changes: Outcome = {progress: meter(view), job: view.id}
                changes[stop] = gr.update(interactive=not view.has_ended and not view.cancelling)
                if view.state == "succeeded":
                    made = await run_in_threadpool(desk.drawn, view, link_for(desk, request))
                    changes[pictures] = [(each.url, f"seed {each.seed}") for each in made]
                    changes[recipe] = made[0].recipe.model_dump(exclude_none=True) if made else None
                yield changes

    def halt(job_id: str) -> None:
        with told_to_the_person():
            desk.cancel(job_id)

    gr.on(
        [create.click, prompt.submit], draw,
        [prompt, character, styles, avoid, count, likeness, shared.model, shared.width, shared.height, shared.seed,
         shared.steps, shared.guidance, shared.sampler],
        [progress, job, stop, pictures, recipe], api_name="generate", show_progress="hidden", trigger_mode="once",
    )  # fmt: skip
    stop.click(halt, [job], None, api_visibility="private")
    character.change(
        lambda chosen, model: base_of(desk, chosen) or model, [character, shared.model], [shared.model],
        show_progress="hidden", api_visibility="private",
    )  # fmt: skip
    return character, styles


def known_styles(desk: Desk) -> list[tuple[str, str]]:
    """Every style, for the list."""
    return [(f"{style.group} · {style.name}", style.id) for style in desk.styles()]


def ready(desk: Desk) -> list[tuple[str, str]]:
    """The characters that can be drawn, for the list."""
    found = desk.characters(link=lambda key: key)
    return [("None", NOBODY), *((each.name, each.id) for each in found if each.status == "ready")]


def base_of(desk: Desk, character_id: str) -> str | None:
    """The model that draws a character; it stands in the shared settings from then on."""
    found = desk.characters(link=lambda key: key)
    return next((each.model or each.base_model for each in found if each.id == character_id), None)
