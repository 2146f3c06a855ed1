"""`python -m safelight` is the `safelight` command."""

from safelight.doors.cli.main import run

if __name__ == "__main__":
    run()
