"""The memory of a living process, read from outside: where a code still stands in it."""

from pathlib import Path


def copies(pid: int, code: bytes) -> list[str]:
    """The mappings in which the code stands, once a copy: as ASCII, as wide text, and in hexadecimal digits."""
    spelt = (
        code,
        code.decode().encode("utf-16-le"),
        code.decode().encode("utf-32-le"),
        code.hex().encode(),
        code.hex().upper().encode(),
    )
    found = []
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for start, end, name in _mappings(pid):
            content = _read(memory, start, end)
            found += [
                f"{name} at {start:x}+{content.index(text):x}" for text in spelt for _ in range(content.count(text))
            ]
    return found


def _mappings(pid: int):
    for line in Path(f"/proc/{pid}/maps").read_text(encoding="ascii", errors="replace").splitlines():
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        if "w" in rights and "[v" not in "".join(name):
            start, end = (int(part, 16) for part in span.split("-"))
            yield start, end, "".join(name) or "anonymous memory"


def _read(memory, start: int, end: int) -> bytes:
    try:
        memory.seek(start)
        return memory.read(end - start)
    except OSError:  # a guard page
        return b""
