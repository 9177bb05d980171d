"""Settings are checked once, at the start, and a wrong one is named."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from config import SettingRefused, from_environment

KEY = "a long enough key for the tests"
CONFIG = Path(__file__).resolve().parents[2] / "config.py"
OPERATIONS = CONFIG.parent / "docs" / "operations.md"


def _settings(tmp_path: Path, **environ: str) -> dict[str, object]:
    return from_environment({"SECRET_KEY": KEY, "DATA_DIR": str(tmp_path), **environ})


def test_without_any_setting_but_the_key_the_site_is_safe_and_local(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert (settings["HOST"], settings["PORT"], settings["DEMO"]) == ("127.0.0.1", 8000, False)
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path}/moothall.sqlite3"
    assert settings["RATE_LIMITS"] is True
    assert settings["TRUSTED_PROXIES"] == 0
    assert settings["PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_a_site_without_a_key_does_not_start() -> None:
    with pytest.raises(SettingRefused, match="SECRET_KEY is missing"):
        from_environment({})


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="at least 16 characters"):
        from_environment({"SECRET_KEY": "short", "DATA_DIR": str(tmp_path)})


def test_the_demo_makes_a_key_and_keeps_it(tmp_path: Path) -> None:
    first = from_environment({"DEMO": "1", "DATA_DIR": str(tmp_path)})
    second = from_environment({"DEMO": "1", "DATA_DIR": str(tmp_path)})
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(str(first["SECRET_KEY"])) == 64
    assert stat.S_IMODE((tmp_path / "demo-secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eight thousand"),
        ("PORT", "-1"),
        ("PORT", "8000.0"),
        ("PORT", "٨٠٠٠"),
        ("PORT", " 8000"),
        ("WEB_WORKERS", "0"),
        ("WEB_WORKERS", "65"),
        ("TRUSTED_PROXIES", "11"),
        ("TRUSTED_PROXIES", "yes"),
        ("HOST", "not a host"),
        ("HOST", "example.org"),
        ("HOST", "256.0.0.1"),
        ("DEMO", "yes"),
        ("DEMO", "true"),
        ("RATE_LIMITS", "off"),
        ("LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "postgresql://localhost/x"),
        ("DATABASE_URL", "moothall.sqlite3"),
        ("REDIS_URL", "http://localhost"),
        ("FILES_URL", "/srv/files"),
        ("FILES_URL", "file://srv/files"),
        ("FILES_URL", "file:///"),
        ("FILES_URL", "file:files"),
        ("FILES_URL", "https://files.example.org/x"),
        ("LARGEST_FILE_MB", "0"),
        ("REVIEW_WORKING_DAYS", "0"),
        ("REVIEW_WORKING_DAYS", "21"),
        ("REVIEW_WORKING_DAYS", "1.5"),
        ("BANK_HOLIDAYS", "England"),
        ("BANK_HOLIDAYS", "wales"),
        ("LARGEST_FILE_MB", "1e3"),
        ("SMTP_URL", "mail.example.org"),
        ("PUBLIC_URL", "moothall.example.org"),
        ("PUBLIC_URL", "ftp://moothall.example.org"),
    ],
)
def test_nonsense_is_refused_and_the_setting_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=f"^{name} must ") as refusal:
        _settings(tmp_path, **{name: value})
    assert repr(
        value.strip() if name.endswith("_URL") else value.upper() if name == "LOG_LEVEL" else value
    ) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1", "localhost", "192.0.2.7"])
def test_a_host_is_an_address_or_localhost(tmp_path: Path, host: str) -> None:
    assert _settings(tmp_path, HOST=host)["HOST"] == host


def test_an_empty_setting_is_no_setting(tmp_path: Path) -> None:
    names = (
        "PORT",
        "HOST",
        "DATABASE_URL",
        "FILES_URL",
        "LARGEST_FILE_MB",
        "REDIS_URL",
        "SMTP_URL",
        "PUBLIC_URL",
        "DEMO",
        "LOG_LEVEL",
        "REVIEW_WORKING_DAYS",
        "BANK_HOLIDAYS",
    )
    assert _settings(tmp_path, **dict.fromkeys(names, "")) == _settings(tmp_path)


def test_a_decision_takes_one_working_day_of_england_and_wales_unless_told_otherwise(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert (settings["REVIEW_WORKING_DAYS"], settings["BANK_HOLIDAYS"]) == (1, "england-and-wales")
    changed = _settings(tmp_path, REVIEW_WORKING_DAYS="20", BANK_HOLIDAYS="northern-ireland")
    assert (changed["REVIEW_WORKING_DAYS"], changed["BANK_HOLIDAYS"]) == (20, "northern-ireland")


def test_files_lie_beside_the_database_unless_told_otherwise(tmp_path: Path) -> None:
    spaced = tmp_path / "our data"
    assert _settings(spaced)["FILES_URL"] == f"file://{tmp_path}/our%20data/files"
    assert _settings(tmp_path, FILES_URL="file:///srv/files")["FILES_URL"] == "file:///srv/files"
    assert _settings(tmp_path)["LARGEST_FILE_MB"] == 100


def test_a_bucket_for_files_is_refused_as_not_there_yet(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match=r"^FILES_URL cannot be s3:// yet\."):
        _settings(tmp_path, FILES_URL="s3://bucket/prefix")


def test_mail_links_begin_with_the_public_address_without_a_slash_twice(tmp_path: Path) -> None:
    assert _settings(tmp_path, PUBLIC_URL="https://talk.example/")["PUBLIC_URL"] == "https://talk.example"


def test_cookies_are_secure_wherever_the_site_is_served_by_tls(tmp_path: Path) -> None:
    assert _settings(tmp_path, PUBLIC_URL="https://talk.example")["SESSION_COOKIE_SECURE"] is True
    assert _settings(tmp_path)["SESSION_COOKIE_SECURE"] is False


def test_every_setting_stands_in_the_operations_manual() -> None:
    read = set(
        re.findall(
            r"""(?:environ(?:\.get\(|, )|_address\(environ, |_switch\(environ, )"([A-Z_]+)\"""",
            CONFIG.read_text(),
        )
    )
    assert {"PORT", "SECRET_KEY", "DEMO", "SMTP_URL"} <= read
    manual = OPERATIONS.read_text(encoding="utf-8")
    assert sorted(name for name in read if f"`{name}`" not in manual) == []
