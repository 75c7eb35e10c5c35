"""One page of each type that a visitor meets, with addresses of the demo."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageType:
    """A type of page: its address below the language, the status it answers, who may see it."""

    name: str
    path: str
    status: int = 200
    role: str = ""

    def __str__(self) -> str:
        return self.name

    def address(self, language: str) -> str:
        """Return the path of this page under a reader's language."""
        return f"/{language}/{self.path}"


PUBLIC = (
    PageType("home", ""),
    PageType("library", "library/"),
    PageType("library-filtered", "library/?theme=housing&q=casa"),
    PageType("practice", "library/cluj-one-stop-shop/"),
    PageType("practice-greek", "library/crete-hospital-mediation/"),
    PageType("search", "search/?q=refugees"),
    PageType("search-nothing", "search/?q=zzzzqqqq"),
    PageType("search-understood", "search/?q=opvang+alleenstaande+minderjarigen"),
    PageType("topics", "concepts/"),
    PageType("topic", "concepts/refugees/"),
    PageType("partners", "partners/"),
    PageType("partner", "partners/cluj/"),
    PageType("place", "places/ro-cluj-napoca/"),
    PageType("workshops", "workshops/"),
    PageType("workshop", "workshops/rw4-cluj-2023/"),
    PageType("question", "workshops/rw4-cluj-2023/question/1/"),
    PageType("about", "about/"),
    PageType("not-found", "there-is-no-such-page/", status=404),
)
DOORS = (
    PageType("sign-in", "accounts/login/"),
    PageType("sign-up", "accounts/signup/"),
    PageType("password-reset", "accounts/password/reset/"),
    PageType("save-search", "saved-searches/new/?q=refugees&theme=housing"),
)
MEMBERS = (
    PageType("profile", "accounts/profile/", role="contributor"),
    PageType("email", "accounts/email/", role="contributor"),
    PageType("second-step", "accounts/2fa/", role="contributor"),
    PageType("saved-searches", "saved-searches/", role="contributor"),
    PageType("discussion-mail", "discussion/mail/", role="reader"),
)
ANONYMOUS = PUBLIC + DOORS
ALL = ANONYMOUS + MEMBERS
