"""The settings that every tab works with, and what the tabs need of the page around them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import get_args

import gradio as gr
from pydantic import ValidationError

from safelight.doors.gradio.desk import Desk, Link
from safelight.doors.gradio.words import told
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger
from safelight.specs.generation import SchedulerName

log = get_logger(__name__)

Outcome = dict[gr.blocks.Block, object]


@dataclass(frozen=True)
class Shared:
    """The components outside the tabs."""

    desk: Desk
    model: gr.Dropdown
    width: gr.Slider
    height: gr.Slider
    seed: gr.Textbox
    steps: gr.Slider
    guidance: gr.Slider
    sampler: gr.Dropdown

    @property
    def of_the_model(self) -> list[gr.blocks.Block]:
        """Those that take the model's own values when another is chosen."""
        return [self.width, self.height, self.steps, self.guidance, self.sampler]

    def defaults(self, model: str) -> list[object]:
        """Values for `of_the_model`."""
        own = self.desk.shelf.info(model).defaults
        return [own.width, own.height, own.num_inference_steps, own.guidance_scale, own.scheduler]


def shared_settings(desk: Desk) -> Shared:
    """Lay them out in the column that is there now."""
    names = desk.shelf.names()
    own = desk.shelf.info(desk.shelf.default if desk.shelf.default in names else names[0])
    model = gr.Dropdown(names, value=own.name, label="Model")
    width = gr.Slider(64, 2048, own.defaults.width, step=8, label="Width")
    height = gr.Slider(64, 2048, own.defaults.height, step=8, label="Height")
    seed = gr.Textbox(label="Seed", placeholder="a new one each time", info="Same seed, same picture", max_length=10)
    with gr.Accordion("Fine controls", open=False):
        steps = gr.Slider(1, 150, own.defaults.num_inference_steps, step=1, label="Denoising steps")
        guidance = gr.Slider(
            0, 30, own.defaults.guidance_scale, step=0.1, label="How closely to follow the words", info="Guidance (CFG)"
        )
        sampler = gr.Dropdown(list(get_args(SchedulerName)), value=own.defaults.scheduler, label="Sampler")
    made = Shared(desk, model, width, height, seed, steps, guidance, sampler)
    model.change(made.defaults, [model], made.of_the_model, show_progress="hidden", api_visibility="private")
    return made


def link_for(desk: Desk, request: gr.Request) -> Link:
    """Makes signed links to files, as this reader sees the server."""
    url = request.request.url if request.request else None
    base = desk.studio.public_url or (f"{url.scheme}://{url.netloc}" if url else None)
    return lambda key: desk.studio.storage.link(key, seconds=desk.studio.link_seconds, base_url=base)


@contextmanager
def told_to_the_person() -> Iterator[None]:
    """Errors of the studio as Gradio shows them; a defect of ours goes into the log."""
    try:
        yield
    except (SafelightError, ValidationError) as error:
        raise gr.Error(told(error), print_exception=False) from error
    except Exception as error:
        if isinstance(error, gr.Error):
            raise
        log.exception("playground_defect")
        raise gr.Error(told(error), print_exception=False) from error


def kept(do: Callable[[str], None], done: str) -> Callable[[str], str]:
    """A button's work on one job, and the sentence that says it is done."""

    def act(job_id: str) -> str:
        if not job_id:
            raise gr.Error("Choose a job in the table first.", print_exception=False)
        with told_to_the_person():
            do(job_id)
        return done

    return act
