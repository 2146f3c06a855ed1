"""What does fit, where a batch did not: found out by trying."""

from collections.abc import Callable

import torch

from safelight.engine.classify.errors import BatchTooLarge
from safelight.engine.classify.networks import learn
from safelight.engine.classify.run import Run
from safelight.engine.diffusion.devices import free_memory, is_out_of_memory


def too_large(run: Run) -> BatchTooLarge:
    """The error to raise. Uses up the run: its weights have moved."""
    wanted, size = run.config.batch_size, run.classifier.size
    found = largest(lambda count: _fits(run, count), wanted)
    message = f"A batch of {wanted} pictures of {size} x {size} does not fit into the memory of {run.device}"
    if not found:
        return BatchTooLarge(
            f"{message}; not even one picture does.", hint="Use a smaller model, or a smaller image_size."
        )
    more = -(-wanted // found)
    return BatchTooLarge(
        f"{message}; the largest that fits is {found}.",
        hint=f"Use batch_size {found}; with accumulation_steps {more} a step still sees about as many pictures.",
    )


def largest(fits: Callable[[int], bool], wanted: int) -> int:
    """The largest number below `wanted` that fits, to an eighth of it; 0 if not even 1 does."""
    low, high = wanted // 2, wanted
    while low and not fits(low):
        low, high = low // 2, low
    while low and high - low > max(1, low // 8):
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _fits(run: Run, count: int) -> bool:
    """Whether a whole step works: forward, backward, and what the optimizer keeps."""
    run.hooks.check()
    free_memory(run.device)
    run.learner.optimizer.zero_grad(set_to_none=True)
    learn(run.model)
    try:
        size = run.classifier.size
        pixels = torch.zeros(count, len(run.classifier.mean), size, size, device=run.device)
        with run.precision.autocast():
            logits = run.model(pixels).logits
        run.criterion(logits, torch.zeros(count, dtype=torch.long, device=run.device), None).mean().backward()
        run.learner.optimizer.step()
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        return False
    return True
