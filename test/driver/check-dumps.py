"""Runs a program with VMAPC_DUMP_IR and checks every function that it compiled: the
dump of each stage from traced to vector, fed back to `vmapc run`, gives the bits of
the first; every operation of the traced and grouped dumps has a line of the program,
and every argument of the function a name. The last line counts what was checked."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

stages = ("traced", "expanded", "simplified", "grouped", "planned", "vector")
dtypes = {"f32": "f32", "f64": "f64", "i32": "i32", "i64": "i64", "ui32": "u32", "i1": "b1"}


def arguments(text):
    """The arguments of the public function: (type, whether it has a name)."""
    signature = next(line for line in text.splitlines() if re.match(r"\s*func\.func @", line))
    inputs = signature.split(") -> (")[0].split(") -> tensor")[0]
    found = re.findall(r"%arg\d+: tensor<([^>]*)>( \{[^}]*\})?", inputs)
    return [(shape, 'vmapc.name = "' in (attributes or "")) for shape, attributes in found]


def spec(shape, seed):
    """An input of this type for the command line: numbers that do not repeat."""
    *extents, element = shape.split("x")
    kind = f"uniform:0.1:1.9:{seed}" if element.startswith("f") else f"uniform:0:2:{seed}"
    return "x".join([*extents, dtypes[element]]) + "=" + kind


def unlocated(text, folder):
    """Lines that record an operation without saying where the program wrote it."""
    where = re.compile(r'loc\(.*"[^"]*' + re.escape(folder) + r'/[^/"]*":[1-9]\d*:[1-9]\d*')
    operation = re.compile(r"^\s*(%\S.* = )?\"?(vmapc\.|func\.|return)")
    bad, depth = [], 0
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if not operation.match(line) or line.startswith("module"):
            continue
        if line.rstrip().endswith("{"):
            # The location follows the operation's last region.
            indent = len(line) - len(line.lstrip())
            end = next(k for k in range(number, len(lines))
                       if re.match(" " * indent + r"\}(?! \{$)(?!, \{$)", lines[k]))
            line = lines[end]
        if not where.search(line):
            bad.append(f"{number}: {line.strip()[:120]}")
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vmapc", default="vmapc")
    parser.add_argument("--sources", required=True, help="the folder of the program's sources")
    parser.add_argument("program", type=pathlib.Path)
    args = parser.parse_args()
    failures, functions, runs, operations, names = [], 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        dumps = folder / "dumps"
        env = dict(os.environ, VMAPC_DUMP_IR=str(dumps))
        subprocess.run([args.program], env=env, check=True, stdout=subprocess.DEVNULL)
        env.pop("VMAPC_DUMP_IR")
        for traced in sorted(dumps.glob("*.0-traced.mlir")):
            functions += 1
            prefix = traced.name.removesuffix(".0-traced.mlir")
            inputs = []
            text = traced.read_text()
            for k, (shape, named) in enumerate(arguments(text)):
                inputs += ["--input", spec(shape, k + 1)]
                names += 1
                if not named:
                    failures.append(f"{traced.name}: argument {k} has no name")
            for stage in ("traced", "grouped"):
                text = (dumps / f"{prefix}.{stages.index(stage)}-{stage}.mlir").read_text()
                operations += len(re.findall(r"^\s.*vmapc\.\w+ ", text, re.MULTILINE))
                failures += [f"{prefix} {stage}: {line}"
                             for line in unlocated(text, args.sources)]
            results = {}
            for number, stage in enumerate(stages):
                out = folder / "out" / f"{prefix}.{stage}"
                done = subprocess.run(
                    [args.vmapc, "run", dumps / f"{prefix}.{number}-{stage}.mlir", *inputs,
                     "--output", out], env=env, capture_output=True, text=True)
                runs += 1
                if done.returncode:
                    failures.append(f"{prefix} {stage}: {done.stderr.strip()}")
                    continue
                arrays = sorted(out.glob("*.npy"))
                results[stage] = [array.read_bytes() for array in arrays]
                if not arrays or results[stage] != results.get("traced"):
                    failures.append(f"{prefix} {stage}: required the bits of the traced dump")
    for failure in failures[:20]:
        print("FAILED", failure)
    print(f"{args.program.name}: {functions} functions, {runs} dumps run again, {operations} "
          f"operations with a line, {names} arguments with a name, {len(failures)} failed")
    return 1 if failures or not functions else 0


if __name__ == "__main__":
    sys.exit(main())
