"""Which tests go to one worker together, whatever marks xdist understands of this pytest."""

from __future__ import annotations

from xdist.scheduler.loadscope import LoadScopeScheduling

#: Tests that share something there is one of: a browser (two Chromiums on two cores are slower
#: than one), or a primary and its standby.
TOGETHER = ("tests/browser/", "tests/functional/test_scaling.py")


class Scheduling(LoadScopeScheduling):
    """Test by test to whichever worker is free, but for those that go together."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)
