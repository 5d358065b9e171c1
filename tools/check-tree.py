#!/usr/bin/env python3
"""Checks what stands where: names at the top, the length of files, words that
have no place in the sources. Prints FILE:LINE for each and exits with 1.
"""
import argparse
import pathlib
import re
import subprocess
import sys

top = {"compiler", "runtime", "include", "tools", "test", "docs", "CMakeLists.txt", "README.md",
       "CMakePresets.json", "LICENSE"}
dot_files = {".ci", ".clang-format", ".clang-tidy", ".editorconfig", ".gitignore",
             ".gitattributes"}
max_lines = 500
measured = {".cpp", ".h", ".td", ".py", ".c", ".cmake", ".mlir"}

# Marks of unfinished work, and what belongs to one machine or one day only.
words = [
    ("unfinished work", re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")),
    ("a disabled test", re.compile(r"\b(DISABLED_\w+|XFAIL)\b")),
    ("a path of one machine", re.compile(r"(?<![\w.])/(work|home|farm|root)/")),
    ("a folder outside the project", re.compile(r"\.\./shared\b")),
    ("an issue number", re.compile(r"\bissue #?\d+\b", re.I)),
]
text = measured | {".md", ".txt", ".json", ".test", ".sh", ".in", ""}
exempt = {"tools/check-tree.py", "LICENSE"}


def files(root):
    """Tracked files and new ones that git does not ignore; without git, all but build/."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "-C", root, "-c", f"safe.directory={root}", "ls-files", "-z", "--cached",
             "--others", "--exclude-standard"], capture_output=True, text=True, check=True)
        names = [n for n in listed.stdout.split("\0") if n]
    else:
        names = [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]
        names = [n for n in names if not n.startswith("build/") and "__pycache__" not in n]
    return sorted(n for n in set(names) if (root / n).is_file())


def check(root):
    complaints = []
    names = files(root)
    for name in sorted({n.split("/")[0] for n in names}):
        if name not in top and name not in dot_files:
            complaints.append(f"{name}:1: required a top-level name of the fixed list "
                              f"({', '.join(sorted(top))}), got '{name}'")
    for name in names:
        path = root / name
        if path.suffix not in text or name in exempt:
            continue
        lines = path.read_text(errors="replace").splitlines()
        if path.suffix in measured and len(lines) > max_lines:
            complaints.append(f"{name}:{max_lines + 1}: required at most {max_lines} lines, "
                              f"got {len(lines)}")
        for number, line in enumerate(lines, 1):
            for what, pattern in words:
                match = pattern.search(line)
                if match:
                    complaints.append(f"{name}:{number}: required no {what}, "
                                      f"got '{match.group(0)}'")
    return complaints, len(names)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", nargs="?", default=pathlib.Path(__file__).resolve().parent.parent)
    root = pathlib.Path(parser.parse_args().root).resolve()
    complaints, seen = check(root)
    for complaint in complaints:
        print(complaint)
    if seen == 0:
        print(f"{root}: required files, found none")
        return 1
    print(f"{seen} files, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
