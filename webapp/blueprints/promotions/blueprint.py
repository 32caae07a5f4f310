from __future__ import annotations

from flask import Blueprint

bp = Blueprint("promotions", __name__, url_prefix="/promotions")
