"""Take each guard of the edge out, one at a time and in a copy, and see its test fail: the table of decision 0040.

    python scripts/mutate_guards.py [BEGINNING OF A NAME …]

A mutation whose test still passes, or that fits its source no more, ends this with 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SRC = "src/safelight"
EDGE, CONNECTIONS = f"{SRC}/doors/rest/edge.py", f"{SRC}/doors/cli/connections.py"
OUTSIDE, ADDRESSES = f"{SRC}/kit/outside.py", f"{SRC}/kit/addresses.py"
TOKENS, LOGINS, SIGNING = (
    f"{SRC}/features/accounts/service/tokens.py", f"{SRC}/features/accounts/service/logins.py", f"{SRC}/kit/signing.py"
)  # fmt: skip
TESTS_OF_EDGE, TESTS_OF_OUTSIDE = "tests/doors/rest/test_edge.py::", "tests/kit/test_outside.py::"
OWNERSHIP, TESTS_OF_SIGHT = f"{SRC}/db/ownership.py", "tests/db/test_ownership.py::"
TESTS_OF_JWT = "tests/features/accounts/test_logins.py::"
NOT_OURS = TESTS_OF_JWT + "test_access_tokens_that_are_not_ours_to_the_letter_let_nobody_in"


@dataclass(frozen=True)
class Mutation:
    """A guard, what stands for it in a file, what it becomes, and the test that must fail then."""

    guard: str
    file: str
    old: str
    new: str
    test: str


MUTATIONS = (
    Mutation("host: any name is ours", EDGE, "if len(hosts) > 1 or not all(", "if False and not all(",
             TESTS_OF_EDGE + "test_a_name_that_was_made_to_lead_here_gets_nothing_by_any_method_or_socket"),
    Mutation("host: two names pass", EDGE, "len(hosts) > 1 or ", "", TESTS_OF_EDGE + "test_two_names_are_one_too_many"),
    Mutation("host: the beginning of a name will do", EDGE, "_HOST.fullmatch(", "_HOST.match(",
             TESTS_OF_EDGE + "test_this_machine_is_asked_by_its_own_names_and_no_others"),
    Mutation("origin: any page may change things", EDGE,
             "not self.rules.is_welcome(origin,", "not (lambda *_: True)(origin,",
             TESTS_OF_EDGE + "test_a_page_of_another_site_changes_nothing"),
    Mutation("origin: Sec-Fetch-Site is not looked at", EDGE, 'not in {"same-origin", "none"}', "in set()",
             TESTS_OF_EDGE + "test_a_page_of_another_site_changes_nothing"),
    Mutation("origin: a password of HTTP Basic excuses", EDGE, 'startswith("bearer ")', 'startswith("b")',
             TESTS_OF_EDGE + "test_a_page_of_another_site_changes_nothing"),
    Mutation("CORS: every site is listed", EDGE, 'return "*" in self.origins or origin in self.origins', "return True",
             TESTS_OF_EDGE + "test_no_other_site_reads_anything_by_default"),
    Mutation("CORS: parts of an answer decide", EDGE, "        del headers[name]", "        pass",
             TESTS_OF_EDGE + "test_no_other_site_reads_anything_by_default"),
    Mutation("headers: errors go undressed", EDGE,
             "        dress(response.headers, request.scope, rules)", "        pass",
             TESTS_OF_EDGE + "test_every_answer_is_dressed"),
    Mutation("proxies: whoever forwards is believed", EDGE, "if not rules.is_proxy(neighbour):", "if False:",
             TESTS_OF_EDGE + "test_only_a_trusted_proxy_is_believed"),
    Mutation("proxies: the first address counts", EDGE, "in reversed([part.strip()", "in list([part.strip()",
             TESTS_OF_EDGE + "test_whom_a_proxy_asks_for"),
    Mutation("slow clients: headers may drip", CONNECTIONS, "        self._wait(HEADER_SECONDS)\n\n", "\n",
             "tests/doors/cli/test_connections.py"),
    Mutation("slow clients: a body may stall", CONNECTIONS,
             "        self._wait(BODY_SECONDS)", "        self._stop_waiting()", "tests/doors/cli/test_connections.py"),
    Mutation("size: headers without end", CONNECTIONS, "self._said > MAX_HEADER_BYTES", "False",
             "tests/doors/cli/test_connections.py"),
    Mutation("exposure: serve opens to all", f"{SRC}/doors/cli/exposure.py", "or asks_who(settings):", "or True:",
             "tests/doors/cli/test_serve.py::test_with_an_account_it_may_be_reached_and_looking_makes_no_database"),
    Mutation("SSRF: every address is public", ADDRESSES, "return address.is_global and", "return True or",
             TESTS_OF_OUTSIDE + "test_a_name_that_stands_for_a_private_address_is_refused"),
    Mutation("SSRF: wrapped addresses are not looked into", ADDRESSES, "if (inner := _wrapped(address)) is not None:",
             "if (inner := None):",
             TESTS_OF_OUTSIDE + "test_public_addresses_are_kept_and_private_ones_among_them_left_out"),
    Mutation("SSRF: all of IPv6 is the open Internet", ADDRESSES, "if address not in _GLOBAL_UNICAST or", "if False or",
             TESTS_OF_OUTSIDE + "test_a_name_that_stands_for_a_private_address_is_refused"),
    Mutation("SSRF: the name is looked up once more", OUTSIDE,
             "super().connect_tcp(address,", "super().connect_tcp(host,",
             TESTS_OF_OUTSIDE + "test_a_name_is_looked_up_once_and_that_address_is_connected_to"),
    Mutation("SSRF: what was looked up is not checked", OUTSIDE,
             'self._hosts.checked(host.rstrip(".").lower(), dict.fromkeys(str(each[4][0]) for each in found))',
             "dict.fromkeys(str(each[4][0]) for each in found)",
             TESTS_OF_OUTSIDE + "test_a_name_that_was_bent_to_this_machine_is_never_connected_to"),
    Mutation("SSRF: a redirect is followed anywhere", OUTSIDE, "        self._hosts.check(request.url)\n", "",
             "tests/features/downloads/test_fetching.py::test_a_redirect_to_a_host_that_is_not_listed_is_refused"),
    Mutation("traversal: keys may climb", f"{SRC}/storage/keys.py", "[a-z0-9][a-z0-9_.\\-]*", "[a-z0-9_.\\-]+",
             "tests/storage/test_contract.py::test_names_that_could_lead_astray_are_refused"),
    Mutation("links: any signature will do", SIGNING, "if not hmac.compare_digest(", "if False and (",
             "tests/kit/test_signing.py"),
    Mutation("links: they last for ever", SIGNING, "if self._now() >= int(expires):", "if False:",
             "tests/kit/test_signing.py"),
    Mutation("links: one opens every object", SIGNING, "json.dumps([key, expires, name])", "json.dumps([expires])",
             "tests/kit/test_signing.py"),
    Mutation("JWT: no signature is asked for", TOKENS, "options={", 'options={"verify_signature": False, ', NOT_OURS),
    Mutation("JWT: it is never over", TOKENS, "options={", 'options={"verify_exp": False, ', NOT_OURS),
    Mutation("JWT: any issuer", TOKENS, "                issuer=ISSUER,\n", "", NOT_OURS),
    Mutation("JWT: a used refresh token works again", LOGINS, "now - login.replaced_at > GRACE", "False",
             TESTS_OF_JWT + "test_a_token_that_comes_again_later_ends_the_log_in"),
    Mutation("logs: secrets are written", f"{SRC}/kit/logs.py", "        mask_secrets,\n", "",
             "tests/kit/test_masking.py::test_no_log_line_holds_one"),
    Mutation("errors: secrets are shown", f"{SRC}/kit/errors.py", "masked(_beginning(value), field)",
             "_beginning(value)", "tests/kit/test_masking.py::test_no_error_shows_one"),
    Mutation("sight: no table of a query is met", OWNERSHIP, "if isinstance(found, TableClause)}", "if found is None}",
             TESTS_OF_SIGHT + "test_no_query_finds_what_is_somebody_elses"),
    Mutation("sight: relationships lead nowhere", OWNERSHIP, "frozenset(reached & guarded)",
             "frozenset({name} & guarded)",
             TESTS_OF_SIGHT + "test_what_lies_behind_a_relationship_is_guarded_though_the_query_does_not_name_it"),
    Mutation("secrets: the file is for all", f"{SRC}/kit/secret_file.py", "0o600", "0o644",
             "tests/doors/cli/test_secrets.py::test_the_secret_in_the_data_folder_is_made_anew"),
)  # fmt: skip


def runs(copy: Path, tests: list[str]) -> bool:
    """Whether these tests pass there."""
    environment = os.environ | {"PYTHONPATH": str(copy / "src"), "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", "not postgresql", *tests]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:  # not collected, or nothing to run: that shows nothing
        sys.exit(done.stdout + done.stderr)
    return done.returncode == 0


def main() -> None:
    """Print the table."""
    wanted = tuple(sys.argv[1:]) or ("",)
    chosen = [each for each in MUTATIONS if each.guard.startswith(wanted)]
    survived = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("src", "tests", "scripts", "docs", "requirements"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "static", "*.pyc"))
        for part in ("pyproject.toml", "README.md", "LICENSE", ".env.example"):
            shutil.copy(ROOT / part, copy / part)
        if not runs(copy, sorted({each.test for each in chosen})):
            sys.exit("The tests fail without any mutation.")
        print("| without this guard | its test | |\n|---|---|---|", flush=True)
        for each in chosen:
            whole = (copy / each.file).read_text()
            if each.old not in whole:
                sys.exit(f"{each.guard}: {each.file} has no {each.old!r} any more.")
            (copy / each.file).write_text(whole.replace(each.old, each.new, 1))
            passed = runs(copy, [each.test])
            (copy / each.file).write_text(whole)
            survived += [each.guard] if passed else []
            name = each.test.rpartition("::")[2]
            print(f"| {each.guard} | `{name}` | {'**passes**' if passed else 'fails'} |", flush=True)
    if survived:
        sys.exit(f"Nobody noticed: {', '.join(survived)}")


if __name__ == "__main__":
    main()
