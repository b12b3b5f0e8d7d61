"""A data folder in, a running dashboard on this machine out, until it is told to stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from store.errors import RastroError

HERE = Path(__file__).parent
HOST = "127.0.0.1"
USUAL_PORT = 8501
START_LIMIT_S = 90.0


class ServeError(RastroError):
    """The dashboard did not come up; the message says why."""


def serve(data: Path, *, port: int | None, announce: Callable[[str], None]) -> int:
    """Run the dashboard on the data folder, announce its address once it answers, and wait for its end.

    Without a port the usual one is taken, or a free one. Interrupt or SIGTERM stops it. Returns the exit status.
    Raises ServeError if it does not come up.
    """
    chosen = port or free_port()
    child = start(data, chosen)
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        wait_until_up(child, chosen)
        announce(f"http://{HOST}:{chosen}")
        return child.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGTERM, previous)
        stop(child)


def start(data: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start the dashboard's process; it is not up yet."""
    environment = {
        **os.environ,
        "RASTRO_DATA": str(data.resolve()),
        "RASTRO_PORT": str(port),
        "RASTRO_BRIEFINGS": os.environ.get("RASTRO_BRIEFINGS", str(Path("briefings").resolve())),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH")))),
    }
    command = [sys.executable, "-m", "streamlit", "run", "asgi.py", "--server.port", str(port)]
    return subprocess.Popen(command, cwd=HERE, env=environment, stdout=subprocess.DEVNULL)


def wait_until_up(child: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until the dashboard answers. Raises ServeError if its process ends or takes too long."""
    limit = time.monotonic() + START_LIMIT_S
    while time.monotonic() < limit:
        if child.poll() is not None:
            raise ServeError(f"the dashboard ended at once with status {child.returncode}; is port {port} taken?")
        try:
            with urlopen(f"http://{HOST}:{port}/_stcore/health", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise ServeError(f"the dashboard did not answer on port {port} within {START_LIMIT_S:.0f} s")


def stop(child: "subprocess.Popen[bytes]") -> None:
    """End the dashboard's process, politely first."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def free_port() -> int:
    """Return the usual port, or a free one if it is taken. Raises ServeError without any."""
    for wanted in (USUAL_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServeError("no free port on this machine")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
