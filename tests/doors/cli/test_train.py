"""`safelight train`: settings from a file, a program and flags; runs without a studio."""

import json
import signal
from pathlib import Path

import pytest
from PIL import Image

from safelight.doors.cli import main, problems, train
from safelight.doors.cli.train_flags import _flags
from safelight.engine.classify import loop
from safelight.specs.classify import RunResult, TrainConfig


@pytest.fixture
def pets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset of two colours; the command is at home beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for part, count in (("train", 6), ("val", 2)):
        for label, colour in (("red", (200, 30, 30)), ("blue", (30, 30, 200))):
            folder = tmp_path / "pets" / part / label
            folder.mkdir(parents=True)
            for number in range(count):
                Image.new("RGB", (16, 16), (*colour[:2], colour[2] + number)).save(folder / f"{number}.png")
    return tmp_path / "pets"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict]:
    code = main.main(["train", *map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[TrainConfig]:
    """The configs that would be trained, in place of training them."""
    seen: list[TrainConfig] = []

    def stand_in(config: TrainConfig, **_: object) -> RunResult:
        seen.append(config)
        raise KeyboardInterrupt if config.seed == 99 else problems.Failed("not today")

    monkeypatch.setattr(loop, "run_classifier", stand_in)
    return seen


def test_every_setting_is_a_flag() -> None:
    assert {flag.name for flag in _flags()} == set(TrainConfig.model_fields)


def test_flags_win_over_the_file(pets: Path, told: list[TrainConfig], capsys: pytest.CaptureFixture[str]) -> None:
    Path("run.json").write_text(json.dumps({"root": str(pets), "lr": 0.1, "epochs": 7, "flip": True}))
    code, said = run(capsys, "run.json", "--lr", "3e-4", "--no-flip", "--max-grad-norm", "none", "--ckpt-dir", "runs/b")
    assert (code, said["runs"][0]["state"]) == (1, "failed")
    (config,) = told
    assert (config.lr, config.epochs, config.flip, config.max_grad_norm) == (3e-4, 7, False, None)
    assert config.ckpt_dir == "runs/b"


def test_a_program_names_several_configs(
    pets: Path, told: list[TrainConfig], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("experiments.py").write_text(
        "from safelight.specs.classify import TrainConfig\n"
        "def configs():\n"
        f"    return [TrainConfig(root={str(pets)!r}, lr=lr) for lr in (0.1, 0.2)] + [{{'root': {str(pets)!r}}}]\n"
    )
    code, said = run(capsys, "experiments.py", "--epochs", "3", "--ckpt-dir", "runs/lr")
    assert (code, [each["state"] for each in said["runs"]]) == (1, ["failed"] * 3)  # one that fails stops no other
    assert [(each.lr, each.epochs, each.ckpt_dir) for each in told] == [
        (0.1, 3, "runs/lr/1"), (0.2, 3, "runs/lr/2"), (1e-3, 3, "runs/lr/3"),
    ]  # fmt: skip


def test_ctrl_c_ends_the_rest_too(pets: Path, told: list[TrainConfig], capsys: pytest.CaptureFixture[str]) -> None:
    Path("two.json").write_text(json.dumps([{"root": str(pets), "seed": 99}, {"root": str(pets)}]))
    before = signal.getsignal(signal.SIGINT)
    code, said = run(capsys, "two.json")
    assert (code, [each["state"] for each in said["runs"]]) == (problems.CANCELLED, ["stopped"])
    assert (len(told), signal.getsignal(signal.SIGINT)) == (1, before)


def test_a_first_ctrl_c_asks_and_a_second_one_insists() -> None:
    with train._stoppable() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    ("arguments", "file", "said"),
    [
        ((), None, "root"),
        (("--root", "x", "--lr", "-1"), None, "lr"),
        (("--lr", "fast"), None, "--lr"),
        (("run.json",), '{"root": "x", "leaning_rate": 1}', "leaning_rate"),
        (("run.json",), "{", "no JSON"),
        (("run.json",), "3", "holds no configs"),
        (("run.json",), "[]", "names no configs"),
        (("run.json",), '[{"root": "x"}, {"root": "x"}]', "would write to"),
        (("run.py",), "configs = 3", "holds no configs"),
        (("run.py",), "x = 1\nconfigs = [1 / 0]", "in line 2"),
        (("run.py",), "configs = [", "in line 1"),
        (("nowhere.json",), None, "nowhere.json"),
        (("--root", "nowhere", "--check"), None, "nowhere"),
        (("run.json", "--config", "run.json"), "{}", "once"),
    ],
)
def test_what_cannot_be_done_is_said_before_it_begins(
    pets: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    file: str | None,
    said: str,
) -> None:
    if file is not None:
        Path(arguments[0]).write_text(file)
    code, told = run(capsys, *arguments)
    assert code == problems.WRONG_USAGE
    assert said in json.dumps(told)


def test_a_look_ahead_writes_nothing(pets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--root", pets, "--model-flavour", "vit-tiny", "--batch-size", "4", "--check")
    (found,) = said["runs"]
    assert (code, found["counts"]["train"], found["steps_per_epoch"]) == (0, {"blue": 6, "red": 6}, 3)
    assert not Path("runs").exists()


@pytest.mark.computes
def test_a_run_from_flags_alone_leaves_a_model_with_its_card(pets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(
        capsys, "--root", pets, "--model-flavour", "vit-tiny", "--image-size", 16, "--batch-size", 4, "--epochs", 1,
        "--workers", 0, "--device", "cpu", "--ckpt-dir", "runs/one",
    )  # fmt: skip
    (found,) = said["runs"]
    assert (code, found["state"], found["labels"]) == (0, "succeeded", ["blue", "red"])
    assert found["metrics"]["val"]["count"] == 4
    card = Path("runs/one/best/README.md").read_text()
    assert "tells 2 classes apart: blue, red" in card
    assert str(pets.parent) not in card  # where it lay is nobody else's business
