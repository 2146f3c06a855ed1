"""Ask a real ComfyUI what the tests ask of ours: `python scripts/comfyui_check.py http://127.0.0.1:8188`.

It draws a few small pictures with the first checkpoint there (or --checkpoint), and stops some of them. Nothing of it
is changed but its queue: others' prompts are left alone, and neither /free nor a global interrupt is used.
"""

import argparse
import io
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from PIL import Image

from safelight.features.workflows import repository
from safelight.features.workflows.service.checking import checkpoints, lacks
from safelight.features.workflows.service.filling import filled
from safelight.kit.comfyui import following
from safelight.kit.comfyui.client import ComfyClient, outputs_of
from safelight.kit.comfyui.errors import ComfyInterrupted, GraphRefused
from safelight.specs.workflows import Template


class Stopped(Exception):
    """What a cancelled job raises."""


def sure(is_so: object, told: object = "") -> None:
    """Raise unless it is."""
    if not is_so:
        raise AssertionError(told)


def shipped(name: str) -> Template:
    """A template that comes with Safelight."""
    template = repository.shipped()[name].template
    if template is None:
        raise AssertionError(f"{name} is broken")
    return template


class Bench:
    """The server, and a template that it can draw by."""

    def __init__(self, client: ComfyClient, checkpoint: str, side: int, steps: int) -> None:
        self.client, self.template, self.checkpoint = client, shipped("sd-lora"), checkpoint
        self.side, self.steps = side, steps
        self.seed = time.time_ns() % 2**31

    def graph(self, **values: Any) -> dict[str, Any]:
        """One that nobody has asked for before."""
        self.seed += 1
        usual = {
            "model": self.checkpoint, "prompt": "a lighthouse", "width": self.side, "height": self.side,
            "num_inference_steps": self.steps, "seed": self.seed, "sampler_name": "euler", "noise_schedule": "normal",
        }  # fmt: skip
        return filled(self.template, {**usual, **values})

    def draw(self, **values: Any) -> bytes:
        """One picture's bytes."""
        return self.view(following.run(self.client, self.graph(**values)))

    def view(self, history: dict[str, Any]) -> bytes:
        """Those of the first output."""
        return self.client.view(outputs_of(history, self.template.manifest.outputs)[0])


def it_is_understood(bench: Bench) -> str:
    """It tells its version, its memory, its nodes."""
    stats, info = bench.client.system_stats(), bench.client.object_info()
    sure("KSampler" in info)
    return f"ComfyUI {stats['system'].get('comfyui_version')}, {len(info)} nodes, {len(checkpoints(info))} checkpoints"


def a_picture_is_drawn_with_steps_and_previews(bench: Bench) -> str:
    """Every step is told once, in order; the picture has the size that was asked for."""
    steps: list[tuple[int, int]] = []
    looks: list[bytes] = []
    began = time.monotonic()
    history = following.run(
        bench.client, bench.graph(), on_step=lambda done, total, _: steps.append((done, total)), on_preview=looks.append
    )
    sure(steps == sorted(steps))
    sure(steps[-1] == (bench.steps, bench.steps), steps)
    size = Image.open(io.BytesIO(bench.view(history))).size
    sure(size == (bench.side, bench.side), size)
    return f"{time.monotonic() - began:.1f} s, {len(looks)} previews"


def the_history_is_never_read_too_early(bench: Bench) -> str:
    """Twenty in a row, the first of which a naive client loses one in fifteen of."""
    for _ in range(20):
        sure(outputs_of(following.run(bench.client, bench.graph(num_inference_steps=1)), ["8"]))
    return "20 of 20"


def the_same_graph_comes_from_its_cache(bench: Bench) -> str:
    """Quickly, and with the same file."""
    graph = bench.graph()
    first = bench.view(following.run(bench.client, graph))
    began = time.monotonic()
    sure(bench.view(following.run(bench.client, graph)) == first)
    return f"{(time.monotonic() - began) * 1000:.0f} ms"


def the_same_seed_is_the_same_picture(bench: Bench) -> str:
    """To the bit, with another in between."""
    seed = bench.seed + 1000
    first = Image.open(io.BytesIO(bench.draw(seed=seed))).tobytes()
    bench.draw()
    sure(Image.open(io.BytesIO(bench.draw(seed=seed))).tobytes() == first)
    return "equal"


def cancelling_stops_this_one_alone(bench: Bench) -> str:
    """One that runs is interrupted; the next is drawn."""
    seen = []

    def check() -> None:
        if seen:
            raise Stopped

    began = 0.0

    def on_step(*_: object) -> None:
        nonlocal began
        began = began or time.monotonic()
        seen.append(True)

    try:
        following.run(bench.client, bench.graph(num_inference_steps=60), check=check, on_step=on_step)
    except Stopped:
        took = time.monotonic() - began
    else:
        raise AssertionError("it was not stopped")
    sure(bench.draw())
    return f"{took:.2f} s after the first step"


