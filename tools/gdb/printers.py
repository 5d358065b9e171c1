"""gdb pretty-printers of vmapc: an Array shows its dtype, its shape and its first elements.

Installed beside libvmapc under the name by which gdb loads it by itself once the folder is
trusted (add-auto-load-safe-path); or: source printers.py. `set print elements N` says how many
elements are shown. The layout of an array is read from the library's table
vmapc_debug_layout, so neither debug information of the library nor a running process is needed.
"""
import struct

import gdb
import gdb.printing

FORMATS = {"f16": "e", "f32": "f", "f64": "d", "i8": "b", "i16": "h", "i32": "i", "i64": "q",
           "u8": "B", "u16": "H", "u32": "I", "u64": "Q", "b1": "?"}
FIELDS = ("version", "kind", "weak", "type", "data", "dtype", "shape", "data_kind", "dtypes")


def memory(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def word(address):
    return struct.unpack("<Q", memory(address, 8))[0]


def layout():
    """The library's table, or None if there is none we know."""
    try:
        address = int(gdb.parse_and_eval("(unsigned long)&vmapc_debug_layout"))
    except gdb.error:
        return None
    table = dict(zip(FIELDS, struct.unpack("<9I", memory(address, 36))))
    if table["version"] != 1:
        return None
    table["rows"] = [struct.unpack("<8sI", memory(address + 36 + 12 * k, 12))
                     for k in range(table["dtypes"])]
    return table


def elements(name, data, size, count):
    """The first `count` elements as text."""
    raw = memory(data, size * count)
    if name == "bf16":
        return ["%g" % struct.unpack("<f", b"\0\0" + raw[k:k + 2])[0] for k in range(0, len(raw), 2)]
    if name in ("c64", "c128"):
        parts = struct.unpack("<%d%s" % (2 * count, "f" if name == "c64" else "d"), raw)
        return ["%g%+gi" % parts[k:k + 2] for k in range(0, len(parts), 2)]
    values = struct.unpack("<%d%s" % (count, FORMATS[name]), raw)
    if name == "b1":
        return ["true" if v else "false" for v in values]
    return ["%g" % v if name[0] == "f" else str(v) for v in values]


class ArrayPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        impl = int(self.value["impl_"])
        if impl == 0:
            return "null array"
        table = layout()
        if table is None:
            return "array at 0x%x (libvmapc of another version)" % impl
        row = word(impl + table["type"])
        number = memory(row + table["dtype"], 1)[0]
        name = table["rows"][number][0].rstrip(b"\0").decode()
        size = table["rows"][number][1]
        begin, end = word(row + table["shape"]), word(row + table["shape"] + 8)
        rank = (end - begin) // 8
        shape = struct.unpack("<%dq" % rank, memory(begin, end - begin)) if rank else ()
        weak = "weak " if memory(impl + table["weak"], 1)[0] else ""
        text = "%s%s[%s]" % (weak, name, ",".join(map(str, shape)))
        if memory(impl + table["kind"], 1)[0] != table["data_kind"]:
            return text + " without data (traced)"
        count = 1
        for extent in shape:
            count *= extent
        most = gdb.parameter("print elements") or count
        shown = elements(name, word(impl + table["data"]), size, min(count, most, 1000)) \
            if count else []
        dots = ", ..." if len(shown) < count else ""
        return text + " {" + ", ".join(shown) + dots + "}"


def register(objfile):
    printers = gdb.printing.RegexpCollectionPrettyPrinter("vmapc")
    printers.add_printer("Array", "^vmapc::(v0::)?Array$", ArrayPrinter)
    gdb.printing.register_pretty_printer(objfile, printers, replace=True)


register(gdb.current_objfile())
