"""The area's blueprint, and what its pages share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("rates", __name__, url_prefix="/rates")
