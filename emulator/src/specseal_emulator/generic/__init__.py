"""Any contract, emulated without a module of its own: from its recipes, schemas, error rows and examples."""
