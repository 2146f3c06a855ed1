"""Training a classifier: from a config to a folder with the best weights, their judgement, and all that led there."""

import math
import time
from contextlib import ExitStack
from pathlib import Path

import torch
from torch import nn

from safelight.engine.classify import fitting, metrics, outputs
from safelight.engine.classify.board import Board
from safelight.engine.classify.card import write_card
from safelight.engine.classify.checkpoint import load_state, save_state
from safelight.engine.classify.environment import environment_of, reproducible
from safelight.engine.classify.errors import Diverged
from safelight.engine.classify.feed import Batch
from safelight.engine.classify.hooks import Hooks
from safelight.engine.classify.judging import evaluate
from safelight.engine.classify.networks import learn, read_classifier
from safelight.engine.classify.optimizers import set_learning_rate
from safelight.engine.classify.run import Run, prepare
from safelight.engine.diffusion.devices import detect, is_out_of_memory
from safelight.engine.interrupt import interruptible
from safelight.engine.training.randomness import seed_everything
from safelight.specs.classify import EpochResult, Evaluation, RunResult, Split, TrainConfig

__all__ = ["Hooks", "run_classifier"]

HOPELESS = 1e6
"""A loss beyond this comes of weights that have run away: chance alone is ln(classes), below 10."""
POINTS = 50
"""Of each curve, in an epoch."""
CLASS_CURVES = 20
"""Of so many classes at most, each has a curve."""
LONGEST_LABEL = 50
"""Letters: names of curves are kept in 64."""


def run_classifier(
    config: TrainConfig, *, device: str | None = None, cache: Path | None = None, hooks: Hooks = Hooks()
) -> RunResult:
    """Train, judge the best weights, and leave all files in `config.ckpt_dir`; called again after a kill, it goes on.

    `device`: the best of the machine if None. `cache`: where decoded copies and hashes of pictures are kept for later
    runs; in the user's cache folder if None.
    Raises UnusableDataset, UnusableModel, InvalidInput, Diverged, BatchTooLarge, ReaderFailed, OutOfSpace; whatever a
    hook raises comes through, and the run can be resumed.
    """
    where = torch.device(device or detect()[0].name)
    with reproducible(config), ExitStack() as stack:
        run = prepare(config, where, cache or outputs.usual_cache(), hooks, stack)
        is_resumed = config.resume and load_state(run.home / outputs.STATE, run.learner, fingerprint=run.fingerprint)
        if is_resumed:
            if run.place.epochs and not run.place.batch:
                _keep(run, run.place.epochs[-1])
        else:
            outputs.clear(run.home, run.tb)
        outputs.write_json(run.home / outputs.CONFIG, config)
        board = Board(run.tb, resumed_at=run.place.step if is_resumed else None)
        stack.callback(board.close)
        if not is_resumed:
            board.config(config)
        try:
            with outputs.explained_space(run.home):
                _learn(run, board)
                return _finish(run, board)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
        raise fitting.too_large(run)  # past the except block: the exception's frames hold the tensors


def _learn(run: Run, board: Board) -> None:
    place = run.place
    while place.stopped is None and place.epoch <= run.config.epochs:
        try:
            _learn_epoch(run, board)
            _judge_epoch(run, board)
        except (Diverged, RuntimeError):
            raise  # nothing of this is worth keeping
        except BaseException:  # a cancel, of whatever kind
            if run.is_settled:
                save_state(run.home / outputs.STATE, run.learner, fingerprint=run.fingerprint)
            raise


