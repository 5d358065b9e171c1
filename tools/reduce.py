#!/usr/bin/env python3
"""Reduces a file of the vmapc dialect to a small one on which a command still fails.

  tools/reduce.py FILE.mlir [--says TEXT] [--code N] [-o OUT] -- COMMAND ... {} ...

{} stands for the file. The command fails if its exit code is not 0 (or is N) and, with --says,
its output holds TEXT. vmapc-reduce drops operations and functions as long as it keeps failing;
in each round the result also goes through canonicalize and symbol-dce if it still fails then.
"""
import argparse
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile


def fails(options, path):
    command = [part.replace("{}", str(path)) for part in options.command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", timeout=options.timeout)
    code = done.returncode == options.code if options.code is not None else done.returncode != 0
    return code and (not options.says or options.says in done.stdout)


def tester(options, folder):
    """A program that exits with 1 if its last argument is interesting, as mlir-reduce asks."""
    path = folder / "test.sh"
    arguments = ["--check"] + (["--says", options.says] if options.says else [])
    arguments += ["--code", str(options.code)] if options.code is not None else []
    text = shlex.join([sys.executable, os.path.abspath(__file__)] + arguments)
    path.write_text('#!/bin/sh\nexec %s "$1" -- %s\n' % (text, shlex.join(options.command)))
    path.chmod(0o755)
    return path


def count(path):
    """Operations of the dialect that are not constants."""
    return len(re.findall(r"(?:= |^ *)vmapc\.(?!constant)\w+", path.read_text(), re.MULTILINE))


def reduce(options):
    tool = shutil.which(options.tool)
    if not tool:
        sys.exit("reduce.py: required vmapc-reduce on PATH or by --tool, found none")
    if not fails(options, options.file):
        sys.exit("reduce.py: required a file on which the command fails; it does not")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test = tester(options, folder)
        best, start = folder / "best.mlir", count(options.file)
        shutil.copyfile(options.file, best)
        rounds = 0
        while rounds == 0 or before > best.stat().st_size:
            before = best.stat().st_size
            rounds += 1
            for passes in (f"--drop-operations=test={test}",
                           f"--opt-reduction-pass=opt-pass=canonicalize test={test}",
                           f"--opt-reduction-pass=opt-pass=symbol-dce test={test}"):
                smaller = folder / "next.mlir"
                done = subprocess.run([tool, str(best), passes, "-o", str(smaller)],
                                      capture_output=True, text=True)
                if done.returncode == 0 and smaller.stat().st_size < best.stat().st_size and \
                        fails(options, smaller):
                    shutil.copyfile(smaller, best)
        text = best.read_text()
        print(f"{start} operations became {count(best)} in {rounds} rounds", file=sys.stderr)
    if options.output:
        options.output.write_text(text)
    else:
        print(text, end="")


def main():
    arguments = sys.argv[1:]
    split = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(description=__doc__, usage="%(prog)s FILE [options] -- COMMAND {}",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--says", help="what the output must hold")
    parser.add_argument("--code", type=int, help="the exit code; default: any but 0")
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one run")
    parser.add_argument("--tool", default="vmapc-reduce")
    parser.add_argument("-o", dest="output", type=pathlib.Path, help="default: standard output")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments[:split])
    options.command = arguments[split + 1:]
    if not any("{}" in part for part in options.command):
        parser.error("required a command with {} after --")
    if options.check:
        sys.exit(1 if fails(options, options.file) else 0)
    reduce(options)


if __name__ == "__main__":
    main()
