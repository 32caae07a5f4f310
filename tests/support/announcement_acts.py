"""The acts on announcements and letters, each ready to be done once on the small company."""

from __future__ import annotations

from sqlalchemy import select, update

from tests.support.company import Company, a_picture
from tests.support.ready import Ready
from webapp.models import OutgoingMail, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import Done, writing
from webapp.services.mail.commands import post_test_letter
from webapp.services.notices import announcing
from webapp.services.notices.announcing import AnnouncementInput
from webapp.services.notices.rules import Audience

ALL = Audience(to_customers=True, to_staff=True)


def announcement(title: str = "放假通知") -> AnnouncementInput:
    return AnnouncementInput(title, "放假三天。", ALL, [a_picture("plan.png")])


class AnnouncementActs:
    """Rows of ``Acts``."""

    company: Company

    def write_announcement(self) -> Ready:
        return Ready("sales", (announcement(),))

    def edit_announcement(self) -> Ready:
        return self._on(self._draft(), announcement("改期通知"))

    def publish_announcement(self) -> Ready:
        return self._on(self._draft())

    def withdraw_announcement(self) -> Ready:
        return self._on(self._published(), "wrong day")

    def copy_announcement(self) -> Ready:
        return Ready("sales", (self._published().number,))

    def remove_announcement(self) -> Ready:
        return self._on(self._draft())

    def remind_readers(self) -> Ready:
        return self._on(self._published())

    def note_reading(self) -> Ready:
        return Ready("kh001", (self._published().number,))

    def try_again(self) -> Ready:
        post_test_letter(
            self.company.session, self.company.actor("admin"), *self.post_test_letter().arguments
        )
        self.company.session.rollback()
        return Ready("admin", (self.company.session.scalars(select(OutgoingMail.id)).one(),))

    def post_test_letter(self) -> Ready:
        with writing(self.company.session, SYSTEM) as tx:
            address = update(User).where(User.user_name == "admin")
            tx.session.execute(address.values(email="admin@example.com"))
        return Ready("admin", ("Subject", "Body", "example.com"))

    def _draft(self) -> Done:
        sales = self.company.actor("sales")
        return announcing.write_announcement(self.company.session, sales, announcement())

    def _published(self) -> Done:
        draft, sales = self._draft(), self.company.actor("sales")
        return announcing.publish_announcement(
            self.company.session, sales, draft.number, draft.version
        )

    def _on(self, done: Done, *more: object) -> Ready:
        return Ready("sales", (done.number, done.version, *more))
