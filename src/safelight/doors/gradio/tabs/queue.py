"""What runs, what waits and why, what ended; and the three things one does about it."""

import gradio as gr

from safelight.doors.gradio.desk import Desk, Row
from safelight.doors.gradio.shared import Shared, kept
from safelight.doors.gradio.words import STATES, time_left

HEADERS = ["Job", "State", "How far", "Id"]
LOOK_SECONDS = 2.0  # while somebody looks


def queue_tab(shared: Shared, tab: gr.Tab, others: list[gr.Tab]) -> None:
    """Lay out the tab; it is renewed while it is open."""
    desk = shared.desk
    table = gr.Dataframe(headers=HEADERS, interactive=False, wrap=True)
    with gr.Row():
        chosen = gr.Textbox(label="Chosen job", interactive=False, scale=2)
        stop, first, again = gr.Button("Stop"), gr.Button("Run next"), gr.Button("Try again")
    said = gr.Markdown()
    clock = gr.Timer(LOOK_SECONDS, active=False)

    def choose(event: gr.SelectData) -> str:
        return str(event.row_value[-1])

    table.select(choose, None, [chosen], show_progress="hidden", api_visibility="private")
    for button, work, done in (
        (stop, desk.cancel, "It stops in a moment."),
        (first, desk.run_next, "It runs next."),
        (again, desk.try_again, "It is in the queue again."),
    ):
        button.click(kept(work, done), [chosen], [said], api_visibility="private").then(
            lambda: rows(desk), None, [table], show_progress="hidden", api_visibility="private"
        )
    clock.tick(lambda: rows(desk), None, [table], show_progress="hidden", api_visibility="private")
    tab.select(
        lambda: (gr.Timer(active=True), rows(desk)), None, [clock, table], show_progress="hidden",
        api_visibility="private",
    )  # fmt: skip
    for other in others:
        other.select(lambda: gr.Timer(active=False), None, [clock], show_progress="hidden", api_visibility="private")


def rows(desk: Desk) -> list[list[str]]:
    """The table."""
    return [[row.job.title or row.job.kind, STATES[row.job.state], how_far(row), row.job.id] for row in desk.queue()]


def how_far(row: Row) -> str:
    """`40 % · about 4 min left`, or what it waits for, or why it failed."""
    if row.job.state == "queued":
        return row.reason or "starts in a moment"
    if row.job.state == "failed" and row.job.parsed_failure:
        return row.job.parsed_failure.message
    if row.job.state != "running":
        return ""
    left = row.progress.eta_seconds
    return f"{row.progress.fraction:.0%}" + (f" · {time_left(left)}" if left is not None else "")
