"""A wrong setting stops the start with its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.config import ConfigError, MailServer, Settings, load_settings

PRODUCTION = {"PRODUCTION": "1", "SECRET_KEY": "s" * 40, "TRUSTED_HOSTS": "order.example.com"}

MAIL = {
    "SMTP_URL": "smtp+starttls://clerk%40dingda:hid%2Fden@mail.example.com",
    "MAIL_FROM": "orders@example.com",
    "BASE_URL": "https://order.example.com/",
}


def load(tmp_path: Path, **given: str) -> Settings:
    unset = dict.fromkeys(["DATABASE_URL", "DEMO", "FLASK_DEBUG", "TESTING", "HTTPS"], "0")
    return load_settings({**unset, "DATABASE_URL": "", "INSTANCE_PATH": str(tmp_path), **given})


@pytest.mark.control("C54")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "s" * 31),
        ("DEMO", "1"),
        ("FLASK_DEBUG", "1"),
        ("TRUSTED_HOSTS", " , "),
        ("PRODUCTION", "maybe"),
        ("TRUSTED_PROXIES", "-1"),
        ("SESSION_HOURS", "１２"),
        ("DATABASE_URL", "mysql://user:hidden@host/name"),
        ("READ_DATABASE_URL", "postgresql://user:hidden@host/name"),
        ("DATABASE_URL", "dingda.sqlite3"),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", "http://hidden@mail.example.com"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://user:hidden@mail.example.com:smtp"),
        ("SMTP_URL", "smtp://mail.example.com/inbox"),
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "Dingda"),
        ("MAIL_FROM", "a@example.com, b@example.com"),
        ("MAIL_FROM", "a@example.com\r\nBcc: b@example.com"),
        ("BASE_URL", ""),
        ("BASE_URL", "order.example.com"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as refused:
        load(tmp_path, **{**PRODUCTION, **MAIL, name: value})
    assert "hidden" not in str(refused.value)


@pytest.mark.control("C20", "C22")
def test_production_is_https_unless_said_otherwise(tmp_path: Path) -> None:
    assert load(tmp_path, **PRODUCTION, HTTPS="1").https
    assert load_settings({**PRODUCTION, "DATABASE_URL": "sqlite://", "DEMO": "0"}).https


def test_development_keeps_its_secret(tmp_path: Path) -> None:
    first = load(tmp_path, SECRET_KEY="")
    assert len(first.secret_key) >= 32
    assert load(tmp_path, SECRET_KEY="").secret_key == first.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_mail_server_is_read_with_its_usual_port(tmp_path: Path) -> None:
    settings = load(tmp_path, **PRODUCTION, **MAIL)
    assert settings.mail == MailServer(
        "smtp+starttls", "mail.example.com", 587, "orders@example.com", "clerk@dingda", "hid/den"
    )
    assert "hid" not in repr(settings.mail)
    assert settings.base_url == "https://order.example.com"


def test_without_a_mail_server_nothing_else_is_asked_for(tmp_path: Path) -> None:
    assert load(tmp_path, SMTP_URL="").mail is None


def test_a_standby_is_of_a_server_and_a_server(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://a@one/name", "READ_DATABASE_URL": "postgresql://a@two/n"}
    assert load(tmp_path, **given).read_database_url == "postgresql://a@two/n"
    with pytest.raises(ConfigError, match="READ_DATABASE_URL"):
        load(tmp_path, **{**given, "READ_DATABASE_URL": "sqlite:///copy.sqlite3"})
