"""What was done in a review, as the trail says it."""

from __future__ import annotations

from webapp.services.core.errors import N_

#: Sentence, look and icon of each event.
REVIEW_SENTENCES: dict[str, tuple[str, str, str]] = {
    "ReviewOpened": (N_("Review opened"), "moving", "send"),
    "RoundOpened": (N_("Further round opened"), "moving", "refresh"),
    "ReviewConvened": (N_("Departments called for their opinions"), "moving", "users"),
    "SeatFilled": (N_("Opinion of a department given"), "waiting", "note"),
    "RoundEnded": (N_("Round ended"), "moving", "circle-check"),
    "Ruled": (N_("Ruling made"), "done", "signature"),
    "Appealed": (N_("Appeal made"), "back", "arrow-up"),
    "ReviewClosed": (N_("Review closed"), "done", "circle-check"),
    "QuestionAsked": (N_("Question asked"), "waiting", "info-circle"),
    "QuestionAnswered": (N_("Question answered"), "moving", "mail"),
}
