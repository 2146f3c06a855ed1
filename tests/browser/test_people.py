"""From a studio of one to one with people: the first account, another, in, out, and back to where one was."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.people import invite, log_in, make_first_account
from tests.browser.studio import RunningStudio


@pytest.fixture(scope="module")
def studio(built_app: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A studio without workers: nothing is drawn here."""
    running = RunningStudio(tmp_path_factory.mktemp("studio"), local_workers="0")
    try:
        running.start()
        yield running
    finally:
        running.stop()


def test_two_people_come_to_share_a_studio(open_page: OpenPage) -> None:
    ada = open_page("/settings?group=people")
    make_first_account(ada, "ada", "Ada Lovelace")
    expect(ada.get_by_role("button", name="Ada Lovelace, admin")).to_be_visible()
    password = invite(ada, "jo")

    jo = open_page("/datasets", theme="light", width=380)
    log_in(jo, "jo", "not the password")
    expect(jo.get_by_role("alert")).to_contain_text("not right")
    open_page.troubles.clear()  # the answer 401
    assert grave_problems(jo) == []
    jo.screenshot(path=SCREENSHOTS / "login-light-narrow.png")
    log_in(jo, "jo", password)
    # Where they wanted to go; and still there after a reload, without a word.
    expect(jo.get_by_role("heading", level=1, name="Datasets")).to_be_attached()
    jo.reload()
    expect(jo.get_by_role("heading", level=1, name="Datasets")).to_be_attached()

    # An admin closes the account: the page of its owner asks who comes.
    ada.get_by_role("button", name="What to do with jo").click()
    ada.get_by_role("menuitem", name="Close").click()
    expect(ada.get_by_role("list", name="Accounts")).to_contain_text("Closed")
    jo.reload()
    expect(jo.get_by_role("heading", name="Log in")).to_be_visible()
    open_page.troubles.clear()

    ada.get_by_role("button", name="Ada Lovelace, admin").click()
    ada.get_by_role("menuitem", name="Log out").click()
    expect(ada.get_by_role("heading", name="Log in")).to_be_visible()
    assert ada.evaluate("document.cookie") == "", "no script can read the refresh token"
