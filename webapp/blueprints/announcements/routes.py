"""Announcements: what readers find, and the desk where they are written and followed."""

from __future__ import annotations

from webapp.blueprints.announcements import acting, following, listing, reading, writing
from webapp.blueprints.announcements.blueprint import bp

__all__ = ["acting", "bp", "following", "listing", "reading", "writing"]
