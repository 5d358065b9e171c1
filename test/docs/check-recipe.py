#!/usr/bin/env python3
"""Checks that the ```diff blocks of a page apply to the sources as they are.

With --full the patched sources are also built in a copy, and the tests that the page
names are run there: what a new contributor does.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


def diffs(page):
    return re.findall(r"^```diff\n(.*?)^```", page.read_text(), re.M | re.S)


def apply(folder, text, *options):
    done = subprocess.run(["git", "apply", *options, "-"], cwd=folder, input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def full(source, text, target, test):
    """Applies, builds and runs the test command in a copy."""
    with tempfile.TemporaryDirectory() as name:
        copy = pathlib.Path(name) / "vmapc"
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("build", ".git"))
        code, output = apply(copy, text)
        # What the change does not touch comes from the cache.
        env = dict(os.environ, CCACHE_BASEDIR=str(copy), CCACHE_NOHASHDIR="1")
        for command in ([] if code else [
                ["cmake", "--preset", "release"],
                ["ninja", "-C", "build/release", *target.split()],
                ["bash", "-c", test]]):
            done = subprocess.run(command, cwd=copy, env=env, stdin=subprocess.DEVNULL, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            code, output = done.returncode, done.stdout
            if code:
                break
        return code, output


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--full", default="0")
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("target", help="what the tests need, separated by spaces")
    parser.add_argument("test")
    args = parser.parse_args()
    found = diffs(args.page)
    for text in found:
        code, output = apply(args.source, text, "--check")
        if code == 0 and args.full == "1":
            code, output = full(args.source, text, args.target, args.test)
        if code:
            print(f"{args.page}: the change does not hold\n{output[-8000:]}")
            return 1
    print(f"{len(found)} changes apply")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
