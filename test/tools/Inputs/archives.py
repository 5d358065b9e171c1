"""Writes the archives of archives.test into a folder, with the standard library alone."""
import json
import pathlib
import struct
import sys
import zipfile

folder = pathlib.Path(sys.argv[1])


def npy(values):
    head = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d,), }" % len(values)
    head += " " * (63 - (10 + len(head)) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() +
            struct.pack("<%df" % len(values), *values))


x, w = npy([0, 1, 2, 3]), npy([2, 2, 2, 2])


def archive(name, members, method=zipfile.ZIP_STORED, zip64=False):
    with zipfile.ZipFile(folder / name, "w", method) as z:
        for key, data in members.items():
            with z.open(key, "w", force_zip64=zip64) as member:
                member.write(data)


both = {"x.npy": x, "params.w.npy": w}
archive("stored.npz", both)
archive("deflated.npz", both, zipfile.ZIP_DEFLATED)
zipfile.ZIP64_LIMIT = 1  # every size and offset gets its 64-bit record
archive("zip64.npz", both, zip64=True)
zipfile.ZIP64_LIMIT = (1 << 31) - 1
archive("params.npz", {"w.npy": w})
archive("lone.npz", {"arr_0.npy": x})
archive("other.npz", {"nobody.npy": x})
archive("text.npz", {"readme.txt": b"hello"})

header = json.dumps({"params.w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
                     "x": {"dtype": "F32", "shape": [4], "data_offsets": [16, 32]}}).encode()
(folder / "all.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + w[-16:] + x[-16:])

# One changed element: the checksum no longer holds.
stored = bytearray((folder / "stored.npz").read_bytes())
at = stored.index(x[-16:])
stored[at + 3] ^= 1
(folder / "wrong.npz").write_bytes(stored)

# A member that claims to unpack to 3 GB.
bomb = bytearray((folder / "deflated.npz").read_bytes())
directory = bomb.index(b"PK\x01\x02")
bomb[directory + 24:directory + 28] = struct.pack("<I", 3 << 30)
(folder / "bomb.npz").write_bytes(bomb)
