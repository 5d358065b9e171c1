#!/usr/bin/env python3
"""Runs every example of a build and says which of them hold.

Each prints its facts; one whose exit status is not 0 has facts that failed.
"""
import argparse
import pathlib
import subprocess
import sys
import time

examples = ["batched_dot", "model", "jacobian", "per_sample", "digits", "lorenz", "newton", "graph"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("names", nargs="*", help="only these examples")
    args = parser.parse_args()
    names = args.names or examples
    failed = []
    for number, name in enumerate(names, 1):
        print(f"\n[{number}/{len(names)}] {name}", flush=True)
        start = time.monotonic()
        program = args.build.resolve() / "examples" / name
        code = subprocess.run([program], stdin=subprocess.DEVNULL).returncode
        print(f"  {time.monotonic() - start:.1f} s", flush=True)
        if code:
            failed.append(name)
            print(f"  {name}: exit status {code}")
    print(f"\n{len(names) - len(failed)} of {len(names)} examples hold")
    if failed:
        print("failed: " + " ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
