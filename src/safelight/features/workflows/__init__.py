"""Workflow templates: graphs for ComfyUI with a manifest that says which inputs are prompt, seed, LoRA, size."""
