"""Entry point for application servers and the ``flask`` command."""

from webapp import create_app

app = create_app()
