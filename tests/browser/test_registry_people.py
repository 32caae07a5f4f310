"""Who may come in, and what he may do there: a customer from his file to his first order, a
member of the staff from her role to its end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.support.company import Company
from tests.support.hands import (
    PHONE,
    answer,
    order_the_cart,
    put_into_cart,
    sign_in_first,
    stands,
)


def open_file(desk: Page) -> None:
    """The sales head opens the file of a new customer."""
    desk.goto("/customers")
    desk.locator("a[href='/customers/new']").first.click()
    typed = {"code": "KH003", "name": "杭州永固五金", "contact": "王芳", "phone": "13900000003"}
    owed = {"address": "文一西路 9 号", "contract_number": "HT-3", "responsibility_code": "XS-02"}
    for name, value in {**typed, **owed}.items():
        desk.locator(f"main [name={name}]").fill(value)
    desk.locator("[name=region]").select_option(label="华东")
    desk.locator("[name=level]").select_option(label="A级")
    desk.locator("[data-action=save_customer]").click()
    expect(desk.locator("main")).to_have_attribute("data-number", "KH003")


@pytest.mark.rule("A3", "H2")
def test_a_customer_from_his_file_to_his_first_order(open_page: OpenPage, company: Company) -> None:
    desk = open_page("sales")
    open_file(desk)
    answer(desk, "open_account")
    told = desk.locator("main dd [data-copy]")
    expect(told).to_have_count(2)
    user_name, password = (one.get_attribute("data-copy") or "" for one in told.all())
    assert user_name == "kh003"

    phone = open_page(viewport=PHONE)
    sign_in_first(phone, user_name, password)
    phone.goto("/shop/?q=BOLT-8")
    expect(phone.locator("li[data-article='BOLT-8'] .dd-product-facts")).to_contain_text("1.425")
    put_into_cart(phone, "BOLT-8", "20")
    number = order_the_cart(phone)
    assert str(company.order(number).total_amount) == "28.50"

    desk.goto("/customers/KH003")
    expect(desk.locator("[data-account]")).to_have_attribute("data-status", "open")
    expect(desk.locator("summary[data-action=open_account]")).to_have_count(0)
    expect(desk.locator("main")).to_contain_text(number)


def make_role(admin: Page, name: str) -> str:
    """The administrator makes a role; gives its code."""
    admin.goto("/settings/roles")
    admin.locator("a[href='/settings/roles/new']").click()
    admin.locator("[name=name]").fill(name)
    admin.locator("[data-action=create_role]").click()
    column = admin.locator("th[data-role]", has_text=name)
    expect(column).to_be_visible()
    return column.get_attribute("data-role") or ""


def grant(admin: Page, role: str, right: str, reach: str) -> None:
    """Sets one cell of the table of roles."""
    admin.goto("/settings/roles")
    name = f"[name='cell.{role}.{right}']"
    admin.locator(name).select_option(reach)
    admin.locator("[data-action=save_roles]").click()
    expect(admin.locator("[data-toast]").first).to_contain_text("个角色")
    expect(admin.locator(f"td:has({name})")).to_have_attribute("data-reach", reach)


def open_staff_account(admin: Page, user_name: str, role: str) -> str:
    """Opens an account for a member of the staff; gives its one-time password."""
    admin.goto("/staff/new")
    admin.locator("input[name=user_name]").fill(user_name)
    admin.locator("main [name=name]").fill("王芳")
    admin.locator(f"[name=roles][value='{role}']").check()
    admin.locator("[data-action=create_staff]").click()
    return admin.locator("[data-password] [data-copy]").get_attribute("data-copy") or ""


@pytest.mark.rule("A4", "A5")
def test_a_member_of_the_staff_from_her_role_to_its_end(
    open_page: OpenPage, company: Company
) -> None:
    admin = open_page("admin")
    role = make_role(admin, "价格专员")
    grant(admin, role, "price.manage", "all")
    password = open_staff_account(admin, "wangfang", role)
    admin.goto("/staff/wangfang/rights")
    row = admin.locator("tr[data-permission='price.manage']")
    expect(row).to_have_attribute("data-reach", "all")
    expect(row).to_contain_text("价格专员")
    admin.locator("[name=right]").select_option("price.manage")
    admin.locator("[name=number]").fill("KH001")
    admin.locator("[data-action=ask]").click()
    expect(admin.locator("[data-answer=yes]")).to_contain_text("价格专员")

    clerk = open_page()
    sign_in_first(clerk, "wangfang", password)
    clerk.goto("/prices")
    expect(clerk.locator("tr[data-number='LOCK-1']")).to_be_visible()
    grant(admin, role, "price.manage", "")
    clerk.locator("tr[data-number='LOCK-1'] a").first.click()
    stands(clerk, "403")
    expect(clerk.locator("main h1")).to_have_text(re.compile("权限|允许|不能"))
