"""Compiled code and the bank: hooks that come too late are ignored by torch.compile, so they come first."""

from pathlib import Path

import pytest
import torch
from torch._dynamo.testing import CompileCounterWithBackend

from safelight.engine.diffusion.mixtures import Voice
from tests.engine.diffusion.banks import stage

A, B, C, D = (f"{number}" * 8 for number in range(4))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # what the compiler thinks of diffusers' code
@pytest.mark.parametrize("whole", [False, True])
def test_another_mixture_compiles_nothing_anew(folders: dict[str, Path], tmp_path: Path, *, whole: bool) -> None:
    torch._dynamo.reset()
    flux = stage(folders["flux"], tmp_path, flow=True)
    bank = flux.loaded.bank
    bank.hold(list(flux.files.items()))
    bank.before_compiling()
    counter = CompileCounterWithBackend("eager")
    if whole:
        flux.denoiser.compile(backend=counter)
    else:
        flux.denoiser.compile_repeated_blocks(backend=counter)  # type: ignore[operator]  # of ModelMixin
    plain = flux.drawn([0, 1, 2, 3])

    def check(mixture: list[Voice]) -> int:
        with bank.applied(mixture):
            drawn = flux.drawn([0, 1, 2, 3])
        for row, voice in enumerate(mixture):
            assert (drawn[row] - flux.by_peft(row, voice)[0]).abs().max() <= 1e-5
        return int(counter.frame_count)

    rows: list[Voice] = [((A, 1.0),), (), ((B, -0.7), (A, 0.5)), ((B, 1.0),)]
    compiled = check(rows)
    for mixture in (rows[::-1], [rows[2]] * 4, [(), ((B, 0.3),), ((A, 0.9),), ()]):
        assert check(mixture) == compiled
    check([rows[0], ((C, 1.0),), ((D, 1.0), (A, 0.5)), ()])  # other layers: compiled anew, and right
    compiled = check(rows)
    assert torch.equal(flux.drawn([0, 1, 2, 3]), plain)
    with bank.applied([()]):
        assert torch.equal(flux.drawn([0, 1, 2, 3]), plain)
    assert counter.frame_count == compiled
    torch._dynamo.reset()
