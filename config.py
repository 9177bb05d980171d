"""Settings: read from the environment, checked once at start, documented here.

Every setting is an environment variable. Nonsense is refused with one clear line that names the variable,
because a service that starts with a wrong setting fails later, at night, and less clearly.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# The parts of the United Kingdom that have bank holidays of their own, by the names that GOV.UK gives them.
PARTS = ("england-and-wales", "scotland", "northern-ireland")


class SettingRefused(ValueError):
    """A setting cannot be used; the message names it and says what it should look like."""


def _whole_number(environ: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise SettingRefused(f"{name} must be a whole number from {lowest} to {highest}, not {text!r}.")
    return int(text)


def _switch(environ: Mapping[str, str], name: str, default: bool = False) -> bool:
    text = environ.get(name, "")
    if text not in ("", "0", "1"):
        raise SettingRefused(f"{name} must be 1 or 0, not {text!r}.")
    return text == "1" if text else default


def _address(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    text = environ.get(name, "").strip()
    if not text:
        return None
    if urlsplit(text).scheme not in schemes:
        raise SettingRefused(
            f"{name} must begin with {' or '.join(s + '://' for s in schemes)}, not {text!r}."
        )
    return text


def _proxies(environ: Mapping[str, str]) -> int:
    return _whole_number(environ, "TRUSTED_PROXIES", 0, 0, 10)


def _database_url(environ: Mapping[str, str], data_dir: Path) -> str:
    given = _address(environ, "DATABASE_URL", ("sqlite", "postgresql+psycopg"))
    return given or f"sqlite:///{data_dir / 'moothall.sqlite3'}"


def _files_url(environ: Mapping[str, str], data_dir: Path) -> str:
    """A folder for now. Who asks for a bucket must hear that there is none yet, not find a folder of that name."""
    given = environ.get("FILES_URL", "").strip()
    if not given:
        return (data_dir / "files").as_uri()
    address = urlsplit(given)
    if address.scheme == "s3":
        raise SettingRefused("FILES_URL cannot be s3:// yet. Use a folder: file:///srv/moothall/files.")
    whole = (address.scheme, address.netloc, address.query, address.fragment) == ("file", "", "", "")
    if not whole or not address.path.startswith("/") or address.path == "/":
        raise SettingRefused(f"FILES_URL must name a folder, like file:///srv/moothall/files, not {given!r}.")
    return given


def _secret_key(environ: Mapping[str, str], demo: bool, data_dir: Path) -> str:
    """The demo may invent its key and keeps it in DATA_DIR, so that a restart does not break open forms."""
    given = environ.get("SECRET_KEY", "")
    if given:
        if len(given) < 16:
            raise SettingRefused("SECRET_KEY must have at least 16 characters.")
        return given
    if not demo:
        raise SettingRefused(
            "SECRET_KEY is missing. Set it to a long random text, for example the output of"
            " `python -c 'import secrets; print(secrets.token_hex(32))'`."
        )
    kept = data_dir / "demo-secret-key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        kept.write_text(secrets.token_hex(32), encoding="ascii")
        kept.chmod(0o600)
    return kept.read_text(encoding="ascii")


def from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """Read all settings.

    Takes the environment. Returns the Flask configuration.
    Raises SettingRefused, with a message fit for the person who set it.
    """
    demo = _switch(environ, "DEMO")
    data_dir = Path(environ.get("DATA_DIR") or ROOT / "var").resolve()
    host = environ.get("HOST") or "127.0.0.1"
    if host != "localhost":
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise SettingRefused(f"HOST must be an IP address or localhost, not {host!r}.") from None
    port = _whole_number(environ, "PORT", 8000, 1, 65535)
    log_level = (environ.get("LOG_LEVEL") or "INFO").upper()
    if log_level not in LOG_LEVELS:
        raise SettingRefused(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {log_level!r}.")
    public_url = _address(environ, "PUBLIC_URL", ("http", "https")) or f"http://{host}:{port}"
    secret_key = _secret_key(environ, demo, data_dir)
    bank_holidays = environ.get("BANK_HOLIDAYS") or PARTS[0]
    if bank_holidays not in PARTS:
        raise SettingRefused(f"BANK_HOLIDAYS must be one of {', '.join(PARTS)}, not {bank_holidays!r}.")
    return {
        # Where the server listens, and how many processes it starts.
        "HOST": host,
        "PORT": port,
        "WEB_WORKERS": _whole_number(environ, "WEB_WORKERS", 2, 1, 64),
        # The embedded database, the files and the demo's key live here.
        "DATA_DIR": data_dir,
        "DATABASE_URL": _database_url(environ, data_dir),
        # Where published files are kept, by their content: a folder.
        "FILES_URL": _files_url(environ, data_dir),
        # The largest file that an officer can publish, in megabytes.
        "LARGEST_FILE_MB": _whole_number(environ, "LARGEST_FILE_MB", 100, 1, 10_000),
        # Shared rate limits; without it each process counts for itself.
        "REDIS_URL": _address(environ, "REDIS_URL", ("redis", "rediss", "unix")),
        # Outgoing mail: smtp://user:password@host:port, or smtps:// for TLS from the first byte.
        "SMTP_URL": _address(environ, "SMTP_URL", ("smtp", "smtps")),
        "MAIL_FROM": environ.get("MAIL_FROM") or "Moothall <no-reply@moothall.example>",
        # The address that residents see; links in mail begin with it.
        "PUBLIC_URL": public_url.rstrip("/"),
        "SECRET_KEY": secret_key,
        "DEMO": demo,
        # How many reverse proxies stand before the server and may say who the visitor is.
        "TRUSTED_PROXIES": _proxies(environ),
        "LOG_LEVEL": log_level,
        # Benchmarks switch the limits off; a public site never should.
        "RATE_LIMITS": _switch(environ, "RATE_LIMITS", default=True),
        # Finished public pages that each process keeps in memory, in megabytes; 0 makes every page afresh.
        "PAGE_CACHE_MB": _whole_number(environ, "PAGE_CACHE_MB", 32, 0, 4096),
        # Within how many working days moderators decide; the desk's clock and what residents are told follow it.
        "REVIEW_WORKING_DAYS": _whole_number(environ, "REVIEW_WORKING_DAYS", 1, 1, 20),
        # Whose bank holidays are no working days.
        "BANK_HOLIDAYS": bank_holidays,
        "SESSION_COOKIE_SECURE": public_url.startswith("https://"),
        # /metrics answers loopback; from elsewhere it wants this as a bearer token.
        "METRICS_TOKEN": environ.get("METRICS_TOKEN") or None,
        # The statements that a public body must publish are filled in from these.
        "OPERATOR_NAME": environ.get("OPERATOR_NAME")
        or ("Fenbury Borough Council (invented)" if demo else "the council that runs this site"),
        # The demo's are those of its council, which stand beside each comment form as well.
        "OPERATOR_EMAIL": environ.get("OPERATOR_EMAIL")
        or ("assembly@fenbury.example" if demo else "assembly@moothall.example"),
        "OPERATOR_PHONE": environ.get("OPERATOR_PHONE") or ("01632 960210" if demo else "01632 960 100"),
        "OPERATOR_ADDRESS": environ.get("OPERATOR_ADDRESS")
        or (
            "Citizens’ Assembly, The Moot Hall, Bridge Street, Fenbury" if demo else "Town Hall, Market Place"
        ),
    }