def what_waits_is_taken_out_of_the_queue(bench: Bench) -> str:
    """And what runs goes on."""
    bench.client.submit(bench.graph(num_inference_steps=60), prompt_id="safelight-check", client_id="safelight-check")

    def check() -> None:
        if bench.client.queue().pending:
            raise Stopped

    try:
        following.run(bench.client, bench.graph(), check=check)
    except Stopped:
        running = bench.client.queue().running
        sure("safelight-check" in running or not running)
    finally:
        bench.client.stop("safelight-check")
    return "taken out"


def what_others_interrupt_is_told(bench: Bench) -> str:
    """As their doing, not as an error of a node."""
    asked = []

    def on_step(*_: object) -> None:
        if not asked:
            asked.append(True)
            bench.client.stop(bench.client.queue().running[0])

    try:
        following.run(bench.client, bench.graph(num_inference_steps=60), on_step=on_step)
    except ComfyInterrupted as told:
        return told.message
    raise AssertionError("nobody told")


def a_missing_checkpoint_is_refused_in_words(bench: Bench) -> str:
    """With the node, the input, and what there is."""
    try:
        following.run(bench.client, bench.graph(model="no such.safetensors"))
    except GraphRefused as refused:
        sure("ckpt_name" in refused.message)
        return f"{refused.message} {refused.hint}"
    raise AssertionError("it was taken")


def a_missing_node_is_refused_in_words(bench: Bench) -> str:
    """With its name."""
    graph = bench.graph()
    graph["99"] = {"class_type": "NoSuchNodeAnywhere", "inputs": {"images": ["7", 0]}}
    graph["8"]["inputs"]["images"] = ["99", 0]
    try:
        following.run(bench.client, graph)
    except GraphRefused as refused:
        sure("NoSuchNodeAnywhere" in refused.message)
        return refused.message
    raise AssertionError("it was taken")


def pictures_go_in(bench: Bench) -> str:
    """From picture to picture."""
    template = shipped("img2img")
    target = io.BytesIO()
    Image.new("RGB", (bench.side, bench.side), "teal").save(target, "PNG")
    name = bench.client.upload_image("safelight_check.png", target.getvalue())
    bench.seed += 1
    values = {
        "model": bench.checkpoint, "width": bench.side, "height": bench.side, "num_inference_steps": bench.steps,
        "seed": bench.seed, "sampler_name": "euler", "noise_schedule": "normal", "strength": 0.5,
    }  # fmt: skip
    history = following.run(bench.client, filled(template, values, images={"image": name}))
    sure(bench.client.view(outputs_of(history, template.manifest.outputs)[0]))
    return name


def templates_are_checked(bench: Bench) -> str:
    """What each shipped one lacks there: nodes must all be known to a ComfyUI of our time."""
    info = bench.client.object_info(fresh=True)
    told = []
    for name in repository.shipped():
        missing = lacks(shipped(name), info)
        sure(not [lack for lack in missing if lack.kind in {"node", "input"}], missing)
        told.append(f"{name}: {'can run' if not missing else ', '.join(lack.name for lack in missing) + ' missing'}")
    return "; ".join(told)


CHECKS: list[Callable[[Bench], str]] = [
    it_is_understood, a_picture_is_drawn_with_steps_and_previews, the_history_is_never_read_too_early,
    the_same_graph_comes_from_its_cache, the_same_seed_is_the_same_picture, cancelling_stops_this_one_alone,
    what_waits_is_taken_out_of_the_queue, what_others_interrupt_is_told, a_missing_checkpoint_is_refused_in_words,
    a_missing_node_is_refused_in_words, pictures_go_in, templates_are_checked,
]  # fmt: skip


def main() -> int:
    """Every check, one line each; 1 if any fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="such as http://127.0.0.1:8188")
    parser.add_argument("--checkpoint", help="file as ComfyUI lists it; the first if left out")
    parser.add_argument("--token", help="for a proxy before it")
    parser.add_argument("--side", type=int, default=64, help="pixels of the pictures")
    parser.add_argument("--steps", type=int, default=3)
    given = parser.parse_args()
    client = ComfyClient(given.address, token=given.token, patience=5.0)
    known = checkpoints(client.object_info())
    if not (checkpoint := given.checkpoint or next(iter(known), None)):
        sys.stderr.write("It has no checkpoint: put one into models/checkpoints.\n")
        return 1
    bench, failed = Bench(client, checkpoint, given.side, given.steps), 0
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        try:
            sys.stdout.write(f"✓ {name}: {check(bench)}\n")
        except Exception:  # noqa: BLE001  each check's edge: the others are still to be made
            failed += 1
            sys.stdout.write(f"✗ {name}\n{traceback.format_exc()}")
        sys.stdout.flush()
    sys.stdout.write(f"{len(CHECKS) - failed} of {len(CHECKS)} passed.\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
