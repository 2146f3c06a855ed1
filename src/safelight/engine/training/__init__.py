"""Training of LoRAs: `lora.train_lora` is the door. Its parts know no family; families answer `family.Family`."""
