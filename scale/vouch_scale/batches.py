"""Packed batches as Vouch's data pipeline writes them.

A stream is one JSON line {"version": 1, "rows": B, "length": T} followed by micro-batches, little-endian:
uint32 M; int32[B*T] token ids; int32[B*T] document number within the row (-1 in an unfilled tail);
int32[M] flat positions whose successor counts; float32[M] weights of the loss, summing to 1 over an update.
Then the data cursor after the micro-batch: uint32 n and n bytes of JSON. The stream ends where the data ends.
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
    sources: torch.Tensor  # int64 [M]
    weights: torch.Tensor  # float32 [M]
    cursor: dict

    @property
    def used_tokens(self) -> int:
        return int((self.documents >= 0).sum())

    def positions(self) -> torch.Tensor:
        """Positions that restart with each document, [B, T]."""
        rows, length = self.documents.shape
        index = torch.arange(length).expand(rows, length)
        begins = torch.ones_like(self.documents, dtype=torch.bool)
        begins[:, 1:] = self.documents[:, 1:] != self.documents[:, :-1]
        start = torch.where(begins, index, torch.zeros_like(index)).cummax(dim=1).values
        return index - start

    def mask(self, dtype: torch.dtype, window: int | None = None) -> torch.Tensor:
        """Additive block-diagonal causal mask, [B, 1, T, T]: 0 where a token is seen."""
        rows, length = self.documents.shape
        same = self.documents[:, :, None] == self.documents[:, None, :]
        index = torch.arange(length)
        seen = same & (index[:, None] >= index[None, :])
        if window is not None:
            seen &= index[:, None] - index[None, :] < window
        return torch.zeros(rows, 1, length, length, dtype=dtype).masked_fill(~seen[:, None], torch.finfo(dtype).min)


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


def read_batches(stream: BinaryIO) -> Iterator[PackedBatch]:
    """The micro-batches of a stream. Raises ValueError for another version, EOFError for a cut stream."""
    header = json.loads(stream.readline())
    if header.get("version") != 1:
        raise ValueError(f"batches: expected version 1, got {header.get('version')}; update the package")
    rows, length = header["rows"], header["length"]
    while True:
        head = stream.read(4)
        if not head:
            return
        if len(head) < 4:
            head += _read(stream, 4 - len(head))
        count = int.from_bytes(head, "little")
        token_ids = _array(stream, rows * length, torch.int32).long().reshape(rows, length)
        documents = _array(stream, rows * length, torch.int32).long().reshape(rows, length)
        sources = _array(stream, count, torch.int32).long()
        weights = _array(stream, count, torch.float32)
        cursor = json.loads(_read(stream, int.from_bytes(_read(stream, 4), "little")))
        yield PackedBatch(token_ids, documents, sources, weights, cursor)
