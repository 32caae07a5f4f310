"""What people do on any page of the product, in a browser: answer a dialog, sign in, order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import FilePayload, Page, expect

from tests.support.drawing import drawn

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
OWN_PASSWORD = "四个词连在一起 own words"


def a_scan(name: str = "stamped.png") -> FilePayload:
    """A picture as it is chosen from the disk."""
    return {"name": name, "mimeType": "image/png", "buffer": drawn()}


def stands(page: Page, status: str) -> None:
    """Waits until the page shows its document in this status."""
    expect(page.locator("main")).to_have_attribute("data-status", status)


def number_of(page: Page) -> str:
    return page.locator("main").get_attribute("data-number") or ""


def answer(page: Page, action: str, **fields: str) -> None:
    """Opens the dialog of an act, fills its fields in and agrees."""
    page.locator(f"summary[data-action={action}]").click()
    dialog = page.locator("dialog:modal")
    for name, value in fields.items():
        dialog.locator(f"[name={name}]").fill(value)
    dialog.locator("button[type=submit]").click()


def sign_in_first(page: Page, user_name: str, password: str) -> None:
    """Comes in with the one-time password and chooses one of his own."""
    page.goto("/sign-in")
    page.locator("input[name=user_name]").fill(user_name)
    page.locator("[name=password]").fill(password)
    page.locator("[data-action=sign_in]").click()
    page.locator("[name=old]").fill(password)
    page.locator("[name=new]").fill(OWN_PASSWORD)
    page.locator("[name=again]").fill(OWN_PASSWORD)
    page.locator("[data-action=change_password]").click()
    expect(page.locator("[name=old]")).to_have_count(0)


def put_into_cart(page: Page, code: str, quantity: str) -> None:
    page.goto(f"/shop/?view=list&q={code}")
    article = page.locator(f"li[data-article='{code}']")
    article.locator("[name=quantity]").fill(quantity)
    article.locator("[data-action=add_to_cart]").click()
    expect(article.locator(".dd-in-cart")).to_be_visible()


def order_the_cart(page: Page) -> str:
    """Orders what is in the cart with a stamped form; gives the number."""
    page.goto("/cart")
    page.locator("[data-action=checkout]").click()
    wanted = datetime.now(UTC) + timedelta(days=3)
    page.locator("[name=requested_date]").fill(f"{wanted:%Y-%m-%d}")
    page.locator("[name=confirmation]").set_input_files(a_scan())
    page.locator("[data-action=submit]").click()
    stands(page, "order_review")
    return number_of(page)
