"""Slots on a page that an application further up fills; see `accounts.contributions`.

The registry stands in the lowest application, so that a profile can have slots too; pages and
their contributors name it through this module.
"""

from accounts.contributions import contribute, contributions

__all__ = ["contribute", "contributions"]
