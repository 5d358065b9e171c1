#!/usr/bin/env python3
"""Checks that a layer includes only what stands above it.

Reads the #include lines of every source file. `allowed` is the whole rule: a
layer may include itself and the layers listed for it. Prints FILE:LINE for each
arrow that is not listed and exits with 1 if there is one.
"""
import argparse
import pathlib
import re
import sys

compiler = ["compiler/dialect", "compiler/rules", "compiler/transforms", "compiler/frontend",
            "compiler/lowering", "compiler/codegen", "compiler/driver"]

allowed = {
    "include/vmapc": [],
    "runtime": ["include/vmapc"],
    "compiler/dialect": [],
    "compiler/rules": ["compiler/dialect"],
    "compiler/transforms": ["compiler/dialect"],
    "compiler/frontend": ["include/vmapc", "compiler/dialect"],
    "compiler/lowering": ["compiler/dialect"],
    "compiler/codegen": ["include/vmapc", "runtime"],
    "compiler/driver": ["include/vmapc", "runtime"] + compiler,
    "tools/bench": ["include/vmapc"],
    "tools": ["include/vmapc", "runtime"] + compiler,
    "docs/examples": ["include/vmapc"],
    "test/reference": [],
    "test/property": ["include/vmapc", "test/reference"],
}

# Passes ask interfaces: the headers of operation families are closed to them.
# Control regions and requests are what passes are made of.
closed = {
    "compiler/transforms": re.compile(
        r"^compiler/(rules/|dialect/(Ops|Elementwise|Structure|Reduction|Contraction|Indexing)\.h)"),
}
# No word of MLIR or LLVM outside the compiler.
foreign = re.compile(r"^(mlir|llvm|mlir-c|llvm-c)/")
without_llvm = ("include/vmapc", "runtime", "docs/examples", "test/reference", "test/property",
                "tools/bench")

include = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]')
layers = sorted(allowed, key=len, reverse=True)


def layer_of(path):
    return next((l for l in layers if path == l or path.startswith(l + "/")), None)


def target(root, source, name):
    """The path, relative to the root, that an include names; None if not ours."""
    for base in (root, root / "include", source.parent):
        candidate = (base / name).resolve()
        if candidate.is_file() and candidate.is_relative_to(root):
            return candidate.relative_to(root).as_posix()
    if name.startswith("vmapc/"):
        return "include/" + name
    if name.startswith(("compiler/", "runtime/", "tools/", "test/")):
        return name  # generated, or wrong: judged by its name
    return None


def check(root):
    complaints, seen = [], 0
    for source in sorted(root.rglob("*")):
        path = source.relative_to(root).as_posix()
        if path.startswith(("build/", ".")) or source.suffix not in (".h", ".cpp", ".c", ".inc"):
            continue
        layer = layer_of(path)
        if layer is None:
            continue
        seen += 1
        for number, line in enumerate(source.read_text(errors="replace").splitlines(), 1):
            match = include.match(line)
            if not match:
                continue
            name = match.group(1)
            where = f"{path}:{number}"
            if foreign.match(name) and layer.startswith(without_llvm):
                complaints.append(f"{where}: {layer} may not include LLVM or MLIR, got '{name}'")
                continue
            to = target(root, source, name)
            other = layer_of(to) if to else None
            if layer in closed and to and closed[layer].match(to):
                complaints.append(f"{where}: {layer} may not name operations, got '{name}'")
            elif other and other != layer and other not in allowed[layer]:
                may = ", ".join(allowed[layer]) or "no other layer"
                complaints.append(f"{where}: {layer} may include {may}, got '{name}' of {other}")
    return complaints, seen


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", nargs="?", default=pathlib.Path(__file__).resolve().parent.parent)
    root = pathlib.Path(parser.parse_args().root).resolve()
    complaints, seen = check(root)
    for complaint in complaints:
        print(complaint)
    if seen == 0:
        print(f"{root}: required source files, found none")
        return 1
    print(f"{seen} files, {len(complaints)} forbidden includes")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
