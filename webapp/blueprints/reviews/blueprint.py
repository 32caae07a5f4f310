"""Reviews: the list, one review on its page and on paper, and every act on it."""

from flask import Blueprint

bp = Blueprint("reviews", __name__, url_prefix="/reviews")
