"""exit-code.py CODE COMMAND...: runs the command; succeeds when it exits with CODE."""
import subprocess
import sys

code = subprocess.run(sys.argv[2:]).returncode
if code != int(sys.argv[1]):
    print(f"exit code {code}, expected {sys.argv[1]}", flush=True)
    sys.exit(1)
