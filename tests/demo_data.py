"""A folder's path in; a copy of what `rastro demo` makes there, made once for all processes of a test run, out."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import ROOT


def copy_demo(factory: pytest.TempPathFactory, folder: Path) -> Path:
    """Copy the matched, published real case to a folder that is not there yet."""
    run = factory.getbasetemp()
    shared = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    made = shared / "demo-data"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = shared / "demo-making"
            subprocess.run([sys.executable, str(ROOT / "rastro.py"), "demo", "--no-serve", "--data", str(making)],
                           check=True, capture_output=True)  # fmt: skip
            making.rename(made)
    shutil.copytree(made, folder, symlinks=True)
    return folder
