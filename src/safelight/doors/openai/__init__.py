"""The OpenAI Images API: a character is a model name there."""