def _learn_epoch(run: Run, board: Board) -> None:
    """From where the place says to the end of its epoch, or the last step."""
    config, place, feed = run.config, run.place, run.feeds["train"]
    batches, size = len(feed), config.accumulation_steps
    if place.step:  # resumed after the last batch of an epoch, there is no step that would set it
        run.rate = config.lr * run.schedule.share(place.step - 1, run.values)
    if place.step >= run.total:
        return
    saved = run.clock = time.monotonic()
    learn(run.model)
    for number, batch in enumerate(feed.epoch(place.epoch, start=place.batch), place.batch):
        run.hooks.check()
        run.is_settled = False
        _add_gradients(run, batch, number, share=1 / min(size, batches - number // size * size))
        if (number + 1) % size and number + 1 < batches:
            continue
        _update(run, number + 1)
        _tell_step(run, board)
        if place.step >= run.total:
            return
        if time.monotonic() - saved >= config.checkpoint_seconds:
            save_state(run.home / outputs.STATE, run.learner, fingerprint=run.fingerprint)
            saved = time.monotonic()
    if not run.is_settled:  # the last batches held nothing but broken pictures
        _update(run, batches)
    place.batch = batches


def _add_gradients(run: Run, batch: Batch, number: int, *, share: float) -> None:
    seed_everything(run.config.seed, "batch", run.place.epoch, number)
    with run.precision.kernels():
        with run.precision.autocast(), interruptible([run.model], run.hooks.check):
            logits = run.model(batch.images).logits
        losses = run.criterion(logits, batch.labels, batch.targets)
        run.learner.scaler.scale(losses.mean() * share).backward()
    run.pending.append(losses.detach().sum())
    run.pending_count += len(losses)


def _update(run: Run, batches: int) -> None:
    """From the gradients of a group of batches to the next weights."""
    config, place, learner = run.config, run.place, run.learner
    rate = config.lr * run.schedule.share(place.step, run.values)
    set_learning_rate(learner.optimizer, rate)
    learner.scaler.unscale_(learner.optimizer)
    if config.max_grad_norm is not None:
        nn.utils.clip_grad_norm_(run.learning, config.max_grad_norm)
    learner.scaler.step(learner.optimizer)
    learner.scaler.update()
    learner.optimizer.zero_grad(set_to_none=True)
    if learner.ema is not None:
        learner.ema.update()
    now = time.monotonic()
    place.epoch_seconds, run.clock = place.epoch_seconds + now - run.clock, now
    place.step, place.batch, run.rate = place.step + 1, batches, rate
    losses = torch.stack(run.pending).double().sum()
    place.loss_count += run.pending_count
    run.unread.append(losses)
    run.unread_count += run.pending_count
    run.pending, run.pending_count, run.is_settled = [], 0, True


def _read_losses(run: Run) -> None:
    """Wait for the device, for the losses that are due. Raises Diverged."""
    if not run.unread:
        return
    place, count = run.place, run.unread_count
    losses = sum(torch.stack(run.unread).tolist())
    run.unread, run.unread_count = [], 0
    if not math.isfinite(losses) or losses > HOPELESS * count:
        found = "no finite number" if not math.isfinite(losses) else f"{losses / count:.1e}"
        raise Diverged(
            f"The loss was {found} at step {place.step}, in epoch {place.epoch}.",
            hint=f"Lower lr (it was {run.config.lr:g}), warm up for longer, or use amp_dtype 'bf16' or 'no'. "
            + ("The best weights so far are kept." if place.best else "Nothing was kept: no epoch was finished."),
        )
    place.loss_sum += losses
    place.point_sum += losses
    place.point_count += count
    run.loss = losses / count


def _tell_step(run: Run, board: Board) -> None:
    place, is_point = run.place, run.place.step % max(1, run.per_epoch // POINTS) == 0
    # Elsewhere than on a CPU, waiting for each loss would leave the device idle.
    if is_point or run.device.type == "cpu" or run.is_due() or run.place.step >= run.total:
        _read_losses(run)
    if is_point:
        seconds = place.epoch_seconds - place.point_seconds
        values = {
            "train_loss": place.point_sum / place.point_count,
            "lr": run.rate,
            "images_per_second": place.point_count / max(seconds, 1e-9),
        }
        place.point_sum, place.point_count, place.point_seconds = 0.0, 0, place.epoch_seconds
        board.scalars(place.step, values)
        for name, value in values.items():
            run.hooks.on_metric(name, place.step, value)
    run.tell(f"Epoch {place.epoch} of {run.config.epochs}")


def _judge_epoch(run: Run, board: Board) -> None:
    """The end of an epoch: how good is it, is it the best, is it enough; and all of that written down."""
    config, place = run.config, run.place
    _read_losses(run)
    began = time.monotonic()
    with run.averaged():
        found, _, _ = evaluate(run, run.model, "val", f"Judging epoch {place.epoch}")
    value = run.sign * metrics.monitored(found.metrics, config.monitor_metric)
    result = EpochResult(
        epoch=place.epoch,
        step=place.step,
        train_loss=place.loss_sum / max(1, place.loss_count),
        lr=run.rate,
        val=found.metrics,
        is_best=all(value > before for before in run.values),
        seconds=place.epoch_seconds + time.monotonic() - began,
        images_per_second=place.loss_count / max(place.epoch_seconds, 1e-9),
    )
    curves = {
        f"val_{name}": getattr(result.val, name)
        for name in ("loss", "accuracy", "top_k", "macro_f1", "auroc", "ece")
        if getattr(result.val, name) is not None
    } | _recalls(found)
    board.scalars(place.step, curves)
    for name, point in curves.items():
        run.hooks.on_metric(name, place.step, point)
    run.hooks.on_epoch(result)
    place.advance(result)
    place.stopped = _why_stop(run, result)
    # The state first: with it, what is kept of this epoch can be written again.
    save_state(run.home / outputs.STATE, run.learner, fingerprint=run.fingerprint)
    _keep(run, result)
    board.flush()


def _recalls(found: Evaluation) -> dict[str, float]:
    """A curve for each class, where they are few enough to be looked at."""
    if len(found.per_class) > CLASS_CURVES:
        return {}
    return {
        f"val_recall/{each.label}": each.recall
        for each in found.per_class
        if each.recall is not None and len(each.label) <= LONGEST_LABEL
    }


def _why_stop(run: Run, result: EpochResult) -> str | None:
    config = run.config
    if config.max_steps is not None and result.step >= config.max_steps:
        return f"max_steps {config.max_steps} was reached in epoch {result.epoch}"
    best, since = -math.inf, 0
    for value in run.values:
        best, since = (value, 0) if value > best + config.early_stop_delta else (best, since + 1)
    if result.epoch < config.epochs and config.early_stop_patience is not None and since >= config.early_stop_patience:
        return f"{config.monitor_metric} was not better for {since} epochs"
    return None


def _keep(run: Run, result: EpochResult) -> None:
    """The weights after an epoch, where they are the best or all are kept; and the results so far."""
    with run.averaged():
        if result.is_best:
            outputs.keep_model(run.home / outputs.BEST, run.classifier)
        if run.config.save_every_epoch:
            outputs.keep_model(run.home / outputs.EPOCHS / f"{result.epoch:04d}", run.classifier)
    outputs.write_lines(run.home / outputs.METRICS, run.place.epochs)


def _finish(run: Run, board: Board) -> RunResult:
    """Judge the best weights as they lie on the disk, and write down the rest."""
    config, place, began = run.config, run.place, time.monotonic()
    best = place.best
    if best is None:
        raise RuntimeError("a run without a best epoch: the first one always is")
    model = read_classifier(run.home / outputs.BEST).model.to(run.device)
    if config.channels_last:
        model = model.to(memory_format=torch.channels_last)
    evaluations: dict[Split, Evaluation] = {}
    for split in (part for part in ("val", "test") if run.data.parts.get(part)):
        found, probabilities, indices = evaluate(run, model, split, f"Judging the best weights on {split}")
        items = [run.data.parts[split][index] for index in indices]
        labels = torch.tensor([item.label for item in items])
        rows = metrics.predictions_of([item.name for item in items], probabilities, labels)
        outputs.write_lines(run.home / outputs.PREDICTIONS[split], rows)
        board.confusion(best.step, found)
        evaluations[split] = found
    result = RunResult(
        config=config,
        labels=list(run.data.labels),
        counts={split: len(part) for split, part in run.data.parts.items()},
        skipped=sorted({*run.data.skipped, *(told for feed in run.feeds.values() for told in feed.skipped)}),
        fingerprint=run.data.fingerprint,
        environment=environment_of(config, run.device),
        parameters=sum(weight.numel() for weight in run.model.parameters()),
        epochs=place.epochs,
        best_epoch=best.epoch,
        stopped=place.stopped,
        evaluations=evaluations,
        seconds=sum(each.seconds for each in place.epochs) + time.monotonic() - began,
    )
    write_card(run.home / outputs.BEST, result)
    outputs.write_json(run.home / outputs.RESULT, result)
    return result
