"""Steps of people at the studio's pages: the first account, another one, in and out."""

import re

from playwright.sync_api import Page, expect

PASSWORD = "three green lamps"


def make_first_account(page: Page, name: str, full_name: str) -> None:
    """From an open studio to one with accounts, at Settings, People."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Full name").fill(full_name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("list", name="Accounts")).to_contain_text(full_name)


def invite(page: Page, name: str, *, role: str = "Member") -> str:
    """Make an account at Settings, People; returns its password, as it is shown once."""
    page.get_by_role("button", name="New account").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("radio", name=re.compile(role)).click()
    page.get_by_role("button", name="Make the account").click()
    password = page.get_by_label("The password").inner_text()
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_role("list", name="Accounts")).to_contain_text(name)
    return password


def log_in(page: Page, name: str, password: str) -> None:
    """At the log-in, wherever one wanted to go."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()
