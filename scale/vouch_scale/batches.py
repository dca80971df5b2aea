"""Packed batches as Vouch's data pipeline writes them.

A stream is one JSON line {"version": 2, "rows": B, "length": T, "evaluation": E} followed by E micro-batches of
held-out documents and then those to train on. Each is, little-endian (src/train/engines/batch-stream.ts): uint32 M; int32[B*T] each of token ids, of the document's number within the row (-1 in an unfilled tail), of the position in
it, of the flat index where tokens begin that it sees besides its own (-1 for none), and of how many these are;
int32[M] flat indices of tokens that predict, int32[M] what they predict; float32[M] weights of the loss, summing to 1
over an update.
Then uint32 n and n bytes of JSON: {"cursor": where the data go on after its update, "metrics": figures for the log}.
The stream ends where the data ends.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import BinaryIO, Iterator

import torch


@dataclass(frozen=True)
class PackedBatch:
    token_ids: torch.Tensor  # int64 [B, T]
    documents: torch.Tensor  # int64 [B, T]
    positions: torch.Tensor  # int64 [B, T]
    shared_from: torch.Tensor  # int64 [B, T]
    shared_lengths: torch.Tensor  # int64 [B, T]
    sources: torch.Tensor  # int64 [M]
    targets: torch.Tensor  # int64 [M]
    weights: torch.Tensor  # float32 [M]
    cursor: dict | None
    metrics: dict

    @property
    def used_tokens(self) -> int:
        return int((self.documents >= 0).sum())

    def mask(self, window: int | None = None) -> torch.Tensor:
        """Causal mask within documents and into what they share, bool [B, 1, T, T]: true where a token is seen."""
        rows, length = self.documents.shape
        index = torch.arange(length)
        same = self.documents[:, :, None] == self.documents[:, None, :]
        seen = same & (index[:, None] >= index[None, :])
        begin = (self.shared_from - torch.arange(rows)[:, None] * length)[:, :, None]
        seen |= (index >= begin) & (index < begin + self.shared_lengths[:, :, None])
        if window is not None:
            seen &= self.positions[:, :, None] - self.positions[:, None, :] < window
        return seen[:, None]


def _read(stream: BinaryIO, size: int) -> bytes:
    parts, left = [], size
    while left > 0:
        part = stream.read(left)
        if not part:
            raise EOFError(f"batches: expected {size} bytes, got {size - left}; the stream was cut")
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _array(stream: BinaryIO, count: int, dtype: torch.dtype) -> torch.Tensor:
    size = torch.empty((), dtype=dtype).element_size()
    return torch.frombuffer(bytearray(_read(stream, count * size)), dtype=dtype) if count else torch.empty(0, dtype=dtype)


def read_batches(stream: BinaryIO) -> tuple[list[PackedBatch], Iterator[PackedBatch]]:
    """The held-out micro-batches of a stream, and those to train on. Raises ValueError for another version, EOFError for a cut stream."""
    line = stream.readline()
    if not line:
        raise EOFError("batches: expected a header, got the end of the stream")
    header = json.loads(line)
    if header.get("version") != 2:
        raise ValueError(f"batches: expected version 2, got {header.get('version')}; update the package")
    batches = _read_all(stream, header["rows"], header["length"])
    return [next(batches) for _ in range(header["evaluation"])], batches


def _read_all(stream: BinaryIO, rows: int, length: int) -> Iterator[PackedBatch]:
    while True:
        head = stream.read(4)
        if not head:
            return
        if len(head) < 4:
            head += _read(stream, 4 - len(head))
        count = int.from_bytes(head, "little")
        tokens = [_array(stream, rows * length, torch.int32).long().reshape(rows, length) for _ in range(5)]
        sources, targets = (_array(stream, count, torch.int32).long() for _ in range(2))
        weights = _array(stream, count, torch.float32)
        trailer = json.loads(_read(stream, int.from_bytes(_read(stream, 4), "little")))
        yield PackedBatch(*tokens, sources, targets, weights, trailer["cursor"], trailer["metrics"])
