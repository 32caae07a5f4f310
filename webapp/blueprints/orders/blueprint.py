"""The company's order desk: lists, the order's page, acts on it, and writing orders."""

from flask import Blueprint

bp = Blueprint("orders", __name__, url_prefix="/orders")
