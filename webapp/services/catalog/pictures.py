"""Pictures of articles: one main picture and further ones in their order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from webapp.models import FileContent, Order, OrderLine, Product, ProductPicture, StoredFile
from webapp.services.catalog.visibility import visible_for
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, NotFound, RuleBroken
from webapp.services.core.sequences import moved
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.queries import LONGEST_TOKEN, FileToSend, to_send
from webapp.services.files.storing import store

MOST_PICTURES = 10
AWAY = "away"


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A picture by the token of its address; ``main`` is the one that lists show."""

    token: str
    name: str
    is_main: bool


def list_pictures(session: Session, product_id: int) -> tuple[PictureRow, ...]:
    """The main picture first, then the further ones in their order."""
    main = (
        select(StoredFile.token, StoredFile.name)
        .join(Product, Product.picture_id == StoredFile.id)
        .where(Product.id == product_id)
    )
    further = (
        select(StoredFile.token, StoredFile.name)
        .join(ProductPicture, ProductPicture.file_id == StoredFile.id)
        .where(ProductPicture.product_id == product_id)
        .order_by(ProductPicture.position, ProductPicture.id)
    )
    first = [PictureRow(token, name, True) for token, name in session.execute(main)]
    return (*first, *(PictureRow(token, name, False) for token, name in session.execute(further)))


def find_picture(session: Session, actor: Actor, token: str) -> FileToSend | None:
    """A picture of an article that this person sees: a customer those of his shelf, and those of
    articles that stand on his orders."""
    further = select(ProductPicture.product_id).where(ProductPicture.file_id == StoredFile.id)
    hung = or_(Product.picture_id == StoredFile.id, Product.id.in_(further))
    statement = (
        select(StoredFile, FileContent.content)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .where(
            StoredFile.token == token[:LONGEST_TOKEN],
            exists().where(hung, or_(visible_for(actor), _ordered_by(actor))),
        )
    )
    return to_send(session.execute(statement).first())


def _ordered_by(actor: Actor) -> ColumnElement[bool]:
    lines = select(OrderLine.id).join(Order, Order.id == OrderLine.order_id)
    mine = (Order.customer_id == actor.customer_id, OrderLine.product_id == Product.id)
    return lines.where(*mine).exists()


def hang_up(tx: Tx, product: Product, uploads: Sequence[CheckedUpload]) -> None:
    """Adds pictures behind those that are there; the first of all is the main one.

    Raises RuleBroken at ``pictures`` when there would be too many.
    """
    there = files_of(tx, product)
    if len(there) + len(uploads) > MOST_PICTURES:
        raise RuleBroken(N_("At most %(most)s pictures."), "pictures", most=MOST_PICTURES)
    if uploads:
        arrange(tx, product, [*there, *(store(tx, upload).id for upload in uploads)])


def move(tx: Tx, product: Product, token: str, way: str) -> str:
    """Moves a picture to the front, one place, or away; answers its file's name.

    Raises NotFound for a picture that is not the article's, RuleBroken for another way.
    """
    wanted = tx.session.scalar(select(StoredFile).where(StoredFile.token == token[:LONGEST_TOKEN]))
    there = files_of(tx, product)
    if wanted is None or wanted.id not in there:
        raise NotFound()
    if way == AWAY:
        arrange(tx, product, [one for one in there if one != wanted.id])
    else:
        arrange(tx, product, moved(there, wanted.id, way))
    return wanted.name


def files_of(tx: Tx, product: Product) -> list[int]:
    """Ids of the stored files in their order, the main one first."""
    further = (
        select(ProductPicture.file_id)
        .where(ProductPicture.product_id == product.id)
        .order_by(ProductPicture.position, ProductPicture.id)
    )
    main = [product.picture_id] if product.picture_id else []
    return [*main, *tx.session.scalars(further)]


def arrange(tx: Tx, product: Product, files: Collection[int]) -> None:
    """Makes these the pictures of an article, in this order."""
    product.picture_id = next(iter(files), None)
    tx.session.execute(delete(ProductPicture).where(ProductPicture.product_id == product.id))
    tx.session.add_all(
        ProductPicture(product_id=product.id, file_id=file_id, position=position)
        for position, file_id in enumerate(list(files)[1:])
    )
    tx.session.flush()
