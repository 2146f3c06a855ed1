"""Make a character of pictures, and watch it learn."""

from collections.abc import AsyncIterator
from typing import get_args

import gradio as gr
import pandas as pd
from fastapi.concurrency import run_in_threadpool

from safelight.doors.gradio.desk import Desk, Intake, Link
from safelight.doors.gradio.following import JobView
from safelight.doors.gradio.shared import Outcome, Shared, link_for, told_to_the_person
from safelight.doors.gradio.tabs.generate import ready
from safelight.doors.gradio.words import meter, notice
from safelight.features.characters.schemas import DraftCreate, TrainRequest
from safelight.specs.training import Preset

POINTS = 400  # of the curve: more are not seen in a chart of this size


def characters_tab(shared: Shared, drawable: gr.Dropdown) -> gr.Gallery:
    """Lay out the tab; gives back the wall of characters, which the page renews."""
    desk = shared.desk
    with gr.Row():
        with gr.Column():
            files = gr.File(
                label="15 to 30 pictures of one person, animal, thing or style", file_count="multiple",
                file_types=["image"],
            )  # fmt: skip
            name = gr.Textbox(label="Name", max_length=80)
            what = gr.Textbox(label="What it is", placeholder="woman, dog, robot, creature …", max_length=80)
            preset = gr.Radio([each.capitalize() for each in get_args(Preset)], value="Good", label="How thoroughly")
            with gr.Row():
                learn = gr.Button("Learn", variant="primary")
                stop = gr.Button("Stop", interactive=False)
        with gr.Column():
            progress = gr.HTML()
            refused = gr.Markdown()
            curve = gr.LinePlot(x="step", y="loss", title="Loss", height=220)
            samples = gr.Gallery(label="What it has learnt so far", columns=4, fit_columns=False, object_fit="contain",
                                 buttons=[])  # fmt: skip
    wall = gr.Gallery(
        label="Characters", columns=6, fit_columns=False, object_fit="contain", allow_preview=False, buttons=[]
    )
    job = gr.State("")

    async def train(
        files: list[str] | None, name: str, what: str, preset: str, model: str, seed: str, request: gr.Request
    ) -> AsyncIterator[Outcome]:
        course = _Course(desk, link_for(desk, request))
        with told_to_the_person():
            spec = DraftCreate(name=name, class_word=what, base_model=model)
            wishes = TrainRequest(preset=preset.lower(), seed=seed.strip() or None)
            yield {progress: notice("Looking at the pictures."), refused: "", curve: None, samples: [], job: ""}
            async for news in desk.learn(spec, files or [], wishes):
                if isinstance(news, Intake):
                    yield {progress: notice(_how_far(news)), refused: "\n".join(f"- {each}" for each in news.refused)}
                    continue
                changes: Outcome = {progress: meter(news), job: news.id}
                changes[stop] = gr.update(interactive=not news.has_ended and not news.cancelling)
                changes[curve], changes[samples] = await run_in_threadpool(course.news, news)
                if news.has_ended:
                    changes[wall], changes[drawable] = faces(desk, course.link), gr.update(choices=ready(desk))
                yield changes

    def halt(job_id: str) -> None:
        with told_to_the_person():
            desk.cancel(job_id)

    learn.click(
        train, [files, name, what, preset, shared.model, shared.seed],
        [progress, refused, job, stop, curve, samples, wall, drawable],
        api_name="train", show_progress="hidden", trigger_mode="once",
    )  # fmt: skip
    stop.click(halt, [job], None, api_visibility="private")
    return wall


def faces(desk: Desk, link: Link) -> list[tuple[str, str]]:
    """The characters that have a picture, each with how it stands."""
    return [(each.cover.url, f"{each.name} · {each.status}") for each in desk.characters(link) if each.cover]


class _Course:
    """What the page has been told of one training, so that it is only told what is new."""

    def __init__(self, desk: Desk, link: Link) -> None:
        self.link = link
        self._desk = desk
        self._points: list[tuple[int, float]] = []
        self._samples = 0

    def news(self, view: JobView) -> tuple[object, object]:
        """The curve and the samples, or for either that nothing changed."""
        points = self._desk.losses(view.id, after_step=self._points[-1][0] if self._points else -1)
        self._points += points
        curve = pd.DataFrame(thinned(self._points), columns=["step", "loss"]) if points else gr.skip()
        samples = self._desk.samples(view, self.link)
        if len(samples) == self._samples:
            return curve, gr.skip()
        self._samples = len(samples)
        return curve, [(each.url, f"step {each.step:,}: {each.prompt}") for each in reversed(samples)]


def thinned(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Evenly fewer, the last one kept."""
    stride = max(1, -(-len(points) // POINTS))
    return points[::-1][::stride][::-1]


def _how_far(intake: Intake) -> str:
    return f"Looking at the pictures: {intake.taken + len(intake.refused)} of {intake.total}."
