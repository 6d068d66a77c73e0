"""Tasks for worker processes, good and bad ones."""

import os
import time

started = []


def square(number):
    return number * number


def warm_up():
    started.append(os.getpid())


def times_prepared(_):
    return len(started), os.getpid()


def bad(kind):
    """What may happen to a task: a number is returned squared."""
    if kind == "raises":
        raise ValueError("a bad task")
    if kind == "exits":
        os._exit(7)
    if kind == "killed":
        os.kill(os.getpid(), 9)
    if kind == "loops":
        while True:
            time.sleep(0.01)
    if kind == "prints":
        print("noise " * 10_000)
        os.write(1, b"more noise")
    return square(kind) if isinstance(kind, int) else kind


def sleep(seconds):
    time.sleep(seconds)
    return seconds


def announced_loop(folder):
    """Leaves a file named by its process, and never ends."""
    open(os.path.join(folder, str(os.getpid())), "w").close()
    while True:
        pass


def lose_machine_once(folder):
    """The first time, kills the process that started this one, as if its machine were gone."""
    mark = os.path.join(folder, "lost")
    if os.path.isdir(folder) and not os.path.exists(mark):
        open(mark, "w").close()
        os.kill(os.getppid(), 9)
        time.sleep(60)
    return folder


def run_or_fail(task):
    """A run of a sweep, but for these seeds of luck: 2 raises, 3 exits, 4 loops, 5 has no figure."""
    from sim.experiments.sweeps.one_run import WithoutFigure, do_run

    seed = task.options["luck_seed"]
    if seed == 5:
        raise WithoutFigure("urban_share is not a number (ended, selected, 2022)")
    bad({2: "raises", 3: "exits", 4: "loops"}.get(seed, seed))
    return do_run(task)
