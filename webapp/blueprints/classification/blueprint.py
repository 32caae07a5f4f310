from __future__ import annotations

from flask import Blueprint

bp = Blueprint("classification", __name__, url_prefix="/settings")
