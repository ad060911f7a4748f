"""`python -m tests.fuzz TARGET … [--runs N]`: looks for inputs that break a target, guided by what they reach.

What is found is written to build/fuzz/TARGET; keep it as a file in the target's corpus, with a test that says what it
was about, once it is mended.
"""

import argparse
import os
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["config", "hardware", "queue_server.contract", "queue_server.web"]):
    from tests.fuzz.targets import CORPUS, TARGETS

BUILD = Path("build/fuzz")


def main() -> int:
    """The exit code: 0 when no target broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all, if none is named")
    parser.add_argument("--runs", type=int, default=1_000_000, help="inputs for each (default: a million)")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - set(TARGETS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    broken = [name for name in asked.targets or TARGETS if not _holds(name, asked.runs)]
    for name in broken:
        print(f"fuzz: {name} broke; see {BUILD / name}")
    return 1 if broken else 0


def _holds(name: str, runs: int) -> bool:
    """In a process of its own: a fuzzer ends the one it runs in."""
    found = BUILD / name
    (found / "corpus").mkdir(parents=True, exist_ok=True)
    child = os.fork()
    if child == 0:
        options = [f"-runs={runs}", "-max_len=4096", "-print_final_stats=1", f"-artifact_prefix={found}/"]
        atheris.Setup([sys.argv[0], *options, str(found / "corpus"), str(CORPUS / name)], TARGETS[name])
        atheris.Fuzz()
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    print(f"fuzz: {name} runs={runs} {'ok' if ended == 0 else 'broke'}", flush=True)
    return ended == 0


if __name__ == "__main__":
    sys.exit(main())
