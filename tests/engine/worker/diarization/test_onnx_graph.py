from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.worker.diarization.onnx_graph import after, before, nodes, with_outputs


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


def test_a_model_is_cut_in_two_at_a_tensor() -> None:
    made = model(
        node("Conv", "x weight", "y"),
        field(5, b"weight"),
        field(11, b"x"),
        node("Relu", "y", "z"),
        field(12, b"z"),
    )
    assert nodes(before(made, "y")) == [("Conv", ["x", "weight"], ["y"])]
    assert nodes(after(made, "y")) == [("Relu", ["y"], ["z"])]
    assert field(12, b"z") not in before(made, "y")
    assert field(11, b"x") not in after(made, "y")
    for half in (before(made, "y"), after(made, "y")):
        assert field(5, b"weight") in half


def test_a_model_is_not_cut_where_nothing_is() -> None:
    made = model(node("Relu", "a", "b"))
    for cut in (before, after):
        with pytest.raises(ValueError, match="nothing computes 'nowhere'"):
            cut(made, "nowhere")


def test_the_halves_of_a_model_give_what_the_whole_gives(speaker_folder: Path) -> None:
    made = next(speaker_folder.glob("*segmentation*")).read_bytes()
    edge = next(inputs[0] for name, inputs, _ in nodes(made) if name == "Abs")
    sound = np.random.default_rng(0).standard_normal((1, 1, 160_000)).astype(np.float32)
    assert np.allclose(ran(after(made, edge), ran(before(made, edge), sound)), ran(made, sound))


def ran(made: bytes, value: np.ndarray) -> np.ndarray:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(made, options, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {session.get_inputs()[0].name: value})
    return found


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
