"""ComfyUI's protocol from a client's side: ask, follow by socket, fetch what came of it. Seen on 0.3.64.

What a newer server says beyond that is passed over. Knows nothing of jobs, pictures or templates.
"""
