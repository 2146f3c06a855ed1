import os
import unicodedata

import pytest

from safelight.engine.classify import looks
from safelight.engine.classify.decode import Unreadable, read_copy
from safelight.engine.classify.errors import UnusableDataset
from safelight.engine.classify.folder import read_folder
from tests import hostile
from tests.engine.classify.folders import write_class, write_dataset

BROKEN = {
    "text.jpg": hostile.text_as_jpg,
    "empty.png": hostile.zero_bytes,
    "zip.png": hostile.zip_renamed,
    "bomb.jpg": hostile.jpeg_bomb,
}


def names(items):
    return [item.name for item in items]


def test_a_missing_val_is_drawn_from_each_class_and_by_its_own_seed(tmp_path):
    root = write_dataset(tmp_path, {"cat": 20, "dog": 10, "rare": 2, "single": 1})

    folder = read_folder(root, val_fraction=0.2, test_fraction=0.1, seed=3)

    assert folder.labels == ("cat", "dog", "rare", "single")
    counts = {
        part: [sum(item.label == at for item in items) for at in range(4)] for part, items in folder.parts.items()
    }
    assert counts == {"train": [14, 7, 1, 1], "val": [4, 2, 1, 0], "test": [2, 1, 0, 0]}
    assert len({item.path for item in folder.items}) == 33
    again, other = read_folder(root, seed=3), read_folder(root, seed=4)
    assert names(again.parts["val"]) == names(read_folder(root, seed=3).parts["val"]) != names(other.parts["val"])
    assert folder.fingerprint == other.fingerprint


def test_an_added_or_renamed_picture_moves_hardly_another(tmp_path):
    root = write_dataset(tmp_path, {"cat": 40, "dog": 40})
    before = {item.digest for item in read_folder(root).parts["val"]}
    write_class(root / "cat", 3, start=500)
    (root / "dog" / "1000.png").rename(root / "dog" / "aaa.png")

    after = read_folder(root)

    assert len(before - {item.digest for item in after.parts["val"]}) <= 2


def test_own_parts_are_kept_under_any_of_their_names(tmp_path):
    for part, count, start in (("Train", 4, 0), ("validation", 2, 50), ("test", 1, 90)):
        write_class(tmp_path / part / "a", count, start=start)
        write_class(tmp_path / part / "b" / "deeper", count, start=start + 100)

    folder = read_folder(tmp_path, test_fraction=0.5)

    assert {part: len(items) for part, items in folder.parts.items()} == {"train": 8, "val": 4, "test": 2}
    assert names(folder.parts["test"]) == ["a/90.png", "b/deeper/190.png"]


def test_labels_sort_as_people_do_and_keep_odd_characters(tmp_path):
    odd = ["10", "9", "Ä ö", "a'b\"c", "cat, dog", "emoji 🐈", "tab\there", "c%20d", "<b>"]
    for at, name in enumerate(odd):
        write_class(tmp_path / unicodedata.normalize("NFD", name), 2, start=at * 10)

    folder = read_folder(tmp_path)

    assert set(folder.labels) == set(odd)
    assert folder.labels.index("9") < folder.labels.index("10")
    assert folder.labels == read_folder(tmp_path).labels


def test_what_is_no_picture_is_told_and_not_fatal(tmp_path):
    root = write_dataset(tmp_path, {"a": 3, "b": 3})
    for name, make in BROKEN.items():
        (root / "a" / name).write_bytes(make())
    (root / "a" / ".hidden.png").write_bytes(b"x")
    (root / "a" / "Thumbs.db").write_bytes(b"x")
    (root / "__MACOSX").mkdir()
    (root / "stray.txt").write_text("x")

    folder = read_folder(root)

    assert len(folder.items) == 6
    assert [each.partition(":")[0] for each in folder.skipped] == [*(f"a/{n}" for n in sorted(BROKEN)), "stray.txt"]
    assert "30000 x 30000" in folder.skipped[0]


def test_links_that_lead_out_are_refused_and_circles_end(tmp_path):
    write_class(tmp_path / "elsewhere", 1)
    root = write_dataset(tmp_path / "data", {"a": 2, "b": 2})
    (root / "a" / "out.png").symlink_to(tmp_path / "elsewhere" / "0.png")
    (root / "b" / "round").symlink_to(root / "b")
    (root / "c").symlink_to(tmp_path / "elsewhere")
    (root / "b" / "again.png").symlink_to(root / "a" / "0.png")

    folder = read_folder(root)

    assert folder.labels == ("a", "b")
    assert folder.skipped == ("a/out.png: is a link out of the folder", "c: is a link out of the folder")
    assert "b/again.png" in names(folder.items)


def test_a_name_that_is_no_text_is_told(tmp_path):
    root = write_dataset(tmp_path, {"a": 2, "b": 2})
    name = os.fsdecode(b"caf\xe9")
    (root / "a" / "0.png").rename(root / "a" / f"{name}.png")
    (root / name).mkdir()

    folder = read_folder(root, cache=tmp_path / ".cache")

    assert folder.labels == ("a", "b")
    assert folder.skipped == (
        "a/caf\N{REPLACEMENT CHARACTER}.png: its name is not valid UTF-8",
        "caf\N{REPLACEMENT CHARACTER}: its name is not valid UTF-8",
    )


