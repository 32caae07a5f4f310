"""The company's side of contracts: the register, a contract's page, and what is done to it.

Numbers of contracts made on paper may hold a slash, so they are paths in addresses.
"""

from flask import Blueprint

bp = Blueprint("contracts", __name__, url_prefix="/contracts")
