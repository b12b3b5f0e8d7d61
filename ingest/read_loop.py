"""The program of a reader process: jobs on standard input in, readings on standard output out; started by readers.py.

Each message is its length in 8 bytes, then a pickle.
"""

import gc
import pickle
import resource
import sys
from typing import BinaryIO

from ingest import reader  # noqa: F401 - loaded once, before the first job

MEMORY_BYTES = 2_000_000_000
HEADER_BYTES = 8
YOUNG_OBJECTS = 50_000  # a feed makes thousands and drops them all: looking for cycles oftener finds nothing


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer jobs until the other side closes."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    while len(header := requests.read(HEADER_BYTES)) == HEADER_BYTES:
        job = pickle.loads(requests.read(int.from_bytes(header)))  # noqa: S301 - from our own parent process
        answer = pickle.dumps(job.read(), protocol=pickle.HIGHEST_PROTOCOL)
        answers.write(len(answer).to_bytes(HEADER_BYTES) + answer)
        answers.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    serve(sys.stdin.buffer, sys.stdout.buffer)
