"""What a file says of itself, and what is said of a file that cannot be used."""

from __future__ import annotations

import os
import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.audio import media
from engine.errors import (
    MediaMissing,
    MediaUnreadable,
    UsageError,
)
from tests.listening import as_somebody, cut_off, heard, refusal


def test_a_probe_tells_container_length_and_tracks(studio: Any, clock: Any) -> None:
    sound = clock.sound(2)
    path = studio.record("a.mkv", sound, sound, languages=("eng", "rus"), default=1, pictures=2)
    info = media.probe(path)
    assert (info.container, info.has_video) == ("matroska", True)
    assert info.duration == pytest.approx(2, abs=0.1)
    assert [(t.number, t.codec, t.rate, t.channels, t.language) for t in info.tracks] == [
        (0, "flac", 48000, 1, "eng"),
        (1, "flac", 48000, 1, "rus"),
    ]
    assert [track.is_default for track in info.tracks] == [False, True]


def test_a_probe_names_the_container_as_the_file_does(studio: Any, clock: Any) -> None:
    assert media.probe(studio.record("a.m4a", clock.sound(1))).container == "m4a"


def test_a_cover_picture_is_no_film(studio: Any, clock: Any) -> None:
    plain = studio.record("a.flac", clock.sound(1))
    assert not media.probe(plain).has_video
    assert not media.probe(_with_cover(plain)).has_video


def _with_cover(flac: Path) -> Path:
    """A FLAC file with a one-pixel PNG as its cover."""
    import zlib

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    png = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    png += part(b"IDAT", zlib.compress(b"\0\0\0\0")) + part(b"IEND", b"")
    picture = struct.pack(">II9sIIIIII", 3, 9, b"image/png", 0, 1, 1, 24, 0, len(png)) + png
    raw = flac.read_bytes()
    header = 4 + 4 + 34  # the marker and the STREAMINFO block come first
    block = struct.pack(">I", 6 << 24 | len(picture)) + picture
    cover = flac.with_name("cover.flac")
    cover.write_bytes(raw[:header] + block + raw[header:])
    return cover


def test_the_files_own_default_track_is_decoded_unless_another_is_wanted(
    studio: Any, clock: Any
) -> None:
    sounds = [clock.sound(3, first=10 * number) for number in range(3)]
    path = studio.record("a.mkv", *sounds, default=1)
    assert media.Decoder(path).track == 1
    assert set(clock.told(heard(path)[0])) == {11, 12}
    assert set(clock.told(heard(path, track=2)[0])) == {21, 22}


def test_without_a_default_the_first_track_is_decoded(studio: Any, clock: Any) -> None:
    sound = clock.sound(1)
    assert media.Decoder(studio.record("a.mkv", sound, sound, default=-1)).track == 0


def test_a_track_that_is_not_there_is_a_usage_error(studio: Any, clock: Any) -> None:
    path = studio.record("a.mkv", clock.sound(1), clock.sound(1))
    with pytest.raises(UsageError, match="has 2 audio tracks; there is no track 2"):
        media.Decoder(path, 2)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    error = refusal(tmp_path / "a.mp3")
    assert isinstance(error, MediaUnreadable) and error.message == "'a.mp3' is empty."


