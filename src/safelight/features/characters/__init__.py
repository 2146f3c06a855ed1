"""Characters: a trigger word, a LoRA, and the pictures it was learnt from."""
