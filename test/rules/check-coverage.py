"""Every operation of the dialect has a check of its batched form and one of its
linearization: a line for FileCheck, with the operation in it, in a file of the passes'
and the rules' tests."""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
# Operations that the expansion replaces, and what is no operation of a program.
replaced = {"apply", "apply_transpose", "call", "chunk", "function", "linearize", "vmap", "yield"}
# Their own files check both; a constant stays unbatched, an extent becomes a constant.
exempt = {"vmap": {"constant", "custom_jvp", "external"},
          "linearize": {"extent", "custom_jvp", "external"}}

operations = set()
for record in (source / "compiler/dialect").glob("*.td"):
    operations |= set(re.findall(r'^def Vmapc_\w+Op : Vmapc_\w+<"(\w+)"', record.read_text(), re.M))
operations -= replaced

missing = []
for rule in ("vmap", "linearize"):
    seen = set()
    for folder in ("rules", "transforms"):
        for file in (source / "test" / folder).glob("*.mlir"):
            lines = re.findall(r"^// [A-Z][\w-]*: .*vmapc\..*$", file.read_text(), re.M)
            runs = re.findall(r"^// RUN:.*--vmapc-" + rule, file.read_text(), re.M)
            if runs:
                seen |= set(re.findall(r"vmapc\.(\w+)", "\n".join(lines)))
    missing += [f"{rule} of {op}" for op in sorted(operations - seen - exempt[rule])]
print(f"{len(operations)} operations, {len(missing)} checks missing", *missing, sep="\n")
sys.exit(bool(missing) or len(operations) < 60)
