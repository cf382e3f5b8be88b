"""Frames between a driver and its child program: one letter, four length bytes big-endian, payload, on unbuffered pipes."""

from __future__ import annotations

import struct
from io import RawIOBase

FRAME = struct.Struct(">cI")


def send(pipe: RawIOBase, letter: bytes, payload: bytes | bytearray = b"") -> None:
    """Write one frame to an unbuffered pipe. Raises OSError."""
    frame = bytearray(FRAME.size + len(payload))
    frame[: FRAME.size], frame[FRAME.size :] = FRAME.pack(letter, len(payload)), payload
    try:
        with memoryview(frame) as rest:
            done = 0
            while done < len(rest):
                done += pipe.write(rest[done:]) or 0
    finally:
        frame[:] = bytes(len(frame))  # an APDU may hold a PIN


def receive(pipe: RawIOBase) -> tuple[bytes, bytearray] | None:
    """One frame from an unbuffered pipe, or None at the end; whoever takes the payload overwrites it when it may be a secret."""
    head = _exactly(pipe, FRAME.size)
    if head is None:
        return None
    letter, length = FRAME.unpack(head)
    payload = _exactly(pipe, length)
    return None if payload is None else (letter, payload)


def _exactly(pipe: RawIOBase, size: int) -> bytearray | None:
    got, done = bytearray(size), 0
    with memoryview(got) as room:
        while done < size:
            more = pipe.readinto(room[done:])
            if not more:
                return None
            done += more
    return got
