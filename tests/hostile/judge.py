"""Checks files within limits of memory and time, and says how each was judged: one JSON a line."""

import json
import re
import resource
import signal
import sys
import time
from pathlib import Path

from quiz.check.engine import check_paths
from quiz.check.output import as_data, as_lines
from quiz.cli.output import as_json
from quiz.text.cleaning import first_forbidden

MEMORY = 2 * 2**30


def judge(path: str) -> dict[str, object]:
    """Return how a file was judged, and what that took."""
    signal.alarm(20)
    start = time.process_time()
    findings = check_paths([path], info=True)
    printed = "\n".join(as_lines(findings))
    data = as_json(as_data(findings))
    seconds = time.process_time() - start
    return {
        "path": path,
        "seconds": seconds,
        "rules": sorted({problem.rule for problem in findings.problems}),
        "accepted": not findings.failed(strict=False),
        "placed": all(min(problem.position) >= 1 for problem in findings.problems),
        "harmless": first_forbidden(printed) is None and first_forbidden(data) is None,
        "longest": max(map(len, printed.split("\n"))),
        "peak": peak(),
    }


def peak() -> int:
    """Return the most memory that this program held, in MB."""
    # What `getrusage` tells on Linux begins with what the tests that started it held.
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        if found:
            return int(found[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for argument in sys.argv[1:]:
        print(json.dumps(judge(argument)), flush=True)