@pytest.mark.parametrize("name", ["a.mp3", "a.mp4", "a.wav", "a.mkv", "a.aac", "a", "a.ogg"])
def test_a_text_with_the_name_of_a_recording_says_so(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("This is what I wanted to say. " * 300)
    error = refusal(tmp_path / name)
    assert isinstance(error, MediaUnreadable) and "is not a recording" in error.message


@pytest.mark.parametrize("name", ["a.txt", "a.png", "a.mp4"])
def test_a_file_without_audio_says_so(name: str, studio: Any) -> None:
    path = studio.folder / name
    if name == "a.mp4":
        path = studio.record(name, pictures=1)
    elif name == "a.txt":
        path.write_text("This is what I wanted to say. " * 300)
    else:
        studio.record("a.mp4", pictures=1).rename(path)
    error = refusal(path)
    assert isinstance(error, MediaUnreadable) and error.message == f"{name!r} has no audio."


def test_an_mp4_without_its_index_says_so(studio: Any, clock: Any) -> None:
    error = refusal(cut_off(studio.record("a.mp4", clock.sound(5), pictures=5)))
    assert isinstance(error, MediaUnreadable) and "is incomplete: the index" in error.message


@pytest.mark.parametrize("filler", [b"", b"LIST" + bytes([200, 0, 0, 0]) + bytes(200)])
def test_a_wav_header_without_samples_says_so(filler: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
    raw = path.read_bytes()
    path.write_bytes(raw[:36] + filler + raw[36:])
    error = refusal(path)
    assert isinstance(error, MediaUnreadable) and "holds no sound" in error.message


def test_a_folder_a_broken_link_and_nothing_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "folder.mp3").mkdir()
    (tmp_path / "link.mp3").symlink_to(tmp_path / "gone.mp3")
    (tmp_path / "round.mp3").symlink_to(tmp_path / "round.mp3")
    sentences = {
        "folder.mp3": "'folder.mp3' is a folder, not a recording.",
        "link.mp3": "'link.mp3' is a link to a file that is not there.",
        "gone.mp3": f"There is no file {str(tmp_path / 'gone.mp3')!r}.",
    }
    for name, sentence in sentences.items():
        error = refusal(tmp_path / name)
        assert isinstance(error, MediaMissing) and error.message == sentence
    assert isinstance(refusal(tmp_path / "round.mp3"), MediaMissing)
    assert isinstance(refusal(tmp_path / ("long" * 100)), MediaMissing)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp3")
    assert isinstance(refusal(tmp_path / "a.mp3"), MediaMissing)


def test_a_file_that_may_not_be_read_says_so(studio: Any, clock: Any) -> None:
    path = studio.record("a.wav", clock.sound(1))
    path.chmod(0)
    told = as_somebody("from engine.audio import media; media.probe(path)", path)
    assert told == "MediaMissing: 'a.wav' may not be read."


@pytest.mark.parametrize(
    "name",
    [
        "two words.wav",
        'it\'s "quoted".wav',
        "line\nbreak.wav",
        "Интервью 采访 مقابلة.wav",
        "-i.wav",
        "file:a.wav",
        "concat:a.wav|b.wav",
        "http:a.wav",
        "pipe:0",
        "%03d.wav",
        "a.WAV",
        "no ending",
        "a.b c",
        "caf\udce9.wav",
    ],
)
def test_any_name_is_only_a_name(name: str, studio: Any, clock: Any) -> None:
    path = studio.record("a.wav", clock.sound(2))
    path.rename(path.with_name(name))
    assert set(clock.told(heard(path.with_name(name))[0])) == {1}


def test_what_looks_like_an_address_is_looked_for_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("http://localhost/a.mp3", "concat:a|b", "file:///etc/hostname", "lavfi:sine", "-"):
        with pytest.raises(MediaMissing, match="There is no file"):
            media.probe(Path(name))


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n"
CONCAT = "ffconcat version 1.0\nfile '{}'\n"
DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
    '<AdaptationSet mimeType="audio/mp4"><Representation id="1"><BaseURL>{}</BaseURL>'
    "</Representation></AdaptationSet></Period></MPD>"
)


@pytest.mark.parametrize("playlist", [HLS, CONCAT, DASH], ids=["hls", "concat", "dash"])
@pytest.mark.parametrize("ending", ["m3u8", "mp3", "mp4"])
def test_a_playlist_opens_no_other_file(
    playlist: str, ending: str, studio: Any, clock: Any
) -> None:
    secret = studio.record("secret.wav", clock.sound(2))
    path = studio.folder / f"a.{ending}"
    for target in (secret, f"file:{secret}", secret.name):
        path.write_text(playlist.format(target))
        error = refusal(path)
        assert isinstance(error, MediaUnreadable) and "is a playlist" in error.message


@pytest.mark.parametrize(
    ("wanted", "expected"), [(-1, 1), (0, 0)], ids=["the default", "the first"]
)
def test_the_track_to_use_is_known_from_the_probe_alone(
    wanted: int, expected: int, studio: Any, clock: Any
) -> None:
    info = media.probe(studio.record("a.mkv", clock.sound(1), clock.sound(1), default=1))
    choose: Callable[..., int] = media.chosen_track
    assert choose(info, wanted, Path("a.mkv")) == expected
