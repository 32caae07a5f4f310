"""The company's side of inquiries: taking them in, completing, filing, revising, losing."""

from flask import Blueprint

bp = Blueprint("inquiries", __name__, url_prefix="/inquiries")
