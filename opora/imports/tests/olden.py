"""Files of the old kind, made by hand: a package of streams (CFB) with a workbook of 1997 in it."""

import struct
from collections.abc import Iterable, Sequence

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
NONE = 0xFFFFFFFF


def package(streams: dict[str, bytes]) -> bytes:
    """The streams in a package; each is padded so that it has sectors of its own."""
    whole = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    n_data = [-(-len(content) // SECTOR) for content in whole.values()]
    fat = [FAT, END]  # the table itself, then the directory
    entries = [entry("Root Entry", 5, NONE, NONE, 1, END, 0)]
    for number, (name, content) in enumerate(whole.items(), 1):
        start, n = len(fat), n_data[number - 1]
        fat += [*range(start + 1, start + n), END]
        right = number + 1 if number < len(whole) else NONE
        entries.append(entry(name, 2, NONE, right, NONE, start, len(content)))
    entries += [bytes(128)] * (4 - len(entries))
    table = struct.pack("<128I", *(fat + [FREE] * (128 - len(fat))))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[FREE] * 108)
    data = b"".join(each.ljust(-(-len(each) // SECTOR) * SECTOR, b"\0") for each in whole.values())
    return header + table + b"".join(entries) + data


def entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    """A row of the directory."""
    wide = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", wide, len(wide), kind, 1, left, right, child, start, size)


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of the workbook."""
    return struct.pack("<HH", kind, len(content)) + content


def begin(what: int) -> bytes:
    """Where the workbook or a sheet of it begins."""
    return record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0, 1997, 0, 6))


def xls(rows: Sequence[Iterable[object]]) -> bytes:
    """A workbook of one sheet, as programs kept it before XLSX."""
    sheet = begin(0x10)
    for n, row in enumerate(rows):
        for column, cell in enumerate(row):
            at = struct.pack("<HHH", n, column, 0)
            if isinstance(cell, int):
                sheet += record(0x0203, at + struct.pack("<d", cell))
            else:
                text = str(cell)
                written = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
                sheet += record(0x0204, at + written)
    sheet += record(0x000A)
    name = "Лист1"
    tail = struct.pack("<HBB", 0, len(name), 1) + name.encode("utf-16-le")
    start = len(begin(5)) + len(record(0x0085, bytes(4) + tail)) + len(record(0x000A))
    book = begin(5) + record(0x0085, struct.pack("<I", start) + tail) + record(0x000A)
    return package({"Workbook": book + sheet})


def encrypted() -> bytes:
    """A workbook behind a password: the package of the new kind, locked inside one of the old."""
    return package({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\1" * 600})
