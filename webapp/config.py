"""Typed settings, read once from the environment; a wrong one stops the start with its name."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
SERVERS = frozenset({"postgresql", "postgresql+psycopg"})
DATABASES = SERVERS | {"sqlite"}
#: How a mail server is spoken to, and its usual port.
SMTP_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})


SMTP_FORM = "SMTP_URL must be like smtp+starttls://user:password@mail.example.com:587"


class ConfigError(RuntimeError):
    """A setting that the product must not start with; the message names it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters leave, and in whose name. ``scheme`` is smtp, smtps or smtp+starttls."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides.

    ``trusted_proxies`` is the number of reverse proxies whose ``X-Forwarded-*`` headers are
    believed. ``read_database_url`` is a standby that reports are read from, '' for none.
    ``session_idle_minutes`` and ``session_hours`` bound a signed-in session (C49).
    ``argon2_*`` are the password hash costs (KiB of memory, passes).
    """

    database_url: str
    secret_key: str
    read_database_url: str = ""
    production: bool = False
    demo: bool = False
    testing: bool = False
    https: bool = False
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    base_url: str = ""
    mail: MailServer | None = None
    session_idle_minutes: int = 12 * 60
    session_hours: int = 14 * 24
    argon2_memory_kib: int = 12 * 1024
    argon2_passes: int = 3
    instance: Path = ROOT / "instance"


def load_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Settings from ``overrides`` (names as in the environment), else from the environment.

    Raises ConfigError for an unknown word, another kind of database, a short secret or demo data
    in production.
    """
    given: dict[str, Any] = {**os.environ, **(overrides or {})}
    production = _flag(given, "PRODUCTION")
    instance = Path(given.get("INSTANCE_PATH") or ROOT / "instance")
    settings = Settings(
        database_url=_database(given, instance),
        secret_key=given.get("SECRET_KEY") or _development_secret(instance, production),
        read_database_url=_standby(given),
        production=production,
        demo=_flag(given, "DEMO"),
        testing=_flag(given, "TESTING"),
        https=_flag(given, "HTTPS", default=production),
        trusted_hosts=_words(given.get("TRUSTED_HOSTS")),
        trusted_proxies=_number(given, "TRUSTED_PROXIES", 0, 0, 5),
        base_url=_base_url(given),
        mail=_mail_server(given),
        session_idle_minutes=_number(given, "SESSION_IDLE_MINUTES", 12 * 60, 5, 7 * 24 * 60),
        session_hours=_number(given, "SESSION_HOURS", 14 * 24, 1, 90 * 24),
        argon2_memory_kib=_number(given, "ARGON2_MEMORY_KIB", 12 * 1024, 8, 1024 * 1024),
        argon2_passes=_number(given, "ARGON2_PASSES", 3, 1, 20),
        instance=instance,
    )
    _refuse_unsafe(settings, debug=_flag(given, "FLASK_DEBUG"))
    return settings


def _refuse_unsafe(settings: Settings, *, debug: bool) -> None:
    if not settings.production:
        return
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise ConfigError(f"SECRET_KEY must have at least {SHORTEST_SECRET} characters")
    if settings.demo:
        raise ConfigError("DEMO must be off in production: it opens accounts without a password")
    if debug:
        raise ConfigError("FLASK_DEBUG must be off in production")
    if not settings.trusted_hosts:
        raise ConfigError("TRUSTED_HOSTS must name the host names served in production")


def _development_secret(instance: Path, production: bool) -> str:
    """A secret made on the first run and kept, so that sessions survive a restart."""
    if production:
        raise ConfigError("SECRET_KEY is required in production")
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            # link() never replaces: of two processes starting at once, one secret stays.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _database(given: Mapping[str, Any], instance: Path) -> str:
    url = str(given.get("DATABASE_URL") or f"sqlite:///{instance / 'dingda.sqlite3'}")
    # The address itself is not shown: it may hold a password.
    if url.partition(":")[0] not in DATABASES:
        raise ConfigError("DATABASE_URL must begin with sqlite:// or postgresql://")
    return url


def _standby(given: Mapping[str, Any]) -> str:
    url = str(given.get("READ_DATABASE_URL") or "")
    kinds = [str(given.get("DATABASE_URL") or "").partition(":")[0], url.partition(":")[0]]
    if url and not SERVERS.issuperset(kinds):
        raise ConfigError("READ_DATABASE_URL must name a PostgreSQL standby of DATABASE_URL")
    return url


def _base_url(given: Mapping[str, Any]) -> str:
    url = str(given.get("BASE_URL") or "").rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ConfigError("BASE_URL must be like https://order.example.com")
    return url


def _mail_server(given: Mapping[str, Any]) -> MailServer | None:
    """Where letters leave; None when they are not wanted. Its address is never shown: it may
    hold a password."""
    url = str(given.get("SMTP_URL") or "")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or SMTP_PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise ConfigError(SMTP_FORM) from None
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ConfigError(SMTP_FORM)
    sender = str(given.get("MAIL_FROM") or "")
    if not _is_plain_address(sender):
        raise ConfigError(
            "MAIL_FROM must be the address that letters come from, as SMTP_URL is set"
        )
    if not given.get("BASE_URL"):
        raise ConfigError("BASE_URL is required with SMTP_URL: letters have links")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, parts.hostname, port, sender, user, password)


def _is_plain_address(text: str) -> bool:
    """One address without a name, of printable ASCII."""
    name, _, domain = text.partition("@")
    return bool(name and "." in domain) and text.isascii() and not set(text) & set(' \t\r\n<>,;"')


def _flag(given: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    word = str(given.get(name, default)).strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ConfigError(f"{name} must be 1 or 0, not {word!r}")


def _number(given: Mapping[str, Any], name: str, default: int, low: int, high: int) -> int:
    text = str(given.get(name, default))
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ConfigError(f"{name} must be a number from {low} to {high}, not {text!r}")
    return int(text)


def _words(text: Any) -> tuple[str, ...]:
    return tuple(word.strip() for word in str(text or "").split(",") if word.strip())
