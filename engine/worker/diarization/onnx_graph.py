"""Changes a model in ONNX's format before it is loaded, without the `onnx` package.

A file of that format is one protobuf message, and of that format two facts are enough here: a
message is a list of numbered fields, and a reader that meets a field of a message twice merges the
two. So another output is declared by bytes added at the end; nothing before them has to be read.
The package would be a further dependency of 17 MB for these two calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_GRAPH = 7  # in a model
_NODE = 1  # in a graph
_OUTPUT = 12  # in a graph
_NAME = 1  # of an output
_INPUTS, _OUTPUTS, _OPERATION = 1, 2, 4  # of a node
_BYTES = 2  # kind of field: length, then so many bytes
_FIXED = {1: 8, 5: 4}  # kinds of field: so many bytes
_NUMBER = 0  # kind of field


def with_outputs(model: bytes, names: Iterable[str]) -> bytes:
    """The same model, which also gives the tensors with these names."""
    outputs = (_field(_OUTPUT, _field(_NAME, name.encode())) for name in names)
    return model + _field(_GRAPH, b"".join(outputs))


def nodes(model: bytes) -> list[tuple[str, list[str], list[str]]]:
    """What a model computes, in order: operation, names of inputs, names of outputs.

    Raises `ValueError` for what is no such file.
    """
    return [
        _node(node)
        for number, graph in _fields(memoryview(model))
        if number == _GRAPH
        for kind, node in _fields(graph)
        if kind == _NODE
    ]


def _node(node: memoryview) -> tuple[str, list[str], list[str]]:
    names: dict[int, list[str]] = {_INPUTS: [], _OUTPUTS: [], _OPERATION: [""]}
    for number, value in _fields(node):
        if number in names:
            names[number].append(bytes(value).decode())
    return names[_OPERATION][-1], names[_INPUTS], names[_OUTPUTS]


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The fields of a message that hold bytes, in order; numbers are skipped."""
    place = 0
    while place < len(message):
        key, place = _number(message, place)
        kind = key & 7
        if kind == _NUMBER:
            _, place = _number(message, place)
            continue
        if kind == _BYTES:
            size, place = _number(message, place)
        elif kind in _FIXED:
            size = _FIXED[kind]
        else:
            raise ValueError(f"a field of the unknown kind {kind}")
        if place + size > len(message):
            raise ValueError("a field that is longer than its message")
        if kind == _BYTES:
            yield key >> 3, message[place : place + size]
        place += size


def _number(message: memoryview, place: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and the place after it."""
    number = 0
    for shift in range(0, 70, 7):
        if place >= len(message):
            break
        byte = message[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, place
    raise ValueError("a number without an end")


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    groups = []
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])
