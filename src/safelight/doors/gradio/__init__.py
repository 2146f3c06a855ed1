"""The Gradio playground: the studio's services on one page, for trying things out. Needs the extra `gradio`."""

from safelight.doors.gradio.mounting import PATH, Playground, is_installed

__all__ = ["PATH", "Playground", "is_installed"]
