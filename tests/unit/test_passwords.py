"""Passwords: what is refused, and that hashes are checked whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.services.identity.passwords import (
    PasswordHashes,
    PasswordRefused,
    check_new_password,
)

CHEAP = PasswordHashes(memory_kib=8, passes=1)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "正月十五的汤圆真好吃呀没错",
        "xk7 mellow barge",
        "Zr8#kw0pLq1v",
        "            ",
        "x" * 11 + "yzq!kd8w",
        "ab cd " * 21,
    ],
)
def test_allowed_or_refused_for_repetition_only(password: str) -> None:
    repeats = len(set(password)) == 1 or password == "ab cd " * 21
    if repeats:
        with pytest.raises(PasswordRefused):
            check_new_password(password, "kh001")
    else:
        check_new_password(password, "kh001")


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "Use at least %(number)s characters."),
        ("Zr8#kw0pLq1", "Use at least %(number)s characters."),
        ("zq8 " * 32 + "x", "Use at most %(number)s characters."),
        ("abc\x00defghijkl", "Contains a character that is not allowed."),
        ("abcdefghijkl\ud800", "Contains a character that is not allowed."),
    ],
)
def test_length_and_characters(password: str, message: str) -> None:
    with pytest.raises(PasswordRefused) as caught:
        check_new_password(password, "kh001")
    assert caught.value.message.text == message


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password123!",
        "P@ssw0rd2024",
        "passwordpassword",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "q1w2e3r4t5y6",
        "123456789012",
        "administrator",
        "woaini1314520",
        "WoAiNi5201314",
        "wangwei19880808",
        "zhongguo2026!",
        "dingda123456",
        "abcabcabcabc",
        "aaaaaaaaaaaaaaaa",
        "kh001password",
        "kh0012026!!!",
        "我爱中国123456789",
    ],
)
def test_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(PasswordRefused) as caught:
        check_new_password(password, "KH001")
    assert caught.value.message.text == "This password is too easy to guess. Choose another one."


def test_the_longest_password_is_checked_whole() -> None:
    password = "".join(chr(0x4E00 + index) for index in range(128))
    check_new_password(password, "kh001")
    stored = CHEAP.make(password)
    assert CHEAP.matches(stored, password)
    assert not CHEAP.matches(stored, password[:-1])


def test_matches_exactly_the_same_text() -> None:
    stored = CHEAP.make("Tea for two, 3pm")
    assert stored.startswith("$argon2id$")
    assert CHEAP.matches(stored, "Tea for two, 3pm")
    for other in ("tea for two, 3pm", " Tea for two, 3pm", "Tea for two, 3pm\n", "", "\ud800"):
        assert not CHEAP.matches(stored, other)


@pytest.mark.parametrize("stored", [None, "", "no hash", "$argon2id$broken"])
def test_no_password_opens_an_unknown_account(stored: str | None) -> None:
    assert not CHEAP.matches(stored, "no account has this password")
    assert not CHEAP.matches(stored, "")


@pytest.mark.parametrize("stored", [None, "", "no hash"])
def test_an_unknown_account_costs_one_computation_too(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []
    monkeypatch.setattr(PasswordHashes, "make", lambda _, password: computed.append(password))
    CHEAP.matches(stored, "whatever it may be")
    assert len(computed) == 1


def test_a_hash_of_another_cost_is_made_anew() -> None:
    stored = CHEAP.make("Tea for two, 3pm")
    assert not CHEAP.needs_rehash(stored)
    assert PasswordHashes().needs_rehash(stored)


def test_the_cost_in_use_is_the_recommended_one() -> None:
    assert "$m=12288,t=3,p=1$" in PasswordHashes().make("Tea for two, 3pm")


@settings(max_examples=200)
@given(st.text(max_size=140), st.text(max_size=20))
def test_any_text_is_accepted_or_refused(password: str, user_name: str) -> None:
    try:
        check_new_password(password, user_name)
    except PasswordRefused:
        return
    assert 12 <= len(password) <= 128
