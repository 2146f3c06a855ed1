"""Training of LoRAs: `lora.run_training` is the door. Its parts know no family; families answer `family.Family`."""
