"""Passwords: how they are kept (argon2id) and which new ones are refused (C42, C43, C46, C52)."""

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.services.core.errors import N_, RuleBroken

MIN_LENGTH = 12
MAX_LENGTH = 128
COMMON_PIECES = 3
MEMORY_KIB, PASSES = 12 * 1024, 3
_LONGEST_PIECE = 32
_REPEATED_UNIT = re.compile(r"(.{1,8}?)\1+", re.DOTALL)
_LOOK_ALIKES = str.maketrans("@$013457", "asoieast")
_LIST_FILE = "common_passwords.txt"


class PasswordRefused(RuleBroken):
    """A new password that the rules do not allow; its message says why."""


@dataclass(frozen=True)
class PasswordHashes:
    """Makes and checks argon2id hashes at one cost: `passes` over `memory_kib` KiB.

    An unknown user, an unreadable hash and a password that could never have been set all
    cost one full computation, so that the answer's time tells nothing (C46). A process computes
    one at a time: many who sign in at once wait for each other and do not fill its memory.

    The costs are of those that OWASP's Password Storage Cheat Sheet holds to be equal (12 MiB in
    three passes, 19 in two), the one that takes a process less memory.
    """

    memory_kib: int = MEMORY_KIB
    passes: int = PASSES
    _turn: Lock = field(default_factory=Lock, repr=False, compare=False)

    def make(self, password: str) -> str:
        """Return the hash to store, salt and cost included."""
        with self._turn:
            return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Say whether the password is the stored one; None stands for an unknown user.

        The password is compared whole and unchanged: not trimmed, not cut, not folded.
        """
        if not stored or not _can_be_set(password):
            return self._refuse_after_work()
        try:
            with self._turn:
                return self._hasher.verify(stored, password)
        except InvalidHashError:
            return self._refuse_after_work()
        except VerificationError:
            return False

    def needs_rehash(self, stored: str) -> bool:
        """Say whether a hash was made at another cost; ask after a password matched."""
        return self._hasher.check_needs_rehash(stored)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        return PasswordHasher(time_cost=self.passes, memory_cost=self.memory_kib, parallelism=1)

    def _refuse_after_work(self) -> bool:
        self.make("")
        return False


def check_new_password(password: str, user_name: str) -> None:
    """Refuse a password that is too short, too long or common; nothing else is asked (C42).

    12 to 128 characters of any kind. Common is what repeats a short piece, or consists only
    of up to three entries of the shipped list, the user name counting as one. Raises
    PasswordRefused.
    """
    if len(password) < MIN_LENGTH:
        raise PasswordRefused(N_("Use at least %(number)s characters."), number=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise PasswordRefused(N_("Use at most %(number)s characters."), number=MAX_LENGTH)
    if not _can_be_set(password):
        raise PasswordRefused(N_("Contains a character that is not allowed."))
    if _is_common(password.casefold(), user_name.casefold()):
        raise PasswordRefused(N_("This password is too easy to guess. Choose another one."))


def _can_be_set(password: str) -> bool:
    """Lone surrogates have no bytes to hash, and NUL is no typed character."""
    if len(password) > MAX_LENGTH or "\x00" in password:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in password)


def _is_common(password: str, user_name: str) -> bool:
    if _REPEATED_UNIT.fullmatch(password):
        return True
    known = _common_words() | {user_name} if user_name else _common_words()
    return _fewest_pieces(password, known) <= COMMON_PIECES


def _fewest_pieces(password: str, known: frozenset[str]) -> int:
    """Count the fewest listed pieces that make up the whole; more than enough if none do."""
    never = COMMON_PIECES + 1
    fewest = [0] + [never] * len(password)
    for end in range(1, len(password) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            if fewest[start] < COMMON_PIECES and _is_known(password[start:end], known):
                fewest[end] = min(fewest[end], fewest[start] + 1)
    return fewest[-1]


def _is_known(piece: str, known: frozenset[str]) -> bool:
    return piece in known or piece.translate(_LOOK_ALIKES) in known


@cache
def _common_words() -> frozenset[str]:
    text = resources.files(__package__).joinpath(_LIST_FILE).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("# "))
