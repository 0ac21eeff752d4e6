from __future__ import annotations

from pathlib import Path

import pytest

from engine import options
from engine.errors import UsageError
from engine.options import Home, Options


def test_without_any_layer_the_defaults_hold() -> None:
    assert options.resolve({}, {}) == Options()


def test_the_request_wins_over_environment_over_config_over_default() -> None:
    config = {"model": "from-config", "device": "cpu", "language": "ru"}
    environ = {"LONGTAKE_MODEL": "from-environment", "LONGTAKE_LANGUAGE": "de"}
    chosen = options.resolve({"language": "en"}, environ, config)
    assert (chosen.model, chosen.device, chosen.language) == ("from-environment", "cpu", "en")


def test_what_the_request_does_not_give_is_left_to_the_layers_below() -> None:
    assert options.resolve({"model": None}, {"LONGTAKE_MODEL": "base"}).model == "base"


def test_numbers_in_the_environment_are_read_as_numbers() -> None:
    chosen = options.resolve({}, {"LONGTAKE_BATCH_SIZE": "4", "LONGTAKE_CHUNK_SECONDS": "60"})
    assert (chosen.batch_size, chosen.chunk_seconds) == (4, 60.0)


def test_other_variables_of_ours_are_not_taken_for_options() -> None:
    assert options.resolve({}, {"LONGTAKE_HOME": "/x", "LONGTAKE_FAULTS": "oom@1"}) == Options()


@pytest.mark.parametrize(
    ("request_", "environ", "config", "place"),
    [
        ({"device": "tpu"}, {}, {}, "--device on the command line"),
        ({}, {"LONGTAKE_DEVICE": "tpu"}, {}, "LONGTAKE_DEVICE in the environment"),
        ({}, {}, {"device": "tpu"}, "device in the config file"),
    ],
)
def test_a_value_that_cannot_be_meant_names_its_place_and_the_choices(
    request_: dict[str, str], environ: dict[str, str], config: dict[str, str], place: str
) -> None:
    with pytest.raises(UsageError, match=place) as caught:
        options.resolve(request_, environ, config)
    assert caught.value.message.endswith("must be one of auto, mps, cuda, cpu, not 'tpu'.")


@pytest.mark.parametrize(
    ("name", "value", "demand"),
    [
        ("threads", "1.5", "a whole number from 0 to 256"),
        ("chunk_seconds", "nan", "a number from 0 to 7200"),
        ("audio_track", "-2", "a whole number of at least -1"),
        ("keep_awake", "perhaps", "one of yes, no"),
        ("initial_prompt", 7, "a text"),
    ],
)
def test_what_a_value_must_be_is_said_in_words(name: str, value: object, demand: str) -> None:
    with pytest.raises(UsageError) as caught:
        options.resolve({}, {}, {name: value})
    assert caught.value.message == f"{name} in the config file must be {demand}, not {value!r}."


@pytest.mark.parametrize("typed", ["RU", "ru-RU", "Russian"])
def test_a_language_is_kept_by_its_code(typed: str) -> None:
    assert options.resolve({"language": typed}, {}).language == "ru"


def test_what_is_no_language_is_refused() -> None:
    with pytest.raises(UsageError, match="Klingon"):
        options.resolve({}, {"LONGTAKE_LANGUAGE": "Klingon"})


@pytest.mark.parametrize("batch", ["many", "99", "-1"])
def test_a_number_out_of_range_is_refused(batch: str) -> None:
    with pytest.raises(UsageError, match="LONGTAKE_BATCH_SIZE"):
        options.resolve({}, {"LONGTAKE_BATCH_SIZE": batch})


def test_an_unknown_name_in_the_config_file_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="modle") as caught:
        options.resolve({}, {}, {"modle": "base"})
    assert caught.value.hint == "Did you mean 'model'?"


def test_every_option_has_a_help_and_the_same_default_everywhere() -> None:
    for name, description, default, choices in options.fields():
        assert description, name
        assert default == getattr(Options(), name)
        assert not choices or options.spelled(default) in choices


def test_longtake_home_moves_everything(tmp_path: Path) -> None:
    home = options.home({"LONGTAKE_HOME": str(tmp_path)})
    places = (home.documents, home.models, home.cache, home.logs, home.config)
    assert all(place.parent == tmp_path for place in places)


def test_without_it_the_home_is_the_users_own() -> None:
    assert options.home({}).root.name == "Longtake"


def test_a_missing_config_file_is_an_empty_one(tmp_path: Path) -> None:
    assert options.read_config(tmp_path / "config.toml") == {}
    (tmp_path / "file").touch()
    assert options.read_config(tmp_path / "file" / "config.toml") == {}


def test_a_config_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('model = "base"\nchunk_seconds = 120\n')
    assert options.resolve({}, {}, options.read_config(file)).chunk_seconds == 120


@pytest.mark.parametrize("content", [b"model = ", b"model = '\xff'"])
def test_a_broken_config_file_is_refused_with_its_place(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"config\.toml"):
        options.read_config(file)


def test_a_folder_in_place_of_the_config_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        options.read_config(tmp_path)


@pytest.mark.parametrize(
    ("given", "meant"),
    [("True", True), ("false", False), ("0", False), ("Yes", True), ("no", False), ("off", False)],
)
def test_a_yes_or_no_may_be_spelled_as_people_do(given: str, meant: bool) -> None:
    assert options.resolve({}, {"LONGTAKE_KEEP_AWAKE": given}).keep_awake is meant


@pytest.mark.parametrize(
    ("wished", "bounds"),
    [
        ({}, (0, 0)),
        ({"speakers": 3}, (3, 3)),
        ({"min_speakers": 2}, (2, 0)),
        ({"max_speakers": 5}, (0, 5)),
        ({"min_speakers": 4, "max_speakers": 4}, (4, 4)),
        ({"speakers": 3, "min_speakers": 2, "max_speakers": 3}, (3, 3)),
    ],
)
def test_the_number_of_speakers_is_given_bounded_or_open(
    wished: dict[str, int], bounds: tuple[int, int]
) -> None:
    assert options.speaker_bounds(options.resolve(wished, {})) == bounds


@pytest.mark.parametrize(
    "wished",
    [
        {"min_speakers": 5, "max_speakers": 2},
        {"speakers": 1, "min_speakers": 2},
        {"speakers": 9, "max_speakers": 8},
    ],
)
def test_a_number_of_speakers_that_cannot_be_is_refused(wished: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="speakers"):
        options.resolve(wished, {})


def test_bounds_from_different_layers_are_held_against_each_other() -> None:
    with pytest.raises(UsageError, match="min-speakers 5"):
        options.resolve({"max_speakers": 2}, {"LONGTAKE_MIN_SPEAKERS": "5"})


def test_jobs_of_one_name_in_different_places_do_not_share_their_sound(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    places = [home.documents, tmp_path / "a", tmp_path / "b"]
    sounds = {home.sound_of(place / "film.longtake") for place in places}
    assert len(sounds) == 3
    assert home.cache / "film.s16" in sounds
    assert all(sound.parent == home.cache for sound in sounds)
