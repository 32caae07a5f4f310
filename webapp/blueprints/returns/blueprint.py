"""The company's side of returns: lists, the request's page, acts on it, and asking for one."""

from flask import Blueprint

bp = Blueprint("returns", __name__, url_prefix="/returns")
