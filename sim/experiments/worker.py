"""A process of its own that does one task after another, and can be lost without loss to anyone else.

The parent keeps a `Worker`; `serve` is what runs in its process. They speak in pickles over
pipes. A process whose parent is gone ends at once, whatever it is doing.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

SOURCES = Path(__file__).parents[2]
# Libraries that would start threads of their own: a worker has one processor.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)
PATIENCE = 2.0  # seconds a process has to end by itself
Do = Callable[[Any], Any]


@dataclass(frozen=True)
class Failed:
    """Why a task has no result: it raised, its process died, or it took too long."""

    reason: Literal["error", "died", "timeout"]
    message: str
    trace: str = ""


def attempt(do: Do, task: Any) -> Any:
    """What `do` makes of the task, or how it failed."""
    try:
        return do(task)
    except Exception as error:
        return Failed("error", f"{type(error).__name__}: {error}", traceback.format_exc())


class Worker:
    """One process for tasks, started with the first; a lost one is replaced with the next task."""

    def __init__(self, prepare: Callable[[], object] | None = None) -> None:
        self.prepare = prepare
        self.process: subprocess.Popen[bytes] | None = None
        self.closed = False
        self.lock = threading.Lock()

    def do(self, do: Do, task: Any, timeout: float | None = None) -> Any:
        """What `do` makes of the task there, or how it failed. The clock starts when the process is ready."""
        late = threading.Event()

        def stop(process: subprocess.Popen[bytes]) -> None:
            late.set()
            process.kill()

        clock = None
        try:
            process = self.process or self._start()
            if timeout is not None:
                clock = threading.Timer(timeout, stop, [process])
                clock.daemon = True
                clock.start()
            _send(process.stdin, pickle.dumps((do, task)))
            return pickle.loads(_receive(process.stdout))
        except (EOFError, OSError):
            code = self._leave()
            if late.is_set():
                return Failed("timeout", f"took longer than {timeout:g} s")
            return Failed("died", f"its process ended with {_named(code)}")
        finally:
            if clock:
                clock.cancel()

    def close(self) -> None:
        """Ends the process, whatever it is doing, and starts no other."""
        self.closed = True
        self._leave()

    def _start(self) -> subprocess.Popen[bytes]:
        paths = [str(SOURCES), *sys.path, os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, dict.fromkeys(paths)))}
        with self.lock:
            if self.closed:
                raise EOFError("no more tasks are done here")
            process = self.process = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import serve; serve()"], env=environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        _send(process.stdin, pickle.dumps(self.prepare))
        _receive(process.stdout)  # it is ready
        return process

    def _leave(self) -> int | None:
        """Ends the process; its exit code. One that is ending by itself may say how."""
        with self.lock:
            process, self.process = self.process, None
        if process is None:
            return None
        with contextlib.suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        return code


def _send(pipe: Any, message: bytes) -> None:
    pipe.write(struct.pack("<Q", len(message)) + message)
    pipe.flush()


def _receive(pipe: BinaryIO | Any) -> bytes:
    """The next message; EOFError if there is none."""
    head = pipe.read(8)
    body = pipe.read(struct.unpack("<Q", head)[0]) if len(head) == 8 else b""
    if not body:
        raise EOFError
    return body


def _named(code: int | None) -> str:
    """An exit code in words; a process that was killed has the negative number of the signal."""
    if code is None or code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"


def serve() -> None:
    """Does the tasks that come in by standard input, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends this process
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a task prints must not get between the answers
    messages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(messages,), daemon=True).start()
    prepare = pickle.loads(messages.get())
    if prepare is not None:
        attempt(lambda _: prepare(), None)  # what cannot be prepared fails in the tasks, with its reason
    _send(answers, pickle.dumps("ready"))
    while True:
        _send(answers, pickle.dumps(attempt(_done, messages.get())))


def _done(message: bytes) -> Any:
    do, task = pickle.loads(message)
    return do(task)


def _listen(messages: queue.SimpleQueue[bytes]) -> None:
    """Hands on every message; ends the process when the parent closes the pipe or is gone."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            messages.put(_receive(sys.stdin.buffer))
    os._exit(0)
