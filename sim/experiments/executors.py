"""Many tasks, one after another or at once: in this process, in processes of its own, on a cluster.

One code path: everything that has `submit` and gives futures. Results come as they finish, with
the position of their task. A task that raises, kills its process or takes too long becomes
`Failed`; the others go on.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any

from ..manifest import package_digest
from .worker import Do, Failed, Worker, attempt

__all__ = ["ClusterError", "Failed", "completed", "needed", "processors"]

Prepare = Callable[[], object]
LOCAL = "local"  # instead of the address of a cluster: one on this machine, for as long as it is needed
PATIENCE = 10  # seconds to find the scheduler of a cluster
GONE = "the scheduler of the cluster is gone"
MISSING = "a cluster needs dask.distributed: pip install 'xiancheng[cluster]'"


class ClusterError(OSError):
    """The cluster cannot be used: not installed, not there, or of another version."""


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def completed(
    do: Do, tasks: Iterable[Any], *, workers: int | None = None, dask: str | None = None,
    timeout: float | None = None, prepare: Prepare | None = None,
) -> Iterator[tuple[int, Any]]:
    """Yields (position, `do(task)` or Failed) for every task, as they finish.

    `workers` processes do the tasks, by default one for each processor; with 0 they are done
    here, one after another, and `timeout` (seconds a task) is not kept. `dask` is the address
    of a dask scheduler, or "local". `prepare` is called once in every process. All three are
    pickled, so `do` and `prepare` belong to a module. A task should use one thread. Ends its
    processes when it is closed or interrupted.
    """
    with _executor(workers, dask, prepare) as (submit, room):
        waiting = enumerate(tasks)
        running: dict[Future[Any], int] = {}
        while True:
            # No more than are about to be done: tasks are many, and not all of them made yet.
            for position, task in islice(waiting, max(room() - len(running), 0)):
                running[submit(do, task, timeout)] = position
            if not running:
                return
            done, _ = wait(running, timeout=1.0, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=running.__getitem__):
                yield running.pop(future), _result(future)


def needed(found: Any, what: str) -> Any:
    """`found`, where nothing can do without it. If it failed: OSError for a lost process, else RuntimeError."""
    if not isinstance(found, Failed):
        return found
    message = f"{what}: {found.message}"
    raise RuntimeError(message) if found.reason == "error" else OSError(message)


Submit = Callable[[Do, Any, "float | None"], "Future[Any]"]
Room = Callable[[], int]  # how many tasks to have under way


def _executor(
    workers: int | None, dask: str | None, prepare: Prepare | None
) -> AbstractContextManager[tuple[Submit, Room]]:
    if dask is not None:
        return _cluster(dask, workers, prepare)
    return _here(prepare) if workers == 0 else _processes(workers or processors(), prepare)


@contextmanager
def _here(prepare: Prepare | None) -> Iterator[tuple[Submit, Room]]:
    """Tasks are done when they are submitted."""
    if prepare is not None:
        prepare()

    def submit(do: Do, task: Any, timeout: float | None) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(attempt(do, task))
        return future

    yield submit, lambda: 1


@contextmanager
def _processes(number: int, prepare: Prepare | None) -> Iterator[tuple[Submit, Room]]:
    """Each of `number` threads waits for a process of its own."""
    workers, threads = Workers(prepare), ThreadPoolExecutor(number)
    try:
        yield (lambda do, task, timeout: threads.submit(workers.do, do, task, timeout)), lambda: 2 * number
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        workers.close()


class Workers:
    """Processes for tasks: an idle one is taken, or one more started."""

    def __init__(self, prepare: Prepare | None = None) -> None:
        self.prepare = prepare
        self.lock = threading.Lock()
        self.all: list[Worker] = []
        self.idle: list[Worker] = []

    def do(self, do: Do, task: Any, timeout: float | None) -> Any:
        """What `do` makes of the task in a process, or how it failed."""
        with self.lock:
            if not self.idle:
                self.all.append(Worker(self.prepare))
                self.idle.append(self.all[-1])
            worker = self.idle.pop()
        result = worker.do(do, task, timeout)
        with self.lock:
            self.idle.append(worker)
        return result

    def close(self) -> None:
        """Ends all of them at once."""
        for worker in self.all:
            worker.close()


@contextmanager
def _cluster(address: str, workers: int | None, prepare: Prepare | None) -> Iterator[tuple[Submit, Room]]:
    """Tasks go to the machines of a dask cluster, and there into processes like those here."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise ClusterError(MISSING) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it has to say is said here
    own = None
    if address == LOCAL:
        number = workers or processors()
        own = LocalCluster(
            n_workers=number, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        )
    try:
        client = Client(own or address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no dask scheduler at {address}: {error}") from error
    try:
        executor: Executor = client.get_executor(pure=False)
        package = package_digest()

        def submit(do: Do, task: Any, timeout: float | None) -> Future[Any]:
            return executor.submit(do_on_cluster, do, task, timeout, prepare, package)

        def room() -> int:
            try:
                return 2 * max(sum(client.nthreads().values()), 1)
            except (OSError, CancelledError) as error:
                raise ClusterError(GONE) from error

        yield submit, room
    finally:
        client.close()
        if own is not None:
            own.close()


_of_cluster: dict[Prepare | None, Workers] = {}
_of_cluster_lock = threading.Lock()


def do_on_cluster(do: Do, task: Any, timeout: float | None, prepare: Prepare | None, package: str) -> Any:
    """Does a task on a machine of the cluster, in a process of its own; ClusterError by another version."""
    if package_digest() != package:
        raise ClusterError("the cluster has another version of xiancheng than this machine")
    with _of_cluster_lock:
        workers = _of_cluster.setdefault(prepare, Workers(prepare))
    return workers.do(do, task, timeout)


def _result(future: Future[Any]) -> Any:
    """What became of a task; an exception here is the cluster's, not the task's."""
    if future.cancelled():
        raise ClusterError(GONE)
    error = future.exception()
    if error is None:
        return future.result()
    if type(error).__name__ == "KilledWorker":  # its machine was lost, several times
        return Failed("died", "its machine was lost again and again")
    raise error if isinstance(error, OSError) else ClusterError(f"{type(error).__name__}: {error}")
