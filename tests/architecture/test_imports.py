"""The contracts in pyproject.toml: imports only go down, and no folder is undeclared."""

from importlinter import cli


def test_every_import_contract_is_kept(capsys):
    outcome = cli.lint_imports(cache_dir=None)
    assert outcome == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out
