"""A small load generator: kept-alive connections in threads, each waiting for one answer before it asks again."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Ask = tuple[str, str, bytes | None, Mapping[str, str]]


@dataclass(frozen=True)
class Round:
    """What one round measured."""

    per_second: float
    p50_ms: float
    p99_ms: float


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run(port: int, asks: Callable[[], Iterator[Ask]], seconds: float, connections: int, expect: int) -> Round:
    """Ask for `seconds` over some connections, or until the asks run out.

    Takes a function that gives each connection its asks: method, path, body, headers. Raises AssertionError where an
    answer has another status than the expected one: a fast error is no speed.
    """
    durations: list[float] = []
    wrong: list[str] = []
    end = time.perf_counter() + seconds

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        mine = []
        for method, path, body, headers in asks():
            began = time.perf_counter()
            if began >= end:
                break
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            answer.read()
            if answer.status != expect:
                wrong.append(f"{method} {path}: {answer.status}")
                break
            mine.append(time.perf_counter() - began)
        durations.extend(mine)
        connection.close()

    threads = [threading.Thread(target=visit) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    assert not wrong, wrong[:3]
    assert durations, "nothing was answered"
    ordered = sorted(durations)
    return Round(len(ordered) / took, 1000 * statistics.median(ordered), 1000 * _percentile(ordered, 0.99))
