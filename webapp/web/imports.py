"""Working through long lists in the worker: in the language and with the rights of who brought
them."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from webapp.services.importing.runs import CHECK, TASK
from webapp.services.importing.working import check_list, store_list
from webapp.services.tasks.running import Outcome, Work
from webapp.web.language import LANGUAGES, say


def run_import(session: Session, work: Work) -> Outcome:
    """Checks or stores the list that the task names."""
    number = work.params["run"]
    work_through = check_list if work.params["phase"] == CHECK else store_list
    with current_app.test_request_context(), force_locale(LANGUAGES[work.language]):
        done = work_through(session, work.actor, number, say, work.tell)
    return Outcome(facts={"number": done.number, "rows": done.details["rows"]})


RUNNERS = {TASK: run_import}
