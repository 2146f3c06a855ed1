"""A trained classifier for ONNX runtimes, offered only once its answers were found to be torch's."""

import json
import math
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from PIL import Image
from torch import Tensor, nn

from safelight.kit.errors import InternalError, SafelightError, Unavailable

if TYPE_CHECKING:
    from safelight.engine.classify.predict import Classifier

INPUT, OUTPUT = "pixel_values", "logits"
TOLERANCE = 1e-4
LOOK_SECONDS = 0.2
CHECKED = (1, 2, 5)
"""Pictures in the batches of the check; the network is traced with 3."""


class OnnxMissing(Unavailable):
    """The packages that write and run ONNX are not installed."""

    code = "onnx_not_installed"

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"Writing ONNX needs the package {missing}.",
            hint="Install the extra where the worker runs: safelight[onnx]",
        )


class OnnxDiffers(InternalError):
    """The exported network answers something else, so it is not offered."""

    code = "onnx_differs"


@dataclass(frozen=True)
class Exported:
    """What was written, and how it was checked."""

    opset: int
    max_difference: float
    """Of any logit from torch's."""
    checked_on: int
    """Pictures."""
    shape: tuple[str | int, ...]
    """Of the input."""


class _Logits(nn.Module):
    """The network without the rest of transformers' answer."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixel_values: Tensor) -> Tensor:
        """(B, C, H, W) to (B, K)."""
        logits: Tensor = self.model(pixel_values=pixel_values).logits
        return logits


def export_onnx(classifier: "Classifier", path: Path) -> Exported:
    """Write the network of a classifier that is on the CPU; batches of any size, its labels in the metadata.

    Raises OnnxMissing, OnnxDiffers; what torch cannot export, it says itself.
    """
    try:
        import onnx  # noqa: PLC0415  an extra
        import onnxscript  # noqa: F401, PLC0415  torch's exporter needs it, and says so in many lines
    except ImportError as error:
        raise OnnxMissing(error.name or "onnx") from error
    generator = torch.Generator().manual_seed(0)
    size = tuple(classifier.prepare(Image.new("RGB", (64, 64))).shape)
    with warnings.catch_warnings():
        # Of torch.export about its own use of torch, and of tracing: the check below looks at what came of it.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Logits(classifier.model).eval(),
            (torch.randn(3, *size, generator=generator),),
            path,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_shapes={INPUT: {0: torch.export.Dim("batch", min=1, max=65_536)}},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    network = onnx.load(path)
    for key, value in _metadata(classifier).items():
        entry = network.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(network)
    onnx.save(network, path)
    difference = _largest_difference(classifier, path, size, generator)
    if not difference <= TOLERANCE:
        raise OnnxDiffers(f"The exported network differs from torch's by {difference:.2e}, more than {TOLERANCE}.")
    opset = next(each.version for each in network.opset_import if each.domain in {"", "ai.onnx"})
    return Exported(opset, difference, sum(CHECKED), ("batch", *size))


def _largest_difference(
    classifier: "Classifier", path: Path, size: tuple[int, ...], generator: torch.Generator
) -> float:
    try:
        import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415  an extra
    except ImportError as error:
        raise OnnxMissing("onnxruntime") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3  # errors
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    found = 0.0
    for count in CHECKED:
        pixels = torch.randn(count, *size, generator=generator)
        with torch.inference_mode():
            ours = classifier.model(pixel_values=pixels).logits
        (theirs,) = session.run([OUTPUT], {INPUT: pixels.numpy()})
        difference = float((ours - torch.from_numpy(theirs)).abs().max())
        found = max(found, difference) if math.isfinite(difference) else math.inf
    return found


def _metadata(classifier: "Classifier") -> dict[str, str]:
    prepare = classifier.prepare
    told: dict[str, Any] = {"labels": list(classifier.labels)}
    for name in ("size", "mean", "std", "channels"):
        if hasattr(prepare, name):
            told[name] = getattr(prepare, name)
    return {name: json.dumps(value, ensure_ascii=False) for name, value in told.items()}


def export_apart(folder: Path, path: Path, *, check: Callable[[], object] = lambda: None) -> Exported:
    """As `export_onnx`, of a model folder, in a process of its own: torch's exporter hears nobody for many seconds.

    `check` is asked several times a second, and may raise to give up. Raises what `export_onnx` and loading raise.
    """
    command = [sys.executable, "-P", "-m", "safelight.engine.classify.onnx", str(folder), str(path)]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdout=said, stderr=complaints)  # noqa: S603  our own interpreter and module
        try:
            while process.poll() is None:
                check()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_SECONDS)
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        complaints.seek(0)
        told, last = said.read().decode(), complaints.read().decode(errors="replace").strip().splitlines()[-1:]
    if not told:
        raise InternalError(f"Writing ONNX ended with status {process.returncode}: {''.join(last)}", code="onnx_failed")
    answer = json.loads(told.splitlines()[-1])
    if "code" in answer:
        error = SafelightError(answer["message"], code=answer["code"], hint=answer["hint"])
        error.status = answer["status"]
        raise error
    return Exported(answer["opset"], answer["max_difference"], answer["checked_on"], tuple(answer["shape"]))


def main() -> None:
    """The other side of `export_apart`: one line of JSON, the result or an error."""
    from safelight.engine.classify.predict import Classifier  # noqa: PLC0415  only this process loads a model

    folder, path = map(Path, sys.argv[1:])
    try:
        answer: dict[str, Any] = asdict(export_onnx(Classifier.load(folder), path))
    except SafelightError as error:
        answer = {"code": error.code, "message": error.message, "hint": error.hint, "status": error.status}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