@pytest.mark.parametrize(
    ("layout", "code", "told"),
    [
        ({}, "dataset_without_pictures", "no readable picture"),
        ({"only": 3}, "dataset_one_class", "'only'"),
        ({"a": 3, "b": 0}, "dataset_empty_class", "'b'"),
        ({"train/a": 2, "train/b": 2, "val/a": 1}, "dataset_class_missing", "val of 'b'"),
        ({"train/a": 2, "train/b": 2, "val/a": 1, "val/b": 0}, "dataset_class_missing", "val of 'b'"),
        ({"train/a": 2, "train/b": 2, "val/a": 1, "val/b": 1, "val/c": 1}, "dataset_unknown_class", "'c'"),
        ({"train/a": 2, "train/b": 2, "val/a": 1, "valid/b": 1}, "dataset_part_twice", "'val', 'valid'"),
    ],
)
def test_a_folder_that_nothing_can_be_learnt_from_says_why(tmp_path, layout, code, told):
    for at, (name, count) in enumerate(layout.items()):
        write_class(tmp_path / name, count, start=10 * at)

    with pytest.raises(UnusableDataset) as refused:
        read_folder(tmp_path)

    assert refused.value.code == code
    assert told in refused.value.message
    assert refused.value.hint
    assert refused.value.fields[0].field == "root"


def test_a_missing_root_is_named(tmp_path):
    with pytest.raises(UnusableDataset, match="no such folder") as refused:
        read_folder(tmp_path / "nowhere")
    assert refused.value.code == "dataset_missing"


def test_a_class_whose_pictures_are_all_broken_is_empty_and_says_the_first_reason(tmp_path):
    root = write_dataset(tmp_path, {"a": 2, "b": 2, "c": 0})
    (root / "c" / "x.jpg").write_bytes(hostile.text_as_jpg())

    with pytest.raises(UnusableDataset, match=r"'c'.*c/x\.jpg: is no picture"):
        read_folder(root)


def test_hashes_are_remembered_by_size_and_time(tmp_path, monkeypatch):
    root = write_dataset(tmp_path / "data", {"a": 2, "b": 2})
    first = read_folder(root, cache=tmp_path / "cache")
    read = []
    original = looks.sha256_of
    monkeypatch.setattr(looks, "sha256_of", lambda path: read.append(path.name) or original(path))
    changed = root / "a" / "1.png"
    changed.write_bytes(hostile.encoded(hostile.picture(), "PNG"))
    os.utime(changed, ns=(1, 1))

    second = read_folder(root, cache=tmp_path / "cache")

    assert read == ["1.png"]
    assert second.fingerprint != first.fingerprint
    for memory in (tmp_path / "cache").rglob("*.json"):
        memory.write_text("{}")
    assert read_folder(root, cache=tmp_path / "cache").fingerprint == second.fingerprint


def test_a_fingerprint_is_of_names_classes_and_contents_not_of_the_place(tmp_path):
    one = write_dataset(tmp_path / "one", {"a": 2, "b": 2})
    other = write_dataset(tmp_path / "two", {"a": 2, "b": 2})
    assert read_folder(one).fingerprint == read_folder(other).fingerprint
    (other / "a" / "0.png").rename(other / "a" / "z.png")
    assert read_folder(one).fingerprint != read_folder(other).fingerprint


def test_reading_can_be_cancelled(tmp_path):
    root = write_dataset(tmp_path, {"a": 2, "b": 2})

    def check():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_folder(root, check=check)


@pytest.mark.parametrize(
    ("make", "mean"),
    [
        (hostile.cmyk_jpeg, (120, 50, 120)),
        (hostile.grey_alpha_png, (177, 177, 177)),
        (hostile.palette_png_with_transparency, (228, 147, 147)),
        (hostile.sixteen_bit_png, (128, 128, 128)),
        (hostile.one_bit_png, (79, 79, 79)),
        (hostile.animated_gif, (120, 50, 120)),
        (hostile.avif, (119, 50, 120)),
    ],
)
def test_each_kind_of_picture_becomes_three_channels_or_one(tmp_path, make, mean):
    path = tmp_path / "picture"
    path.write_bytes(make())
    colour, grey = read_copy(path, 32, "rgb"), read_copy(path, 32, "grey")
    assert colour.shape[2:] == (3,)
    assert grey.shape[2:] == (1,)
    assert colour.mean((0, 1)) == pytest.approx(mean, abs=3)


def test_a_picture_that_lies_on_its_side_is_turned_upright_after_a_reduced_decode(tmp_path):
    picture = hostile.picture(960, 720)
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(tmp_path / "side.jpg", exif=exif)

    copy = read_copy(tmp_path / "side.jpg", 60, "rgb")

    assert copy.shape == (80, 60, 3)
    top, bottom = copy[:30].mean((0, 1)), copy[-30:].mean((0, 1))
    assert top[0] > 150 > bottom[0]
    assert top[2] < 100 < bottom[2]


@pytest.mark.parametrize("make", [hostile.truncated_jpeg, hostile.truncated_png, hostile.corrupt_png])
def test_broken_pixels_are_found_when_decoded(tmp_path, make):
    (tmp_path / "x").write_bytes(make())
    with pytest.raises(Unreadable, match="cannot be decoded"):
        read_copy(tmp_path / "x", 32, "rgb")
