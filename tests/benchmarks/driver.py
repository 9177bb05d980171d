"""A load generator in one process: kept-alive connections over plain sockets, as little work for each answer as can be.

It is not a browser. It sends bytes that were made beforehand, and reads until the answer is complete, so that on a
small machine nearly all the time belongs to the servers.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Address = tuple[str, int]


class Unexpected(RuntimeError):
    """A server answered with another status than the benchmark is about."""


@dataclass(frozen=True)
class Answer:
    """A complete answer."""

    status: int
    head: bytes
    body: bytes


@dataclass(frozen=True)
class Measured:
    """What one stretch of load showed: answers a second, and the seconds that single answers took."""

    rate: float
    half_within: float
    most_within: float


class _Connection:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, server: Address) -> None:
        self.server = server
        self.buffer = b""
        self.started = 0.0
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        connected = socket.create_connection(self.server, timeout=30)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected

    def send(self, request: bytes) -> None:
        self.buffer = b""
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """Read what has come. Returns the answer once it is whole."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise Unexpected("the server closed the connection in the middle of an answer")
        self.buffer += piece
        head, ended, body = self.buffer.partition(b"\r\n\r\n")
        if not ended:
            return None
        status = int(head[9:12])
        if status != 304 and len(body) < _length(head):
            return None
        return Answer(status, head, body)

    def close(self) -> None:
        self.socket.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise Unexpected("an answer without its length")


def get(server: Address, path: str, *headers: str) -> bytes:
    """The bytes of a GET."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {server[0]}:{server[1]}", *headers, "", ""]
    return "\r\n".join(lines).encode()


def post(server: Address, path: str, form: str) -> bytes:
    """The bytes of a form that is sent."""
    body = form.encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {server[0]}:{server[1]}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + body


def ask(server: Address, request: bytes) -> Answer:
    """One request, one answer, on a connection of its own."""
    connection = _Connection(server)
    try:
        connection.send(request)
        while True:
            answer = connection.receive()
            if answer is not None:
                return answer
    finally:
        connection.close()


def drive(
    server: Address,
    requests: Iterator[bytes],
    status: int,
    connections: int,
    seconds: float,
    keep: Callable[[Answer], None] | None = None,
) -> Measured:
    """Keep so many connections busy until the time is over or the requests run out.

    Takes the server, the requests in order, the status that every answer must have, and a function that is given each
    answer, if they are wanted. Returns what was measured. Raises Unexpected at the first answer that is another.
    """
    took: list[float] = []
    begun = time.perf_counter()
    until = begun + seconds
    with selectors.DefaultSelector() as ready:
        for _ in range(connections):
            request = next(requests, None)
            if request is not None:
                connection = _Connection(server)
                ready.register(connection.socket, selectors.EVENT_READ, connection)
                connection.send(request)
        while ready.get_map():
            for key, _ in ready.select(timeout=30):
                connection = key.data
                answer = connection.receive()
                if answer is None:
                    continue
                now = time.perf_counter()
                took.append(now - connection.started)
                if answer.status != status:
                    words = answer.body[:300].decode(errors="replace")
                    raise Unexpected(f"{answer.status} instead of {status}: {words}")
                if keep is not None:
                    keep(answer)
                request = next(requests, None) if now < until else None
                if request is None:
                    ready.unregister(connection.socket)
                    connection.close()
                else:
                    connection.send(request)
    lasted = time.perf_counter() - begun
    took.sort()
    return Measured(
        rate=len(took) / lasted,
        half_within=took[len(took) // 2],
        most_within=took[min(len(took) - 1, int(len(took) * 0.99))],
    )
