"""What a browser sees while TensorBoard is not there: one quiet page that says why."""

from html import escape

from safelight.kit.errors import SafelightError

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>TensorBoard</title>
<link rel="icon" href="data:,">
<style>
:root{{color-scheme:dark light}}
body{{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:36rem;padding:0 1rem}}
</style>
<p role="status">{said}</p>
{hint}
</html>
"""


def page_of(error: SafelightError) -> str:
    """The page that tells an error, and of one that passes, that it will."""
    if error.retry_after:
        return _PAGE.format(said="Starting TensorBoard. It takes a few seconds.", hint="")
    hint = f"<p>{escape(error.hint)}</p>" if error.hint else ""
    return _PAGE.format(said=escape(error.message), hint=hint)


def headers_of(error: SafelightError) -> dict[str, str]:
    """With them a browser keeps no such page, and comes again by itself where that helps."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        "frame-ancestors 'self'",
    }
    if error.retry_after:
        headers |= {"Retry-After": str(error.retry_after), "Refresh": str(error.retry_after)}
    return headers
