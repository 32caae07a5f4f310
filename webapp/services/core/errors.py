"""What a command may refuse with. Messages are gettext ids with named parameters; the edge of
the web translates them, because only there is the reader's language known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(message: str) -> str:  # noqa: N802 - the name gettext extractors look for
    """Marks a message for the catalogue without translating it here."""
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """A gettext id and the values of its ``%(name)s`` places."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)


class DomainError(Exception):
    """A refusal with a reason that a person can read."""

    def __init__(self, text: str, **params: Any) -> None:
        super().__init__(text)
        self.message = Message(text, params)


class NotFound(DomainError):
    """There is no such thing, or none that this person may see: the two are told alike."""

    def __init__(self, text: str = N_("There is nothing here under this number."), **params: Any):
        super().__init__(text, **params)


class Forbidden(DomainError):
    """The person may see the thing but not do this to it."""

    def __init__(self, text: str = N_("You do not have the right to do this."), **params: Any):
        super().__init__(text, **params)


class Conflict(DomainError):
    """The document moved meanwhile, or the act does not fit the state that it is in."""


class Busy(DomainError):
    """The database could not give the locks in time; the same request may be sent again."""

    def __init__(self) -> None:
        super().__init__(N_("Too many people are changing this at once. Please send it again."))


class RuleBroken(DomainError):
    """What was entered breaks a rule; each message belongs to a field, '' to the whole form."""

    def __init__(self, text: str, field: str = "", **params: Any) -> None:
        super().__init__(text, **params)
        self.fields: dict[str, list[Message]] = {field: [self.message]}

    @classmethod
    def of(cls, fields: Mapping[str, list[Message]]) -> RuleBroken:
        """One refusal of several fields at once; the first message stands for all."""
        first = next(iter(fields.values()))[0]
        error = cls(first.text, **first.params)
        error.fields = dict(fields)
        return error

    @property
    def messages(self) -> list[Message]:
        """Everything that is wrong, whichever field it belongs to."""
        return [message for messages in self.fields.values() for message in messages]

    def at(self, field: str) -> RuleBroken:
        """The same refusal, said at one field."""
        return RuleBroken.of({field: self.messages})


class Problems:
    """Collects what is wrong with an input, so that everything is said at once."""

    def __init__(self) -> None:
        self._fields: dict[str, list[Message]] = {}

    def add(self, field: str, text: str, **params: Any) -> None:
        self._fields.setdefault(field, []).append(Message(text, params))

    def take(self, field: str, refused: RuleBroken) -> None:
        """Adds what another check refused, said at this field."""
        self._fields.setdefault(field, []).extend(refused.messages)

    def __bool__(self) -> bool:
        return bool(self._fields)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def messages(self, field: str) -> tuple[Message, ...]:
        """What was said about one field."""
        return tuple(self._fields.get(field, ()))

    def refuse(self) -> None:
        """Raises RuleBroken when anything was added."""
        if self._fields:
            raise RuleBroken.of(self._fields)
