from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.worker.diarization.onnx_graph import nodes, with_outputs


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def node(operation: str, inputs: str, outputs: str) -> bytes:
    names = b"".join(field(1, name.encode()) for name in inputs.split())
    names += b"".join(field(2, name.encode()) for name in outputs.split())
    return field(1, names + field(4, operation.encode()))


def model(*parts: bytes) -> bytes:
    version = bytes([1 << 3, 8])
    return version + field(7, b"".join(parts))


def test_the_nodes_of_a_model_are_listed_in_order() -> None:
    made = model(node("Conv", "x weight", "y"), field(5, b"weight"), node("Relu", "y", "z"))
    assert nodes(made) == [("Conv", ["x", "weight"], ["y"]), ("Relu", ["y"], ["z"])]


def test_numbers_of_every_kind_are_skipped() -> None:
    number, eight, four = bytes([2 << 3, 0xFF, 0x01]), bytes([3 << 3 | 1, *range(8)]), b"\x25abcd"
    made = number + eight + four + model(node("Relu", "a", "b"))
    assert nodes(made) == [("Relu", ["a"], ["b"])]


@pytest.mark.parametrize("nonsense", [b"\x0a\x7f short", b"\xff" * 12, b"\x0b", b"\x0a"])
def test_what_is_no_model_is_refused(nonsense: bytes) -> None:
    with pytest.raises(ValueError, match=r"field|number"):
        nodes(nonsense)


def test_an_output_is_added_and_nothing_else_changes() -> None:
    made = model(node("Relu", "a", "b"))
    more = with_outputs(made, ["b" * 200])
    assert more.startswith(made)
    assert nodes(more) == nodes(made)


def test_a_model_tells_a_tensor_within_it(speaker_folder: Path) -> None:
    import onnxruntime

    made = next(speaker_folder.glob("*segmentation*")).read_bytes()
    inside = next(outputs[0] for name, _, outputs in nodes(made) if name == "LSTM")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        with_outputs(made, [inside]), options, providers=["CPUExecutionProvider"]
    )
    silence = np.zeros((1, 1, 160_000), np.float32)
    (found,) = session.run([inside], {session.get_inputs()[0].name: silence})
    assert found.shape == (589, 2, 1, 128)
