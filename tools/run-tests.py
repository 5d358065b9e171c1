#!/usr/bin/env python3
"""Runs every GoogleTest program and every lit file of a build and counts them.

The last line is `N passed, M failed, K skipped`: GoogleTest cases plus lit files.
Exits with 1 when something failed or when nothing ran.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent

lit_limit = 2400  # seconds for all files together
# A thread-sanitizer build runs what threads touch, not the whole suite.
tsan_programs = ("api-test", "runtime-test", "threads-test")


class Count:
    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def __add__(self, other):
        return Count(self.passed + other.passed, self.failed + other.failed,
                     self.skipped + other.skipped)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def environment(build, full):
    env = dict(os.environ)
    env["VMAPC_FULL"] = "1" if full else env.get("VMAPC_FULL", "0")
    # LLVM's allocator poisons what it has not handed out, in the code that its headers
    # put into our libraries; Debian's own LLVM, which is not instrumented, allocates from
    # the same memory without unpoisoning it.
    env.setdefault("ASAN_OPTIONS", "detect_leaks=0:detect_stack_use_after_return=0:"
                                   "allow_user_poisoning=0")
    env.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    env.setdefault("TSAN_OPTIONS", f"suppressions={root}/test/tsan.supp:halt_on_error=0")
    return env


def count_gtest(report):
    count = Count()
    for suite in report["testsuites"]:
        for case in suite["testsuite"]:
            if case.get("failures"):
                count.failed += 1
            elif case.get("result") == "SKIPPED" or case.get("status") == "NOTRUN":
                count.skipped += 1
            else:
                count.passed += 1
    return count


def run_gtest(program, build, full, limit):
    """Runs one program; its output is shown only when it fails."""
    name = pathlib.Path(program).name
    report = build / "test" / f"{name}.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    start = time.monotonic()
    try:
        done = subprocess.run([program, f"--gtest_output=json:{report}"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=limit, env=environment(build, full),
                              cwd=build)
        output, code = done.stdout, done.returncode
    except subprocess.TimeoutExpired as expired:
        output = (expired.stdout or b"").decode(errors="replace") + f"\n{name}: {limit} s passed"
        code = 124
    except OSError as error:
        output, code = f"{program}: {error}", 127
    if report.exists():
        count = count_gtest(json.loads(report.read_text()))
        if code != 0 and count.failed == 0:
            count.failed = 1
    else:
        count = Count(failed=1)  # it crashed or hung before it could report
    return name, count, output, code, time.monotonic() - start


def summary_lines(output):
    """What a test wants to be seen even when it passes."""
    return [line for line in output.splitlines() if line.startswith("[summary] ")]


def run_lit(folder, build, jobs, full, filter_):
    report = build / "test" / "lit.json"
    report.unlink(missing_ok=True)
    command = ["lit-22", "-j", str(jobs), "--output", str(report), "-sv", folder]
    if filter_:
        command += ["--filter", filter_]
    try:
        code = subprocess.run(command, stdin=subprocess.DEVNULL, env=environment(build, full),
                              timeout=lit_limit).returncode
    except subprocess.TimeoutExpired:
        print(f"lit: {lit_limit} s passed")
        return Count(failed=1)
    if not report.exists():
        return Count(failed=1) if not filter_ else Count()
    count = Count()
    for test in json.loads(report.read_text())["tests"]:
        if test["code"] in ("PASS", "FLAKYPASS"):
            count.passed += 1
        elif test["code"] in ("UNSUPPORTED", "SKIPPED", "EXCLUDED"):
            count.skipped += test["code"] != "EXCLUDED"
        else:
            count.failed += 1
    if code != 0 and count.failed == 0:
        count.failed = 1
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--full", action="store_true", help="every property and random program")
    parser.add_argument("--filter", default="", help="only programs and files with this in the name")
    args = parser.parse_args()
    build = args.build.resolve()
    manifest = json.loads((build / "test" / "tests.json").read_text())
    programs = [p for p in manifest["gtest"] if args.filter in pathlib.Path(p).name]
    tsan = build.name == "tsan"
    if tsan:
        programs = [p for p in programs if pathlib.Path(p).name in tsan_programs]
        assert len(programs) == len(tsan_programs) or args.filter, "a thread test was renamed"
    limit = 6 * 3600 if args.full else 2400

    gtest = Count()
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        runs = [pool.submit(run_gtest, p, build, args.full, limit) for p in programs]
        for run in concurrent.futures.as_completed(runs):
            name, count, output, code, seconds = run.result()
            gtest += count
            if count.failed or code:
                print(output)
            print(f"{name}: {count} ({seconds:.1f} s)", flush=True)
            print("".join(line + "\n" for line in summary_lines(output)), end="", flush=True)
    lit = Count() if tsan else run_lit(manifest["lit"], build, args.jobs, args.full, args.filter)
    print(f"GoogleTest cases: {gtest}")
    print(f"lit files: {lit}")
    total = gtest + lit
    print(total)
    return 1 if total.failed or total.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
