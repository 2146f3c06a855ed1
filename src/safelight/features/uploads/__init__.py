"""Files that go straight to the storage by a signed address, and are looked at before anybody uses them."""
