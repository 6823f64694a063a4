"""Several worker processes on one socket and one store, kept alive by the process that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from .server import serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from .plan import Plan

_SPAWN = multiprocessing.get_context("spawn")  # a fork would share connections to the store
_STOP_SECONDS = 15.0
_EARLY = 5.0
_MOST_EARLY_DEATHS = 3


class WorkersFailed(Exception):
    """Workers keep exiting right after their start."""


class _Worker:
    """One worker, as its parent sees it."""

    def __init__(self, plan: Plan, bound: socket.socket) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.started = time.monotonic()
        self.ready = False
        self.process: SpawnProcess = _SPAWN.Process(
            target=_work, args=(plan, bound, theirs), name="specseal-emulator worker"
        )
        self.process.start()
        theirs.close()

    def close(self) -> None:
        """Wait for it to end; kill it after a while."""
        self.process.join(_STOP_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()


def _work(plan: Plan, bound: socket.socket, parent: Connection) -> None:
    """Run one worker. It stops gracefully on a signal, and when its parent is gone."""
    plane = plan.build(seeded=True)
    try:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
        serve(plane, bound, lambda: parent.send("ready"), certificate=plan.certificate)
    finally:
        plane.emulator.world.close()


def _watch(parent: Connection) -> None:
    try:
        parent.recv()
    except (EOFError, OSError):
        os.kill(os.getpid(), signal.SIGTERM)


def serve_with_workers(plan: Plan, number: int, bound: socket.socket, ready: Callable[[], None]) -> None:
    """Serve with several workers until SIGINT or SIGTERM. Call it from the main thread.

    `plan.prepare` must have run. `ready` is called once all workers accept connections. A worker that dies is
    replaced. Raises `WorkersFailed` when workers keep exiting right after their start.
    """
    bound.listen(2048)
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    stopping = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        stopping.set()
        wake.send(b"x")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    workers = [_Worker(plan, bound) for _ in range(number)]
    try:
        _keep(workers, plan, bound, ready, woken, stopping)
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.close()
        for signal_number, handler in before.items():
            signal.signal(signal_number, handler)
        woken.close()
        wake.close()


def _keep(
    workers: list[_Worker],
    plan: Plan,
    bound: socket.socket,
    ready: Callable[[], None],
    woken: socket.socket,
    stopping: threading.Event,
) -> None:
    deaths, announced = 0, False
    while not stopping.is_set():
        watched: list[Any] = [woken]
        for worker in workers:
            watched.append(worker.process.sentinel)
            if not worker.ready:
                watched.append(worker.pipe)
        connection.wait(watched)
        for position, worker in enumerate(workers):
            _hear(worker)
            if worker.process.is_alive() or stopping.is_set():
                continue
            early = time.monotonic() - worker.started < _EARLY
            deaths = deaths + 1 if early else 0
            if deaths > _MOST_EARLY_DEATHS:
                raise WorkersFailed(
                    f"workers exit right after their start; last exit code {worker.process.exitcode}"
                )
            worker.close()
            workers[position] = _Worker(plan, bound)
        if not announced and all(worker.ready for worker in workers):
            announced = True
            ready()


def _hear(worker: _Worker) -> None:
    try:
        if not worker.ready and worker.pipe.poll():
            worker.ready = worker.pipe.recv() == "ready"
    except (EOFError, OSError):
        worker.ready = False
