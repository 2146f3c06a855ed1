import itertools
import multiprocessing
import os
import signal
import subprocess
import sys
import threading

import pytest
import torch

from safelight.engine.classify.augment import AugmentPlan
from safelight.engine.classify.cache import build_cache
from safelight.engine.classify.errors import ReaderFailed
from safelight.engine.classify.feed import Feed
from safelight.engine.classify.folder import read_folder
from tests import hostile
from tests.engine.classify.folders import coloured, write_dataset

SIDE = 24
VARIED = AugmentPlan("randaugment", crop_scale=0.4, mixup=0.2, cutmix=1.0, erasing=0.3)


@pytest.fixture
def make():
    """Makes feeds at 16 pixels, and closes them."""
    feeds = []

    def make(items, **options):
        settings = {"labels": 3, "size": 16, "channels": "rgb", "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4]}
        settings |= {"batch_size": 4, "device": "cpu", "augment": VARIED, "seed": 5, "side": SIDE, "workers": 0}
        settings |= options
        feeds.append(Feed(items, **settings))
        return feeds[-1]

    yield make
    for feed in feeds:
        feed.close()


@pytest.fixture
def folder(tmp_path):
    return read_folder(write_dataset(tmp_path / "data", {"a": 6, "b": 5, "c": 4}))


def same(one, other):
    def equal(x, y):
        return torch.equal(x, y) if isinstance(x, torch.Tensor) else x is y

    return len(one) == len(other) and all(
        equal(x, y) for a, b in zip(one, other, strict=True) for x, y in zip(a, b, strict=True)
    )


def test_an_epoch_has_each_picture_once_in_a_new_order(folder, make):
    feed = make(folder.items)
    first, second = (torch.cat([batch.indices for batch in feed.epoch(number)]).tolist() for number in (1, 2))
    assert sorted(first) == sorted(second) == list(range(15))
    assert first != second
    assert len(feed) == 4
    batch = next(iter(feed.epoch(1)))
    assert batch.labels.tolist() == [folder.items[at].label for at in batch.indices]


def test_a_batch_follows_from_seed_epoch_and_number_alone(folder, make):
    whole = list(make(folder.items).epoch(3))
    resumed = list(make(folder.items).epoch(3, start=2))
    assert same(whole[2:], resumed)
    assert not same(whole, list(make(folder.items, seed=6).epoch(3)))


def test_with_or_without_a_cache_the_same_comes(folder, make, tmp_path):
    cache = build_cache(folder, tmp_path, side=SIDE, channels="rgb", budget=1 << 20)
    for plan in (VARIED, None):
        direct = list(make(folder.items, augment=plan).epoch(1))
        assert same(direct, list(make(folder.items, augment=plan, cache=cache).epoch(1)))


def test_processes_read_the_same_stay_for_the_next_epoch_and_end_when_closed(folder, make):
    before = {thread.name for thread in threading.enumerate()}
    feed, alone = make(folder.items, workers=1), make(folder.items)
    for number in (1, 2):
        assert same(list(feed.epoch(number)), list(alone.epoch(number)))
    assert len(feed._readers._pool._processes) == 1
    feed.close()
    feed.close()
    alone.close()
    assert not multiprocessing.active_children()
    assert {thread.name for thread in threading.enumerate()} <= before


def test_crops_on_the_device_are_those_before_it(folder, make):
    plans = [AugmentPlan("light", mixup=0.2, on_device=on_device) for on_device in (False, True)]
    for here, there in zip(*(make(folder.items, augment=plan).epoch(1) for plan in plans), strict=True):
        assert (here.images - there.images).abs().max() < 0.04  # uint8 between: half a step of 255, over the deviation
        assert torch.equal(here.targets, there.targets)


def test_judging_goes_in_order_over_all_and_normalises_by_channel(tmp_path, make):
    folder = coloured(tmp_path / "data", {"r": (250, 0, 0), "g": (0, 250, 0)}, 5, (40, 30))
    batches = list(make(folder.parts["train"], augment=None, drop_last=False).epoch(7))
    images, indices = torch.cat([b.images for b in batches]), torch.cat([b.indices for b in batches])
    assert indices.tolist() == list(range(8))
    assert all(batch.targets is None for batch in batches)
    assert images.shape == (8, 3, 16, 16)
    assert batches[0].images.is_contiguous(memory_format=torch.channels_last)
    green = [at for at, item in enumerate(folder.parts["train"]) if folder.labels[item.label] == "g"]
    for at in green:
        number = int(folder.parts["train"][at].path.stem)
        expected = [(number / 255 - 0.5) / 0.2, ((250 + number) / 255 - 0.4) / 0.3, (number / 255 - 0.3) / 0.4]
        assert images[at].mean((1, 2)).tolist() == pytest.approx(expected, abs=1e-4)


def test_one_channel_is_repeated_where_the_model_wants_three(folder, make):
    batch = next(iter(make(folder.items, channels="grey", mean=[0.0] * 3, std=[1.0] * 3).epoch(1)))
    assert batch.images.shape[1] == 3
    single = next(iter(make(folder.items, channels="grey", mean=[0.0], std=[1.0], channels_last=False).epoch(1)))
    assert single.images.shape == (4, 1, 16, 16)
    assert single.images.is_contiguous()
    assert torch.equal(batch.images[:, 2:], single.images)


@pytest.mark.parametrize(
    ("batch_size", "drop_last", "sizes"), [(4, True, [4, 4, 4]), (4, False, [4, 4, 4, 3]), (99, True, [15])]
)
def test_a_last_batch_that_is_not_full_can_be_dropped_but_never_the_only_one(
    folder, make, batch_size, drop_last, sizes
):
    feed = make(folder.items, batch_size=batch_size, drop_last=drop_last)
    assert [len(batch.labels) for batch in feed.epoch(1)] == sizes
    assert len(feed) == len(sizes)


@pytest.mark.parametrize("cached", [True, False])
def test_a_picture_that_cannot_be_decoded_is_left_out_and_told_once(tmp_path, make, cached):
    root = write_dataset(tmp_path / "data", {"a": 4, "b": 3})
    (root / "b" / "cut.jpg").write_bytes(hostile.truncated_jpeg())
    folder = read_folder(root)
    cache = build_cache(folder, tmp_path, side=SIDE, channels="rgb", budget=1 << 20) if cached else None
    feed = make(folder.items, batch_size=1, cache=cache)

    seen = [index for number in (1, 2) for batch in feed.epoch(number) for index in batch.indices.tolist()]

    bad = [item.path.name for item in folder.items].index("cut.jpg")
    assert sorted(seen) == sorted(2 * [at for at in range(8) if at != bad])
    assert len(feed.skipped) == 1
    assert feed.skipped[0].startswith("b/cut.jpg: cannot be decoded")


def test_an_epoch_that_is_left_early_stops_reading(folder, make):
    feed = make(folder.items, batch_size=1)
    made = []
    original = feed._make
    feed._make = lambda *place: made.append(place) or original(*place)
    epoch = feed.epoch(1)
    next(epoch)
    epoch.close()
    assert len(made) <= 5
    assert len(list(feed.epoch(1))) == 15


def test_a_reading_process_that_dies_is_told_plainly(folder, make):
    feed = make(folder.items, workers=1)
    epoch = feed.epoch(1)
    next(epoch)
    for pid in list(feed._readers._pool._processes):
        os.kill(pid, signal.SIGKILL)
    epochs = itertools.chain(epoch, feed.epoch(2))
    with pytest.raises(ReaderFailed, match="workers") as told:
        list(epochs)
    assert told.value.code == "reader_failed"


def test_reading_processes_load_no_torch():
    code = (
        "import sys, safelight.engine.classify.readers, safelight.engine.classify.cache; print('torch' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
