"""Films that play: every codec, every size, whole or not at all."""

import builtins
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from safelight.engine.diffusion.errors import Stopped
from safelight.engine.video import film
from safelight.engine.video.errors import BrokenFilm, CodecUnavailable, VideoNotInstalled
from safelight.engine.video.film import comment_of, frames_of, write_film


def frames(count: int = 5, size: tuple[int, int] = (64, 48)) -> list[Image.Image]:
    """A red square that moves over green, frame by frame."""
    made = []
    for number in range(count):
        image = Image.new("RGB", size, (30, 160, 60))
        image.paste((200, 30, 30), (4 * number, 8, 4 * number + 24, 32))
        made.append(image)
    return made


@pytest.mark.parametrize("codec", ["h264", "vp9", "av1", "auto"])
def test_what_was_written_plays_frame_by_frame_in_its_colours(tmp_path, codec) -> None:
    path = tmp_path / "a.mp4"
    made = write_film(path, frames(), fps=7, codec=codec, comment='{"prompt": "ein Gruß 🎞"}')
    assert (made.width, made.height, made.num_frames, made.fps) == (64, 48, 5, 7)
    assert made.codec == (codec if codec != "auto" else "vp9")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        played = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
        assert (stream.average_rate, stream.duration * stream.time_base) == (7, Fraction(5, 7))
        context = stream.codec_context
        assert {context.colorspace, context.color_primaries, context.color_trc, context.color_range} == {1}
    for shown, meant in zip(played, frames(), strict=True):
        at = (20, int(np.argwhere(np.asarray(meant)[20, :, 0] == 200)[12, 0]))
        assert np.abs(shown[at].astype(int) - (200, 30, 30)).max() <= 6
        assert np.abs(shown[44, 60].astype(int) - (30, 160, 60)).max() <= 6
    assert comment_of(path) == '{"prompt": "ein Gruß 🎞"}'
    assert [path.name] == [each.name for each in tmp_path.iterdir()]


def test_it_can_begin_to_play_before_it_is_loaded_whole(tmp_path) -> None:
    write_film(tmp_path / "a.mp4", frames(), fps=7)
    data = (tmp_path / "a.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("codec", ["h264", "vp9", "av1"])
@pytest.mark.parametrize("size", [(65, 49), (64, 51), (67, 48)])
def test_an_odd_side_gets_its_edge_twice(tmp_path, codec, size) -> None:
    pictures = [Image.new("RGB", size, (200, 200, 200))] * 2
    made = write_film(tmp_path / "a.mp4", pictures, fps=8, codec=codec)
    assert (made.width, made.height) == tuple(side + side % 2 for side in size)
    shown = np.asarray(next(frames_of(tmp_path / "a.mp4")))
    assert shown.shape[:2] == (made.height, made.width)
    assert np.abs(shown.astype(int) - 200).max() <= 4, "no line at the edge"


@pytest.mark.parametrize(
    ("fps", "rate"),
    [(23.976, Fraction(2997, 125)), (30000 / 1001, Fraction(30000, 1001)), (1, Fraction(1)), (7.5, Fraction(15, 2))],
)
def test_every_pace_is_kept(tmp_path, fps, rate) -> None:
    assert write_film(tmp_path / "a.mp4", frames(), fps=fps).fps == float(rate)
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert container.streams.video[0].average_rate == rate


def test_pictures_with_transparency_and_without_colour_become_frames(tmp_path) -> None:
    mixed = [frames()[0].convert(mode) for mode in ("RGBA", "L", "P")]
    assert write_film(tmp_path / "a.mp4", mixed, fps=3).num_frames == 3


def test_every_frame_is_told_and_can_be_the_last(tmp_path) -> None:
    told: list[tuple[int, int]] = []
    write_film(tmp_path / "a.mp4", frames(3), fps=7, on_frame=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(Stopped):
        write_film(tmp_path / "b.mp4", frames(), fps=7, should_stop=lambda: True)

    def refuse(done: int, total: int) -> None:
        raise KeyError("job")

    with pytest.raises(KeyError):
        write_film(tmp_path / "b.mp4", frames(), fps=7, on_frame=refuse)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"], "nothing half-written"


def test_an_older_film_stays_until_the_new_one_is_whole(tmp_path) -> None:
    path = tmp_path / "a.mp4"
    write_film(path, frames(2), fps=7)
    before = path.read_bytes()
    with pytest.raises(Stopped):
        write_film(path, frames(4), fps=7, should_stop=lambda: True)
    assert path.read_bytes() == before


def test_a_film_with_frames_missing_is_thrown_away(tmp_path, monkeypatch) -> None:
    short = tmp_path / "short.mp4"
    write_film(short, frames(2), fps=7)

    class Half:
        """The library, but what it reads is a film that breaks off."""

        def __getattr__(self, name):
            return getattr(av, name)

        def open(self, path, *mode, **options):
            return av.open(path, *mode, **options) if mode else av.open(str(short))

    monkeypatch.setattr(film, "_library", Half)
    with pytest.raises(BrokenFilm, match="Of 5 frames 2 can be played"):
        write_film(tmp_path / "a.mp4", frames(5), fps=7)
    assert [path.name for path in tmp_path.iterdir()] == ["short.mp4"]


def test_without_the_library_it_says_what_to_install(tmp_path, monkeypatch) -> None:
    real = builtins.__import__

    def without_av(name, *args, **options):
        if name == "av":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without_av)
    with pytest.raises(VideoNotInstalled) as caught:
        film.require()
    assert "pip install 'safelight[worker,video]'" in str(caught.value.hint)


def test_a_codec_that_the_library_was_built_without_is_named(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(film._ENCODERS, "h264", ("libopenh264", {}))
    with pytest.raises(CodecUnavailable, match="no encoder"):
        write_film(tmp_path / "a.mp4", frames(), fps=7, codec="h264")
