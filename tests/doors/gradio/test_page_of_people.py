"""The playground does what is asked of it as whoever asks, and shows nobody what is another's."""

import pytest

pytest.importorskip("gradio", reason="the extra `gradio` is not installed")

import asyncio
from types import SimpleNamespace
from typing import Any

import gradio as gr

from safelight.db.ownership import NOBODY, Caller, Sight, current_sight, seen_by
from safelight.doors.gradio.desk import need
from safelight.doors.gradio.page import Page, sight_of
from safelight.features.access import NotAllowed
from safelight.kit.errors import Unauthenticated
from safelight.specs.people import OF_ROLE, Principal

VI = Principal("acc_vi", "vi", "viewer", OF_ROLE["viewer"])
SIGHT = Sight("acc_vi", principal=VI)


def asked_by(caller: Caller) -> Any:
    return SimpleNamespace(request=SimpleNamespace(scope={"state": {"caller": caller}}))


def test_what_a_button_does_is_done_with_the_sight_of_who_pressed_it() -> None:
    async def stream():
        yield repr(current_sight())
        yield await asyncio.to_thread(lambda: repr(current_sight()))

    async def pressed(blocks: Page, fn: Any, request: Any) -> list[str]:
        heard, iterator = [], None
        with seen_by(Sight("acc_somebody_else")):
            while True:
                answer = await blocks.call_function(fn, [], iterator, request)
                iterator = answer["iterator"]
                if not isinstance(answer["prediction"], str):
                    return heard
                heard.append(answer["prediction"])
                if iterator is None:
                    return heard

    async def story() -> None:  # Gradio wants a loop, or it opens one of its own and leaves it
        with Page(analytics_enabled=False) as blocks:
            said = gr.Textbox()
            gr.Button().click(lambda: repr(current_sight()), None, said)
            gr.Button().click(stream, None, said)
        plain, streamed = blocks.fns.values()
        for request, sight in (
            (asked_by(Caller(VI, SIGHT)), SIGHT), (None, NOBODY), (asked_by(Caller(VI, None)), None),
        ):  # fmt: skip
            assert await pressed(blocks, plain, request) == [repr(sight)]
            assert await pressed(blocks, streamed, request) == [repr(sight)] * 2
            assert sight_of(request) == sight

    asyncio.run(story())


def test_the_page_asks_for_the_same_scopes_as_the_api() -> None:
    with seen_by(SIGHT):
        need("read")
        with pytest.raises(NotAllowed, match="'generate'"):
            need("generate")
    with seen_by(NOBODY), pytest.raises(Unauthenticated):
        need("read")
    need("admin")  # the local user
