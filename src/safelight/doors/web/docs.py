"""The API to read and to try, at /docs: Swagger UI from the build, so that nothing comes from elsewhere."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from safelight.doors.web.build import Build
from safelight.doors.web.serving import served
from safelight.kit.errors import NotFound

PATH = "/docs"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SCRIPT = "docs/swagger-ui.js"


def routes(title: str, openapi_url: str) -> list[BaseRoute]:
    """The page, and the files that it loads."""
    build = Build()

    def page(_: Request) -> Response:
        build.index()
        body = PAGE if build.find(SCRIPT) is not None else NOT_BUILT
        text = body.format(title=title, openapi=openapi_url)
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"})

    def file(request: Request) -> Response:
        build.index()
        found = build.find(f"docs/{request.path_params['name']}")
        if found is None:
            raise NotFound("There is no such file.", code="not_found")
        return served(found, request.scope)

    return [
        Route(PATH, page, include_in_schema=False),
        Route(f"{PATH}/{{name}}", file, include_in_schema=False),
    ]


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}: its API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui.js"></script>
<script src="/docs/start.js" data-openapi="{openapi}"></script>
</html>
"""
NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}: its API</title>
<h1>The pages of the API are not built</h1>
<p>What this server offers is told by <a href="{openapi}">{openapi}</a>, which every OpenAPI tool reads.
Build the pages with <code>make web</code> (it needs Node.js 20 or newer), then load this one again.</p>
</html>
"""
