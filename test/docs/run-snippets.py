#!/usr/bin/env python3
"""Runs the snippets of a page of documentation and compares what they print.

A page is one program. ```cpp blocks are put one after another into main; those marked
```cpp decl stand at file scope. A block that has a main of its own is a program of its own.
```sh run blocks are commands. A ```text block after one of them is what it prints, line by
line, where `...` stands for anything. Blocks of other kinds are not run.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

fence = re.compile(r"^```(.*)$")
marker = "<<end of snippet>>"


class Block:
    def __init__(self, kind, line):
        self.kind, self.line, self.text, self.expected = kind, line, [], None


def blocks_of(page):
    blocks, current = [], None
    for number, line in enumerate(page.read_text().splitlines(), 1):
        match = fence.match(line)
        if match and current is None:
            current = Block(match.group(1).strip(), number)
        elif match:
            if current.kind == "text" and blocks and blocks[-1].expected is None:
                blocks[-1].expected = current
            blocks.append(current)
            current = None
        elif current is not None:
            current.text.append(line)
    if current is not None:
        sys.exit(f"{page}:{current.line}: required a closing fence")
    return [b for b in blocks if b.kind in ("cpp", "cpp decl", "sh run")]


def matches(expected, got):
    pattern = ".*".join(re.escape(part) for part in expected.rstrip().split("..."))
    return re.fullmatch(pattern, got.rstrip()) is not None


def differences(page, block, output):
    """Where the output is not what the page says it is."""
    if block.expected is None:
        return []
    want = [line for line in block.expected.text if line.strip()]
    got = [line for line in output.splitlines() if line.strip()]
    for k in range(max(len(want), len(got))):
        w, g = (lines[k] if k < len(lines) else "<nothing>" for lines in (want, got))
        if not matches(w, g):
            return [f"{page}:{block.expected.line + 1 + k}: required '{w}', got '{g}'"]
    return []


def run(command, folder, env, **options):
    done = subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", **options)
    return done.returncode, done.stdout


def compiled(args, page, source, folder, env):
    file = folder / "page.cpp"
    file.write_text(source)
    program = folder / "page"
    command = [args.cxx, "-std=c++20", "-O0", f"-I{args.source}/include", str(file),
               f"-L{args.build}/lib", "-lvmapc", f"-Wl,-rpath,{args.build}/lib", "-o", str(program)]
    code, output = run(command, folder, env)
    return ([] if code == 0 else [f"{page}: does not compile\n{output}"]), program


def check_programs(args, page, blocks, folder, env):
    complaints = []
    whole = [b for b in blocks if b.kind == "cpp" and any("int main" in t for t in b.text)]
    for block in whole:
        source = f'#line {block.line + 1} "{page}"\n' + "\n".join(block.text) + "\n"
        errors, program = compiled(args, page, source, folder, env)
        complaints += errors
        if not errors:
            code, output = run([str(program)], folder, env)
            if code:
                complaints.append(f"{page}:{block.line}: exit status {code}\n{output}")
            complaints += differences(page, block, output)
    return complaints, [b for b in blocks if b not in whole]


def check_page(args, page, blocks, folder, env):
    fragments = [b for b in blocks if b.kind.startswith("cpp")]
    if not fragments:
        return []
    source = ["#include <vmapc/vmapc.h>", "#include <iostream>", "namespace vm = vmapc;",
              "using vm::Array;"]
    for block in fragments:
        if block.kind == "cpp decl":
            source += [f'#line {block.line + 1} "{page}"'] + block.text
    source.append("int main() {")
    body = [b for b in fragments if b.kind == "cpp"]
    for block in body:
        source += [f'#line {block.line + 1} "{page}"'] + block.text
        source.append(f'std::cout << "\\n{marker}\\n" << std::flush;')
    source.append("}")
    errors, program = compiled(args, page, "\n".join(source) + "\n", folder, env)
    if errors:
        return errors
    code, output = run([str(program)], folder, env)
    parts = output.split(marker)
    complaints = [f"{page}: exit status {code}\n{parts[-1]}"] if code else []
    for block, part in zip(body, parts):
        complaints += differences(page, block, part)
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("page", type=pathlib.Path)
    args = parser.parse_args()
    page = args.page.resolve()
    env = dict(os.environ)
    env["PATH"] = f"{args.build}/bin:" + env.get("PATH", "")
    blocks = blocks_of(page)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        complaints, rest = check_programs(args, page, blocks, folder, env)
        complaints += check_page(args, page, rest, folder, env)
        for block in rest:
            if block.kind == "sh run":
                code, output = run(["bash", "-e", "-c", "\n".join(block.text)], folder, env)
                if code:
                    complaints.append(f"{page}:{block.line}: exit status {code}\n{output}")
                complaints += differences(page, block, output)
    for complaint in complaints:
        print(complaint)
    print(f"{len(blocks)} snippets, {len(complaints)} complaints")
    return 1 if complaints or not blocks else 0


if __name__ == "__main__":
    sys.exit(main())
