"""The demonstration's vocabulary: complete, consistent, always the same."""

import io
import itertools
from collections import Counter
from decimal import Decimal

import pytest
from PIL import Image

from webapp.demo.customers import LEVELS, DemoCustomer, customers
from webapp.demo.people import BRANCHES, DEPARTMENTS, STAFF, regions
from webapp.demo.pictures import SHAPES, draw
from webapp.demo.products import DemoProduct, categories, products
from webapp.demo.sketching import FINISHES
from webapp.services.core.identifiers import CreditCodeStanding, check_credit_code, is_ean13
from webapp.services.identity.roles import BUILT_IN_ROLES, READY_ROLES
from webapp.services.reviews.founding_panels import FOUNDING_PANELS
from webapp.services.settings.lists import FOUNDING, POST
from webapp.services.setup.departments import DEPARTMENTS as FOUNDING_DEPARTMENTS

PRODUCTS = products()
CUSTOMERS = customers()


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_three_hundred_articles_under_distinct_codes() -> None:
    assert len(PRODUCTS) == 300
    assert not repeated([product.code for product in PRODUCTS])
    assert not repeated([product.barcode for product in PRODUCTS])
    assert not repeated([product.name + product.specification for product in PRODUCTS])


def test_bar_codes_check_and_are_chinese() -> None:
    assert all(is_ean13(product.barcode) for product in PRODUCTS)
    assert all(product.barcode.startswith("69") for product in PRODUCTS)


def test_every_article_has_its_place_in_the_tree() -> None:
    nodes = categories()
    tops = {node.code for node in nodes if node.parent is None}
    leaves = {node.code for node in nodes if node.parent in tops}
    assert (len(tops), len(leaves)) == (8, len(nodes) - 8)
    assert {product.category for product in PRODUCTS} == leaves


def test_figures_of_the_articles_make_sense() -> None:
    for product in PRODUCTS:
        check_figures(product)


def check_figures(product: DemoProduct) -> None:
    assert 0 < product.cost_price < product.base_price < 1000
    assert product.base_price == round(product.base_price, 4)
    assert product.cost_price == round(product.cost_price, 4)
    assert product.min_quantity % product.step_quantity == 0
    assert product.tax_rate == Decimal("0.13")
    assert product.lead_days > 0
    assert len(product.name) <= 40
    assert product.shape in SHAPES
    assert {product.finish, product.accent} <= set(FINISHES)


def test_most_articles_are_regular() -> None:
    kinds = Counter(product.kind for product in PRODUCTS)
    assert set(kinds) == {"regular", "new", "special"}
    assert kinds["regular"] > 270


def test_larger_sizes_of_a_family_never_cost_less_unless_sold_by_weight() -> None:
    for one, next_one in itertools.pairwise(PRODUCTS):
        if one.name == next_one.name and one.unit != "公斤":
            assert one.base_price <= next_one.base_price


def test_every_shape_is_drawn_small_and_square() -> None:
    first_of_each_shape = {product.shape: product for product in reversed(PRODUCTS)}
    assert set(first_of_each_shape) == set(SHAPES)
    for product in first_of_each_shape.values():
        content = draw(product)
        assert len(content) < 12 * 1024
        picture = Image.open(io.BytesIO(content))
        assert (picture.format, picture.size) == ("WEBP", (400, 400))


def test_articles_of_one_family_look_different() -> None:
    assert len({draw(product) for product in PRODUCTS[:20]}) == 20


def test_forty_customers_with_accounts_of_their_own() -> None:
    assert [customer.user_name for customer in CUSTOMERS] == [
        f"kh{number:03}" for number in range(1, 41)
    ]
    assert not repeated([customer.name for customer in CUSTOMERS])
    assert not repeated([customer.credit_code for customer in CUSTOMERS])


def test_customers_refer_to_what_there_is() -> None:
    for customer in CUSTOMERS:
        check_references(customer)


def check_references(customer: DemoCustomer) -> None:
    assert check_credit_code(customer.credit_code).standing is CreditCodeStanding.VALID
    assert customer.level in {level.code for level in LEVELS}
    assert customer.branch in {branch.code for branch in BRANCHES}
    assert customer.salesperson in {person.user_name for person in STAFF}
    cities = {region.code for region in regions() if region.parent}
    assert customer.region in cities
    assert 1 <= len(customer.addresses) <= 3
    for address in customer.addresses:
        assert len(address.phone) == 11
        assert address.phone.startswith("1990000")


def test_regions_form_a_tree_of_three_levels() -> None:
    nodes = {region.code: region for region in regions()}
    assert len(nodes) == len(regions())
    assert all(region.parent is None or region.parent in nodes for region in nodes.values())
    managed = [code for person in STAFF for code in person.regions]
    assert not repeated(managed)
    assert set(managed) <= set(nodes)
    parts = [code for code, region in nodes.items() if not region.parent]
    assert set(parts) <= set(managed)


@pytest.mark.rule("A5")
def test_each_role_and_department_has_a_person() -> None:
    roles = {role for person in STAFF for role in person.roles}
    assert roles == {role.code for role in (*BUILT_IN_ROLES, *READY_ROLES)}
    assert not repeated([person.user_name for person in STAFF])
    assert not repeated([person.name for person in STAFF])
    departments = {department.code for department in DEPARTMENTS}
    departments |= {code for code, *_ in FOUNDING_DEPARTMENTS}
    assert {person.department for person in STAFF} == departments
    assert {person.branch for person in STAFF} == {branch.code for branch in BRANCHES}


@pytest.mark.rule("B17")
@pytest.mark.parametrize("branch", ["HQ", "GZ", "CD"])
def test_every_seat_of_the_founding_panels_has_somebody(branch: str) -> None:
    for founding in FOUNDING_PANELS:
        place = branch if founding.panel.place == "branch" else "HQ"
        for seat in founding.panel.seats:
            there = [
                person
                for person in STAFF
                if person.branch == place
                and seat.department in ("", person.department)
                and seat.post in ("", person.post)
            ]
            assert there, (founding.code, seat.key)


@pytest.mark.rule("B6")
def test_every_leading_post_has_its_person() -> None:
    posts = {code for list_key, code, *_ in FOUNDING if list_key == POST}
    assert {person.post for person in STAFF if person.post} == posts


def test_the_vocabulary_is_always_the_same() -> None:
    assert products() == PRODUCTS
    assert customers() == CUSTOMERS
    assert draw(PRODUCTS[0]) == draw(PRODUCTS[0])
