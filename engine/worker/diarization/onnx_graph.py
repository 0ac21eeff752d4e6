"""Changes a model in ONNX's format before it is loaded, without the `onnx` package.

A file of that format is one protobuf message, and of that format two facts are enough here: a
message is a list of numbered fields, and a reader that meets a field of a message twice merges the
two. So another output is declared by bytes added at the end; nothing before them has to be read.
The package would be a further dependency of 17 MB for these calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_GRAPH = 7  # in a model
_NODE = 1  # in a graph
_INPUT, _OUTPUT = 11, 12  # in a graph
_NAME, _TYPE = 1, 2  # of an input or output
_FLOATS = bytes([0x0A, 2, 0x08, 1])  # the type of a tensor of floats of any shape
_INPUTS, _OUTPUTS, _OPERATION = 1, 2, 4  # of a node
_BYTES = 2  # kind of field: length, then so many bytes
_FIXED = {1: 8, 5: 4}  # kinds of field: so many bytes
_NUMBER = 0  # kind of field


def with_outputs(model: bytes, names: Iterable[str]) -> bytes:
    """The same model, which also gives the tensors with these names."""
    outputs = (_field(_OUTPUT, _field(_NAME, name.encode())) for name in names)
    return model + _field(_GRAPH, b"".join(outputs))


def before(model: bytes, tensor: str) -> bytes:
    """The part of a model that computes `tensor`. Raises `ValueError` where there is none."""
    return _part(model, tensor, is_after=False)


def after(model: bytes, tensor: str) -> bytes:
    """The part of a model that goes on from `tensor`, which holds floats and is its one input.

    Raises `ValueError` where there is none.
    """
    return _part(model, tensor, is_after=True)


def nodes(model: bytes) -> list[tuple[str, list[str], list[str]]]:
    """What a model computes, in order: operation, names of inputs, names of outputs.

    Raises `ValueError` for what is no such file.
    """
    return [
        _node(node)
        for number, graph, _ in _fields(memoryview(model))
        if number == _GRAPH
        for kind, node, _ in _fields(graph)
        if kind == _NODE
    ]


def _part(model: bytes, tensor: str, *, is_after: bool) -> bytes:
    parts = []
    for number, content, whole in _fields(memoryview(model)):
        graph = _half(content, tensor, is_after) if number == _GRAPH else None
        parts.append(whole if graph is None else _field(_GRAPH, graph))
    return b"".join(parts)


def _half(graph: memoryview, tensor: str, is_after: bool) -> bytes:
    """A graph without the nodes of its other half, which share no tensor but this one."""
    edge = _INPUT if is_after else _OUTPUT
    parts: list[bytes | memoryview] = [_field(edge, _floats(tensor))]
    is_behind = False
    for number, content, whole in _fields(graph):
        if number == _NODE:
            if is_behind == is_after:
                parts.append(whole)
            is_behind = is_behind or tensor in _node(content)[2]
        elif number != edge:
            parts.append(whole)
    if not is_behind:
        raise ValueError(f"nothing computes {tensor!r}")
    return b"".join(parts)


def _floats(name: str) -> bytes:
    return _field(_NAME, name.encode()) + _field(_TYPE, _FLOATS)


def _node(node: memoryview) -> tuple[str, list[str], list[str]]:
    names: dict[int, list[str]] = {_INPUTS: [], _OUTPUTS: [], _OPERATION: [""]}
    for number, value, _ in _fields(node):
        if number in names:
            names[number].append(bytes(value).decode())
    return names[_OPERATION][-1], names[_INPUTS], names[_OUTPUTS]


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """The fields of a message in order: number, content (none for a number), and all its bytes."""
    place = 0
    while place < len(message):
        start = place
        key, place = _number(message, place)
        kind = key & 7
        if kind == _NUMBER:
            size, (_, place) = 0, _number(message, place)
        elif kind == _BYTES:
            size, place = _number(message, place)
        elif kind in _FIXED:
            size = _FIXED[kind]
        else:
            raise ValueError(f"a field of the unknown kind {kind}")
        if place + size > len(message):
            raise ValueError("a field that is longer than its message")
        content, place = message[place : place + size], place + size
        yield key >> 3, content if kind == _BYTES else message[:0], message[start:place]


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
