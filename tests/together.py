"""Share the tests out to the processes of xdist: some folders and files stay in one process.

Browser tests share one running demo site, demo tests one loaded demo, and those that end and kill
processes a site of their own; each takes up to a minute to make. xdist's own `--dist loadgroup`
reads its marks too early to see those that a conftest sets, so the place decides here.
The largest share begins first; all other tests go one by one.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

PLACES = (
    "tests/browser/",
    "tests/demo/",
    "tests/alerts/test_killed.py",
    "tests/discussion/live/test_server.py",
    "tests/discussion/mail/test_killed.py",
)


class Together(LoadScopeScheduling):
    """Gives out each of PLACES whole, and every other test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in PLACES if nodeid.startswith(place)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Take the place of xdist's own scheduler."""
    return Together(config, log)
