"""The blueprint that every module of this area adds its pages to."""

from flask import Blueprint

bp = Blueprint("imports", __name__, url_prefix="/imports")
