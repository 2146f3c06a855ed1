"""The live door: facts and previews as they happen, by WebSocket and by Socket.IO, over one hub."""
