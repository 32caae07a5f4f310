"""Which acts a reader may do on an order right now: what the page offers. The commands decide
again, from the same rules, under lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from webapp.services.chains.rules import Chain, may_act
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.orders import kinds, rules
from webapp.services.orders.rules import Quantities


class Standing:
    """An order's status, level and quantities, and who looks at them."""

    def __init__(
        self, actor: Actor, chain: Chain, status: str, level: int, lines: Iterable[Quantities]
    ) -> None:
        self.actor = actor
        self.chain = chain
        self.status = status
        self.level = level
        self.lines = list(lines)
        self.left = rules.sums(self.lines)
        self.is_first = status == chain.first_company_step

    def may_pass(self) -> bool:
        step = next((one for one in self.chain.on if one.key == self.status), None)
        return step is not None and step.is_company and may_act(self.actor, step, self.level)

    def has_open_differences(self) -> bool:
        return any(line.differing > line.settled for line in self.lines)


def _customer_actions(at: Standing, moved: bool) -> dict[str, bool]:
    draft = at.status == kinds.DRAFT
    return {
        "withdraw": at.is_first and not moved and not at.left.gone_out,
        "resubmit": draft,
        "discard": draft and not at.left.gone_out,
        "add_papers": at.status not in kinds.CLOSED,
    }


def _company_actions(at: Standing) -> dict[str, bool]:
    may: Callable[[Permission], bool] = at.actor.may
    passable = at.may_pass()
    targets = rules.send_back_targets(at.chain, at.status, at.left)
    left_short = at.status in kinds.STEP_KEYS and at.left.gone_out and at.left.to_go_out
    return {
        "pass": passable,
        "send_back": passable and bool(targets),
        "void": may(Permission.ORDER_VOID) and rules.may_be_voided(at.status, at.left),
        "edit": may(Permission.ORDER_CHANGE) and at.status == kinds.ORDER_REVIEW,
        "take_out": passable and at.status in (kinds.OUTBOUND_REVIEW, kinds.SHIPMENT),
        "close_short": may(Permission.ORDER_OUTBOUND) and bool(left_short),
        "cancel_shipment": may(Permission.ORDER_OUTBOUND) and bool(at.left.gone_out),
        "confirm_shipment": may(Permission.ORDER_SHIP)
        and at.status in (kinds.OUTBOUND_REVIEW, kinds.SHIPMENT)
        and bool(at.left.to_ship),
        "settle_differences": may(Permission.ORDER_CHANGE)
        and at.status != kinds.VOID
        and at.has_open_differences(),
        "decide_remittance": may(Permission.RECEIPT_CONFIRM),
        "pay": may(Permission.RECEIPT_CONFIRM) and at.status not in (kinds.VOID, kinds.DRAFT),
        "change_remark": may(Permission.ORDER_CHANGE),
        "print": may(Permission.ORDER_PRINT),
    }


def actions(at: Standing, *, moved: bool) -> frozenset[str]:
    """Names of what may be done; ``moved`` tells whether somebody has passed a step or level."""
    offered = _customer_actions(at, moved) if at.actor.is_customer else _company_actions(at)
    return frozenset(name for name, is_open in offered.items() if is_open)
