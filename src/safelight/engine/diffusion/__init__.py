"""Pipelines of diffusers: load, keep, and run them."""

import logging

# While diffusers imports torchao, both speak of what is inside them, on every start.
for _name in ("torch.utils._pytree", "diffusers.quantizers.torchao.torchao_quantizer"):
    logging.getLogger(_name).setLevel(logging.ERROR)
