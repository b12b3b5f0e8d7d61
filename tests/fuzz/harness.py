"""`python -m tests.fuzz.harness TARGET [-runs=N] [-max_total_time=S]`: coverage-guided fuzzing by hand, with atheris."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest", "narratives", "store", "dashboard"]):
    from tests.fuzz.targets import TARGETS, seeds


def main() -> None:
    """Write the seeds where libFuzzer finds them, and fuzz until told otherwise."""
    name = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as corpus, tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(name)):
            (Path(corpus) / str(number)).write_bytes(seed)
        atheris.Setup([*sys.argv, corpus], lambda data: TARGETS[name](data, Path(folder)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
