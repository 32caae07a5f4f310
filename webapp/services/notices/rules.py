"""What an announcement may be, decided without a database (K6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.services.core.errors import N_, Problems

#: The kind of document that an announcement is to notices, papers and links.
KIND = "announcement"
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
STATUSES = {
    DRAFT: N_("Draft"),
    PUBLISHED: N_("Published"),
    WITHDRAWN: N_("Taken back"),
}
LEVEL, REGION, DEPARTMENT, ROLE = "level", "region", "department", "role"
CUSTOMER_TARGETS = (LEVEL, REGION)
STAFF_TARGETS = (DEPARTMENT, ROLE)

LONGEST_TITLE = 120
LONGEST_BODY = 20_000
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an announcement is for: customers, staff or both, narrowed down by ids of targets."""

    to_customers: bool = False
    to_staff: bool = False
    targets: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def wanted(self) -> set[tuple[str, int]]:
        """Kind and id of each target; those of a side that is not addressed fall away."""
        kinds = (
            *(CUSTOMER_TARGETS if self.to_customers else ()),
            *(STAFF_TARGETS if self.to_staff else ()),
        )
        return {(kind, one) for kind in kinds for one in self.targets.get(kind, ())}


def check_text(title: str, body: str) -> Problems:
    """What is wrong with the text, at its fields."""
    problems = Problems()
    for name, text, longest in (("title", title, LONGEST_TITLE), ("body", body, LONGEST_BODY)):
        if not text.strip():
            problems.add(name, N_("Please fill this in."))
        elif len(text) > longest:
            problems.add(name, N_("At most %(most)s characters."), most=longest)
    return problems
