"""What people call their things is printed as it is, whatever it looks like."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.text import Text

from safelight.doors import cli
from safelight.doors.cli.shell import Shell, by_line, marked
from tests.doors.cli.conftest import job
from tests.doors.cli.test_commands import CHARACTER
from tests.doors.cli.test_datasets import PETS
from tests.doors.cli.test_keys import KEY
from tests.doors.cli.test_projects import COMIC
from tests.doors.cli.test_styles import INK

NAMES = ("[/x]", "a[red]b[bold", ":cat: [/]", "back\\")
PATHS = [path for path in Path(cli.__file__).parent.glob("*.py") if path.name != "shell.py"]
TAG = re.compile(r"\[(?:/?(?:bold|dim|red|green|yellow|cyan)(?: \w+)?|/)\]")


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def answers(studio, monkeypatch):
    """Lets the stand-in answer one thing to a method, whatever the path."""
    told = {}
    known = studio.answer
    monkeypatch.setattr(
        studio, "answer", lambda method, path: (path != "/ping" and told.get(method)) or known(method, path)
    )

    def on(**by_method):
        told.clear()
        told.update({method: (200, answer) for method, answer in by_method.items()})

    return on


def test_words_keep_their_marks_and_values_stay_as_they_are(name):
    made = marked("[bold]{}[/] has {:.1f} [dim]of {}[/]", name, 2.25, Text("[4]", "red"))
    assert made.plain == f"{name} has 2.2 of [4]"
    assert [(made.plain[span.start : span.end], span.style) for span in made.spans] == [
        (name, "bold"), ("of ", "dim"), ("[4]", "red")
    ]  # fmt: skip
    assert by_line([made, name]).plain == f"{made.plain}\n{name}"
    with pytest.raises(ValueError, match="shorter"):
        marked("{} {}", name)


def test_results_and_notes_are_no_markup(name, capfd):
    shell = Shell()
    shell.done({}, f"{name} is made.", then=f"show {name}")
    shell.result({}, lambda: name)
    shell.note(name)
    said = capfd.readouterr()
    assert said.out.splitlines() == [f"✓ {name} is made.", f"→ show {name}", name]
    assert said.err.splitlines() == [name]


def test_characters_of_any_name_are_made_shown_renamed_and_deleted(answers, at, name, tmp_path):
    found = CHARACTER | {"name": name, "trigger": name}
    gone = {"id": "char_1", "name": name, "stays": [], "references": 2, "samples": 0, "versions": 1, "models": [],
            "bytes": 3}  # fmt: skip
    (tmp_path / "a.safetensors").write_bytes(b"a")
    answers(GET=found, POST=found, PATCH=found, DELETE=gone)
    for line in (
        ("import", "a.safetensors", "--name", name), ("draft", name), ("show", name), ("rename", "pip", name),
        ("consent", name, "--basis", "self"), ("use-step", name, "4"),
    ):  # fmt: skip
        done = at("characters", *line)
        assert (done.code, name in done.out) == (0, True), (line, done)
    answers(GET={"items": [found], "next": None})
    assert name in at("characters", "list").out
    answers(GET=gone, DELETE=gone)
    assert f"{name} is deleted." in at("characters", "delete", name, "--yes").out


def test_a_trained_character_of_any_name_is_told(studio, at, name, tmp_path):
    (tmp_path / "a.png").write_bytes(b"a")
    found = CHARACTER | {"name": name}
    studio.on("POST", "/api/v1/characters", {"character": found, "job_id": "job_1", "refused": []}, status=202)
    studio.on("GET", "/api/v1/jobs/job_1", job("succeeded", results={}))
    studio.on("GET", "/api/v1/characters/char_1", found)
    done = at("characters", "create", name, "a.png")
    assert done.code == 0
    assert f"✓ {name} can be drawn now." in done.out
    assert f"Training {name}" in done.err


def test_datasets_of_any_name_are_made_shown_and_deleted(answers, at, name):
    found = PETS | {"name": name}
    answers(GET=found, POST=found, DELETE=None)
    assert f"✓ {name}: 9 pictures in 2 classes." in at("datasets", "create", name).out
    assert f"{name} is deleted." in at("datasets", "remove", name).out
    answers(GET={"items": [found], "next": None})
    assert name in at("datasets", "list").out
    finding = {"title": name, "severity": "warning", "count": 1,
               "findings": [{"picture": {"label": name, "filename": name}, "message": "Blurred."}]}  # fmt: skip
    answers(GET={"groups": [finding], "unreadable": 1, "pending": 1, "not_looked_for": [name], "pictures": 9})
    told = at("datasets", "doctor", name).out
    for line in (f"! {name} (1)", f"    {name}/{name}: Blurred.", f"Not looked for: {name}"):
        assert line in told.splitlines()


def test_styles_of_any_name_are_made_shown_and_deleted(answers, at, name):
    found = INK | {"name": name}
    answers(GET=found, POST=found, PATCH=found, DELETE=None)
    for line in (("add", name), ("show", name), ("edit", "ink", "--rename", name), ("remove", name)):
        done = at("styles", *line)
        assert (done.code, name.strip("\\") in done.out) == (0, True), (line, done)
    answers(GET={"groups": [{"name": "My styles", "styles": [found]}], "total": 1})
    assert name in at("styles", "list").out


def test_projects_of_any_name_are_made_shared_and_deleted(answers, at, name):
    found = COMIC | {"name": name, "role": "editor", "items": [], "next": None}
    answers(GET=found, POST=found, PATCH=found, PUT=found, DELETE=found)
    for line in (
        ("add", name), ("update", "comic", "--name", name), ("gather", name, name), ("release", name),
        ("share", name, name), ("unshare", name, name), ("delete", name),
    ):  # fmt: skip
        done = at("projects", *line)
        assert (done.code, name in done.out) == (0, True), (line, done)
    assert name in at("projects", "show", name).err


def test_keys_of_any_name_are_made_and_revoked(answers, at, name):
    answers(GET={"items": [KEY | {"name": name}], "next": None}, POST=KEY | {"name": name, "key": "sl_k"}, DELETE=None)
    assert f"{name} may read" in at("keys", "make", name).err
    assert name in at("keys", "list").out
    assert f"{name} is revoked." in at("keys", "revoke", name).out


def test_models_and_files_of_any_name_are_told(answers, at, name, tmp_path):
    shelved = {"name": name, "kind": "lora", "family": None, "version": None, "size_bytes": 3, "dtype": "float16",
               "files": "kept", "freed_bytes": 3}  # fmt: skip
    answers(GET=shelved, POST=shelved, DELETE=shelved)
    assert f"{name}: 3 B freed" in at("models", "unstore", name).out
    answers(GET={"version": 1, "styles": []})
    place = tmp_path / f"a{name}b"
    place.mkdir(parents=True)
    done = at("styles", "export", "-o", str(place / "all.json"))
    assert (done.code, str(place / "all.json") in done.out) == (0, True), done


def test_a_refusal_names_what_was_typed(at, name):
    done = at("characters", "show", name)
    assert (done.code, "Traceback" in done.err) == (3, False)
    done = at("generate", "a cat", "--size", name)
    assert (done.code, name in done.err) == (2, True)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_value_comes_into_markup(path):
    """Marks stand in the words of `marked` alone, and values beside them; consoles are those of the shell."""
    tree = ast.parse(path.read_text())
    assert not [f"{path.name}:{line}: {what}" for line, what in _wrong(tree)]


def _wrong(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and TAG.search(_own_words(node)):
            yield node.lineno, "an f-string with markup: give the values to `marked`"
        if isinstance(node, ast.ImportFrom) and node.module == "rich.markup":
            yield node.lineno, "`marked` takes values as they are"
        if not isinstance(node, ast.Call):
            continue
        match _called(node):
            case "Console" | "from_markup":
                yield node.lineno, "use the shell's consoles, and `marked`"
            case "marked" if any(isinstance(part, ast.JoinedStr | ast.BinOp | ast.Call) for part in _parts(node)):
                yield node.lineno, "the words of `marked` are written out; values come beside them"
            case "TextColumn" if not any(each.arg == "markup" for each in node.keywords):
                yield node.lineno, "columns of progress bars take values: markup=False"
            case "status" | "Spinner" if any(isinstance(part, ast.JoinedStr | ast.Name) for part in _parts(node)):
                yield node.lineno, "rich reads a spinner's words as markup: use `marked`"


def _own_words(node: ast.JoinedStr) -> str:
    return "".join(part.value if isinstance(part, ast.Constant) else "·" for part in node.values)


def _parts(node: ast.Call) -> list[ast.expr]:
    return node.args[:1]


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
