"""Share the tests out to the processes of xdist: some folders stay in one process as a whole.

Browser tests share one running demo site, demo tests one loaded demo; both take a minute to make.
xdist's own `--dist loadgroup` reads its marks too early to see those that a conftest sets, so the
folder decides here. The largest share begins first; all other tests go one by one.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

FOLDERS = ("tests/browser/", "tests/demo/")


class Together(LoadScopeScheduling):
    """Gives out folders of FOLDERS whole, and every other test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in FOLDERS if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Take the place of xdist's own scheduler."""
    return Together(config, log)
