"""Several requests at once over one model: each runs its own pipeline call, and calls of the network go together.

One thread computes. It lets every request go on up to its next call of the network, puts calls of one kind together,
computes them, and gives each its part: requests of other steps, guidance, samplers and LoRAs come and go at any step.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from safelight.engine.diffusion.calls import Call, Contents, apart, together
from safelight.engine.diffusion.devices import free_memory, is_out_of_memory
from safelight.engine.diffusion.drawing import MAX_BATCH, Drawing, Generated, Row
from safelight.engine.diffusion.errors import HubClosed, Stopped
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.mixtures import Voice
from safelight.engine.diffusion.parking import UNHEARD, Parked, stand_in
from safelight.engine.diffusion.passes import check
from safelight.engine.diffusion.preview import Pace
from safelight.engine.diffusion.progress import Ask, OnLook, OnStep, Progress
from safelight.engine.diffusion.prompts import are_embedded
from safelight.engine.diffusion.stopwatch import Stopwatch
from safelight.engine.diffusion.turns import Stamp, Turns
from safelight.engine.diffusion.visits import Visit
from safelight.kit.logs import get_logger
from safelight.specs.generation import GenerationPlan, LoraUse
from safelight.specs.telemetry import BATCH_REQUESTS, BATCH_ROWS

log = get_logger(__name__)

OWN = {"prompt", "asked_prompt", "negative_prompt", "seed", "seeds", "n", "loras", "styles", "kind", "prompt_weighting",
       "character_id", "character_name", "consent"}  # fmt: skip
"""Of a plan: what may differ between requests that are drawn in one call of the pipeline."""
SORTS = 64
"""Kinds of requests whose shape is remembered."""


class Hub:
    """Draws for any number of callers; one model, one computing thread, which `close` ends.

    `max_rows` is the most that a network computes at once, guidance counted: two rows for a picture.
    """

    def __init__(self, loaded: Loaded, *, max_rows: int = 16) -> None:
        self._loaded = loaded
        options = loaded.options
        # Caches keep state from step to step in the network, and parts that move are bound to the pipeline itself.
        self._one_by_one = options.step_cache != "off" or options.is_placed
        self._max_rows, self._caps = max_rows, loaded.caps
        self._turns, self._contents, self._pace = Turns(), Contents(), Pace()
        self._stopwatch = Stopwatch(loaded.device)
        self._shapes: dict[Hashable, tuple[Hashable, int]] = {}  # of a sort of requests: its call's, and rows a picture
        self._news = threading.Condition()
        self._arrived: list[Visit] = []
        self._waiting: list[Visit] = []
        self._members: list[_Member] = []
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name=f"draws with {loaded.name}", daemon=True)
        self._thread.start()

    def draw(
        self,
        plan: GenerationPlan,
        lora_files: Sequence[tuple[Path, LoraUse]] = (),
        *,
        aids: Aids = Aids(),
        on_step: OnStep | None = None,
        on_look: OnLook | None = None,
        wants_look: Callable[[], bool] = lambda: True,
        should_stop: Callable[[], bool] = lambda: False,
        requester: str = "",
    ) -> Generated:
        """As `generate`, from any thread and beside others; callbacks run in this thread, and hear of the latest step.

        What a plan needs of the model itself (another VAE, embeddings, ControlNets), and a plan that says `solo`, is
        drawn while no other is. Where not all can be computed at once, requesters take turns.

        Raises what `generate` raises, and HubClosed.
        """
        check(self._loaded, plan)
        self._loaded.bank.hold([(use.sha256, path) for path, use in lora_files])
        told = Ask(plan, on_step=on_step, on_look=on_look, wants_look=wants_look, should_stop=should_stop)
        alone = self._one_by_one or plan.solo or bool(aids.controls or aids.vae or aids.embeddings)
        heard = self._loaded.slots.heard(lora_files)
        visit = Visit(told, lora_files, heard, aids, requester=requester, alone=alone)
        with self._news:
            if self._is_closed:
                raise _closed()
            self._arrived.append(visit)
            self._news.notify()
        return visit.attend(self._loaded, self._thread.is_alive)

    def close(self) -> None:
        """End with the step that is being computed; who is inside hears HubClosed. Once, or more often."""
        with self._news:
            self._is_closed = True
            self._news.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _work(self) -> None:
        error: BaseException = _closed()
        try:
            with torch.no_grad():
                while self._has_work():
                    self._admit()
                    self._go_on()
                    self._compute()
        except BaseException as broken:  # the thread's edge: whoever waits must hear of it
            log.exception("hub_broken", model=self._loaded.name)
            error = broken
        with self._news:
            self._is_closed = True
            outside = [*self._arrived, *self._waiting]
            self._arrived, self._waiting = [], []
        for member in list(self._members):
            self._leave(member, error)
        for visit in outside:
            visit.end(error)

    def _has_work(self) -> bool:
        with self._news:
            while not (self._is_closed or self._arrived or self._waiting or self._members):
                self._news.wait()
            for visit in self._arrived:
                visit.stamp = self._turns.stamp(visit.requester, _cost(visit.plan, min(visit.plan.n, MAX_BATCH)))
            self._waiting += self._arrived
            self._arrived = []
            return not self._is_closed

    def _admit(self) -> None:
        """Let in who waits; one that must be alone when all before it have left, and none after it before that."""
        self._waiting.sort(key=lambda visit: visit.stamp)
        while self._waiting:
            visit = self._waiting[0]
            if visit.alone and self._members and not visit.is_stopped:
                return
            del self._waiting[0]
            if visit.is_stopped:
                visit.end(Stopped())
            elif visit.alone:
                self._alone(visit)
            else:
                self._members.append(_Member([visit, *self._alike(visit)], self._draw))

    def _alike(self, first: Visit) -> list[Visit]:
        """Where nobody is under way and all who wait are alike: take out those that one call can draw with the first.

        Beside others such a call is a block that fits worse between theirs, and its pictures wait for each other.
        """
        key = self._sort(first)
        known = self._shapes.get(key)
        if key is None or known is None or any(self._sort(visit) != key for visit in self._waiting):
            return []
        if any(member.has_begun or self._sort(member.visits[0]) != key for member in self._members):
            return []
        shape, rows = known
        room = min(MAX_BATCH, self._caps.rows(shape, self._max_rows) // rows) - first.plan.n
        taken: list[Visit] = []
        for visit in self._waiting:
            if not visit.is_stopped and visit.plan.n <= room:
                taken.append(visit)
                room -= visit.plan.n
        self._waiting = [visit for visit in self._waiting if visit not in taken]
        return taken

    def _sort(self, visit: Visit) -> Hashable | None:
        """Equal for requests that one call can draw; None for one that has a call to itself."""
        if visit.is_apart:
            return None
        if not visit.is_sorted:
            visit.is_sorted = True
            with suppress(Exception):  # what is wrong with its words is told when they are drawn
                if visit.aids == Aids() and not are_embedded(self._loaded.pipeline, visit.plan):
                    texts = tuple((sha, scale) for sha, _, scale in visit.text_loras)
                    visit.sort = visit.plan.model_dump_json(exclude=OWN), bool(visit.plan.negative_prompt), texts
        return visit.sort

    def _alone(self, visit: Visit) -> None:
        ask = visit.ask
        try:
            made = generate(
                self._loaded,
                visit.plan,
                visit.lora_files,
                aids=visit.aids,
                on_step=ask.on_step,
                on_look=ask.on_look,
                wants_look=ask.wants_look,
                should_stop=lambda: visit.is_stopped or self._is_closed,
            )
        except Stopped:
            visit.end(Stopped() if visit.is_stopped else _closed())
        except Exception as error:  # noqa: BLE001  it is the caller's: raised in his thread
            visit.end(error)
        else:
            visit.end(made=made)

    def _draw(self, member: "_Member") -> None:
        """What a request does, or several in one call, in a greenlet."""
        first, loaded = member.visits[0], self._loaded
        asks = [visit.ask for visit in member.visits]

        def read(encoder: Any) -> Callable[..., Any]:
            def answer(*args: Any, **kwargs: Any) -> Any:
                loaded.slots.use(first.text_loras)  # others have been drawn since
                with loaded.encodings.used():
                    return encoder(*args, **kwargs)

            return answer

        def begin(rows: Sequence[Row]) -> None:
            member.voices = [row.ask.voice for row in rows]
            if member.has_begun:  # one more sub-batch: others may be before it
                member.stamp = self._turns.stamp(first.requester, _cost(first.plan, len(rows)))
            member.has_begun = True

        loaded.slots.use(first.text_loras)
        pipeline, progress = stand_in(loaded.pipeline, member.parked, read), Progress(loaded, asks, self._pace)
        for drawn in Drawing(loaded, pipeline, asks, first.aids, progress, nullcontext).draw(begin=begin):
            member.has_drawn = True
            for visit in member.visits:
                visit.drawn(drawn)

    def _go_on(self) -> None:
        """Every request up to its next call, or its end."""
        for member in list(self._members):
            if all(visit.is_stopped for visit in member.visits):
                self._leave(member, Stopped())
                continue
            if member.parked.call is not None and not member.is_answered:
                continue
            try:
                if member.error is not None:
                    error, member.error = member.error, None
                    member.parked.throw(error)
                else:
                    answer, member.answer = member.answer, None
                    member.parked.go_on(answer)
            except BaseException as error:  # noqa: BLE001  it is the caller's: raised in his thread
                self._failed(member, error)
            else:
                member.is_answered = False
                self._arrive(member)

    def _arrive(self, member: "_Member") -> None:
        call = member.parked.call
        if call is None:
            self._members.remove(member)
            for visit in member.visits:
                visit.end(shared=member.shared)
        elif call.method == "decode":
            call.measure(self._contents, UNHEARD)
        else:
            call.measure(self._contents)
            if member.voices and (key := self._sort(member.visits[0])) is not None:
                self._shapes[key] = call.shape, call.rows // len(member.voices)
                if len(self._shapes) > SORTS:
                    del self._shapes[next(iter(self._shapes))]

    def _failed(self, member: "_Member", error: BaseException) -> None:
        """Of several in one call, who is to blame shows when each has its own."""
        self._members.remove(member)
        if len(member.visits) == 1 or member.has_drawn or isinstance(error, Stopped):
            for visit in member.visits:
                visit.end(error)
            return
        for visit in member.visits:
            visit.is_apart = True
        self._waiting += member.visits

    def _leave(self, member: "_Member", error: BaseException) -> None:
        self._members.remove(member)
        try:
            if member.parked.call is not None:
                member.parked.throw(error)
        except BaseException as raised:  # noqa: BLE001  what it makes of the error is its own answer
            error = raised
        for visit in member.visits:
            visit.end(error)

    def _compute(self) -> None:
        """One call of the network, for as many as go together and as pays."""
        parked = sorted(self._members, key=lambda member: (member.calls.method != "decode", member.stamp))
        if not parked:
            return
        lead = parked[0]
        self._turns.serve(lead.stamp)
        batch, rows, most = [lead], lead.calls.rows, self._caps.rows(lead.calls.shape, self._max_rows)
        for member in parked[1:] if lead.calls.kind is not None else ():
            if member.calls.kind == lead.calls.kind and rows + member.calls.rows <= most:
                batch.append(member)
                rows += member.calls.rows
        self._answer(batch)

    def _answer(self, batch: "Sequence[_Member]") -> None:
        shape, rows = batch[0].calls.shape, sum(member.calls.rows for member in batch)
        try:
            with self._stopwatch.timing(lambda seconds: self._caps.learn(shape, rows, seconds)):
                answers = self._called(batch)
        except Exception as error:  # noqa: BLE001  it is the caller's: raised in his pipeline
            if len(batch) == 1:
                batch[0].error, batch[0].is_answered = error, True
                return
            # Out of memory, or one of them cannot be computed so: who is to blame shows alone.
            short = isinstance(error, RuntimeError) and is_out_of_memory(error)
            self._caps.too_many(shape, rows if short else 2)
        else:
            if batch[0].calls.method != "decode":
                BATCH_REQUESTS.observe(len(batch))
                BATCH_ROWS.observe(rows)
            for member, answer in zip(batch, answers, strict=True):
                member.answer, member.is_answered = answer, True
                member.shared = member.shared or len(batch) > 1
            return
        free_memory(self._loaded.device)  # past the except block: the exception's frames hold the tensors
        pieces = [batch[: len(batch) // 2], batch[len(batch) // 2 :]] if short else [[member] for member in batch]
        for piece in pieces:
            self._answer(piece)

    def _called(self, batch: "Sequence[_Member]") -> list[Any]:
        calls = [member.calls for member in batch]
        run = getattr(calls[0].module, calls[0].method)
        if calls[0].method == "decode":
            heard: AbstractContextManager[None] = nullcontext()  # LoRAs are of the denoiser
        elif len(batch) == 1:
            heard = self._loaded.bank.applied(batch[0].voices)
        else:
            heard = self._loaded.bank.applied([voice for member in batch for voice in member.row_voices])
        with heard:
            if len(calls) == 1:
                return [run(*calls[0].args, **calls[0].kwargs)]
            args, kwargs = together(calls)
            return apart(run(*args, **kwargs), calls)


@dataclass(eq=False)
class _Member:
    """A call of a pipeline that is under way, for one request or for several that are alike."""

    visits: list[Visit]
    draw: Callable[["_Member"], None]
    parked: Parked = field(init=False)
    stamp: Stamp = field(init=False)
    voices: list[Voice] = field(default_factory=list)  # of the pictures of its sub-batch
    answer: Any = None
    error: BaseException | None = None
    is_answered: bool = False
    has_begun: bool = False
    has_drawn: bool = False
    shared: bool = field(init=False)

    def __post_init__(self) -> None:
        self.parked = Parked(lambda _: self.draw(self))
        self.stamp = min(visit.stamp for visit in self.visits)
        self.shared = len(self.visits) > 1

    @property
    def calls(self) -> Call:
        """The call that it waits for."""
        assert self.parked.call is not None  # noqa: S101  members without one are not asked
        return self.parked.call

    @property
    def row_voices(self) -> list[Voice]:
        """One for each row of its call: guidance stacks the pictures twice."""
        return self.voices * (self.calls.rows // len(self.voices))


def _cost(plan: GenerationPlan, pictures: int) -> float:
    cost = plan.width * plan.height * plan.num_inference_steps
    if plan.hires:
        cost += plan.hires.width * plan.hires.height * plan.hires.num_inference_steps
    return float(cost * pictures)


def _closed() -> HubClosed:
    return HubClosed("The model was put away before this was drawn.", hint="Ask again.")
